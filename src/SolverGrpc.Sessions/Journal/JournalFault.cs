namespace SolverGrpc.Sessions.Journal;

/// <summary>What can be wrong with a journal.</summary>
public enum JournalFaultKind
{
    /// <summary>
    /// The end was being written when the machine stopped: nothing there was ever reported durable. It is cut; not an error.
    /// </summary>
    Torn,

    /// <summary>Bytes that were on the disk are not what was written.</summary>
    Corrupt,

    /// <summary>A segment that is needed is not there.</summary>
    Missing,

    /// <summary>Written by a newer program.</summary>
    NewerVersion,

    /// <summary>Another process has the folder open.</summary>
    Locked,

    /// <summary>No room on the disk.</summary>
    DiskFull,

    /// <summary>A file could not be read, written, created or deleted.</summary>
    Access,

    /// <summary>
    /// The disk refused to make written bytes durable. They may be gone although a later attempt says otherwise, so that there
    /// is none: the process has to begin again from what is on the disk.
    /// </summary>
    Sync,
}

/// <summary>Something that is wrong with a journal.</summary>
/// <param name="Kind">What.</param>
/// <param name="File">Name of the file; empty where it is none in particular.</param>
/// <param name="Offset">Offset of the first wrong byte, or of the record that it is in.</param>
/// <param name="Detail">For people.</param>
public sealed record JournalFault(JournalFaultKind Kind, string File, long Offset, string Detail)
{
    /// <inheritdoc/>
    public override string ToString() => File.Length == 0 ? $"{Kind}: {Detail}" : $"{Kind}: {File} at offset {Offset}: {Detail}";
}

/// <summary>A journal cannot be opened, or has failed and takes nothing more.</summary>
/// <param name="fault">Why.</param>
/// <param name="innerException">What the system said.</param>
public sealed class JournalException(JournalFault fault, Exception? innerException = null) : Exception(fault.ToString(), innerException)
{
    /// <summary>Why.</summary>
    public JournalFault Fault { get; } = fault;
}
