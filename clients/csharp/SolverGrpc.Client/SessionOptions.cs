namespace SolverGrpc.Client;

/// <summary>How a <see cref="SolverSession"/> behaves.</summary>
public sealed record SessionOptions
{
    /// <summary>Events that may be kept until the server has them on its disk, ≥ 1; then sending waits. Default: 10,000.</summary>
    public int UnconfirmedMax { get; init; } = 10_000;

    /// <summary>The wait before the first attempt to resume; each failure doubles it. Default: 50 ms.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest wait between attempts. Default: 5 s.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Attempts in a row that may fail before the session gives up; null, the default: it never does.</summary>
    public int? AttemptsMax { get; init; }

    /// <summary>The clock of the waits.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
