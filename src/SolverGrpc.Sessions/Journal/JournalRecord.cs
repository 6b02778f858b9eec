namespace SolverGrpc.Sessions.Journal;

/// <summary>A record as it lies in the journal.</summary>
/// <param name="file">Name of the segment's file.</param>
/// <param name="offset">Where in the file its header begins.</param>
/// <param name="position">Its position.</param>
/// <param name="entry">What it says of itself.</param>
/// <param name="payload">The rest; valid during the call that hands the record over.</param>
public readonly ref struct JournalRecord(string file, long offset, long position, in JournalEntry entry, ReadOnlySpan<byte> payload)
{
    /// <summary>Name of the segment's file.</summary>
    public string File { get; } = file;

    /// <summary>Where in the file its header begins.</summary>
    public long Offset { get; } = offset;

    /// <summary>Its position.</summary>
    public long Position { get; } = position;

    /// <summary>What it says of itself.</summary>
    public JournalEntry Entry { get; } = entry;

    /// <summary>The rest; valid during the call that hands the record over.</summary>
    public ReadOnlySpan<byte> Payload { get; } = payload;
}

/// <summary>Takes the records of a journal, in the order of their positions.</summary>
public delegate void JournalVisitor(JournalRecord record);
