using System.Collections.Frozen;

namespace SolverGrpc.Rpc.Client;

/// <summary>
/// When a failed call is tried again (gRFC A6): only while the server has sent no response headers, only after the listed codes.
/// </summary>
/// <remarks>
/// A server's <c>grpc-retry-pushback-ms</c> overrules the backoff; a negative or unreadable one forbids the retry. Holds for calls with
/// one request message; a stream of requests is never repeated.
/// </remarks>
public sealed record RetryPolicy
{
    private const double JitterShare = 0.2;

    /// <summary>All attempts together, the first included; 2 to 5, 3 by default.</summary>
    public int MaxAttempts
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 2);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 5);
            field = value;
        }
    } = 3;

    /// <summary>The wait before the second attempt, give or take a fifth; 100 ms by default.</summary>
    public TimeSpan InitialBackoff { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait, give or take a fifth; 5 s by default.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>By what the wait grows from attempt to attempt; 2 by default.</summary>
    public double BackoffMultiplier { get; init; } = 2;

    /// <summary>The codes after which a call is tried again; <see cref="StatusCode.Unavailable"/> by default.</summary>
    public IReadOnlySet<StatusCode> RetryableCodes { get; init; } = FrozenSet.Create(StatusCode.Unavailable);

    /// <summary>The wait before a retry: the backoff times a random factor from 0.8 to 1.2.</summary>
    /// <param name="retry">Which retry since the start or since the last pushback, from 1.</param>
    internal TimeSpan Backoff(int retry) => Jittered(InitialBackoff * Math.Pow(BackoffMultiplier, retry - 1), MaxBackoff);

    internal static TimeSpan Jittered(TimeSpan backoff, TimeSpan longest)
        => (backoff < longest ? backoff : longest) * (1 - JitterShare + (2 * JitterShare * Random.Shared.NextDouble()));
}
