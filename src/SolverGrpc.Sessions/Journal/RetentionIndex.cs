namespace SolverGrpc.Sessions.Journal;

/// <summary>
/// From where on the records of each session are needed: its last snapshot, or its opening. What lies before the first of these
/// may be deleted; a session that has ended needs nothing.
/// </summary>
internal sealed class RetentionIndex
{
    private readonly Dictionary<UInt128, (long Position, int Bytes)> _bases = [];

    /// <summary>Bytes that the live sessions' snapshots take.</summary>
    public long Bytes { get; private set; }

    /// <summary>Takes notice of a record that follows all noted before.</summary>
    public void Note(in RecordHeader record)
    {
        if (record.Entry.Kind is not (RecordKind.Opened or RecordKind.Snapshot or RecordKind.Ended)) return;
        if (_bases.Remove(record.Entry.Session, out (long Position, int Bytes) former)) Bytes -= former.Bytes;
        if (record.Entry.Kind == RecordKind.Ended) return;
        _bases.Add(record.Entry.Session, (record.Position, record.RecordBytes));
        Bytes += record.RecordBytes;
    }

    /// <summary>Whether a record is one that its session still needs.</summary>
    public bool Needs(in RecordHeader record) =>
        _bases.TryGetValue(record.Entry.Session, out (long Position, int Bytes) first) && record.Position >= first.Position;

    /// <summary>The first position that a session needs.</summary>
    /// <param name="none">The answer where there is no session.</param>
    public long FirstNeeded(long none)
    {
        long first = none;
        foreach ((long position, int _) in _bases.Values) first = Math.Min(first, position);
        return first;
    }

    /// <summary>The sessions that need records before a position.</summary>
    public List<UInt128> NeedingBefore(long position)
    {
        var sessions = new List<UInt128>();
        foreach ((UInt128 session, (long first, int _)) in _bases)
            if (first < position) sessions.Add(session);
        return sessions;
    }
}
