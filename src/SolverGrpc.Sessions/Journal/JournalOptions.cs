namespace SolverGrpc.Sessions.Journal;

/// <summary>Sizes of a journal.</summary>
public sealed record JournalOptions
{
    /// <summary>Bytes after which a new segment begins, &gt; 0. Default: 4 MiB.</summary>
    public long SegmentBytes { get; init; } = 4 << 20;

    /// <summary>Bytes of records that wait to be written, &gt; 0; a single record may be larger. Default: 16 MiB.</summary>
    public int PendingBytesMax { get; init; } = 16 << 20;

    /// <summary>
    /// Bytes on the disk beyond which snapshots are asked for, &gt; 0; at least twice what the live sessions' snapshots take.
    /// A restart reads up to half as much again. Default: 16 MiB.
    /// </summary>
    public long RetainedBytesMax { get; init; } = 16 << 20;
}
