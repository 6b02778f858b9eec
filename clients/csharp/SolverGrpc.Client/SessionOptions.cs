namespace SolverGrpc.Client;

/// <summary>How a <see cref="SolverSession"/> behaves.</summary>
public sealed record SessionOptions
{
    /// <summary>Events that may be kept until the server has them on its disk, ≥ 1; then sending waits. Default: 10,000.</summary>
    public int UnconfirmedMax { get; init; } = 10_000;

    /// <summary>The wait before the first attempt to resume, give or take; each failure doubles it. Default: 20 ms.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>The longest wait between attempts. Default: 1 s.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the service may be silent while the session tries to reach it again; then it gives up. Default: 1 min.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The clock of the waits.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
