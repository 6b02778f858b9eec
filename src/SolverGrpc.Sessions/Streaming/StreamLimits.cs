namespace SolverGrpc.Sessions.Streaming;

/// <summary>What one session may keep for its stream.</summary>
public sealed record StreamLimits
{
    /// <summary>Events that may be held because earlier ones are missing, ≥ 1. Default: 256.</summary>
    public int HeldEventsMax { get; init; } = 256;

    /// <summary>Bytes of the held events together, ≥ 1. A single one may be larger. Default: 1 MiB.</summary>
    public int HeldBytesMax { get; init; } = 1 << 20;

    /// <summary>Applied events that are known again when they are repeated, a power of two ≥ 16. Default: 1,024.</summary>
    public int KnownEventsMax { get; init; } = 1_024;

    /// <summary>Bytes of sent messages that are kept for a client that resumes, ≥ 0. Default: 16 KiB.</summary>
    public int HistoryBytesMax { get; init; } = 16 << 10;

    /// <summary>Messages other than plans and acks that may wait for a slow reader, ≥ 1. Default: 1,024.</summary>
    public int UnsentMax { get; init; } = 1_024;
}
