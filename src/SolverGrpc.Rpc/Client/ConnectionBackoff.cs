namespace SolverGrpc.Rpc.Client;

/// <summary>
/// How long an address that cannot be connected is left in peace: 1 s, growing by 1.6 up to 120 s, give or take a fifth
/// (gRPC connection backoff protocol). Until then other addresses come first.
/// </summary>
internal sealed class ConnectionBackoff(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(120);
    private const double Growth = 1.6;

    private readonly Lock _gate = new();
    private int _failures;
    private long _failedAt;
    private TimeSpan _wait;

    /// <summary>What is left of the wait; zero if there is none.</summary>
    public TimeSpan Remaining
    {
        get
        {
            lock (_gate)
            {
                var remaining = _wait - time.GetElapsedTime(_failedAt);
                return _failures == 0 || remaining < TimeSpan.Zero ? TimeSpan.Zero : remaining;
            }
        }
    }

    /// <summary>A connection stands.</summary>
    public void Succeeded()
    {
        lock (_gate)
            _failures = 0;
    }

    /// <summary>No connection could be made.</summary>
    public void Failed()
    {
        lock (_gate)
        {
            _wait = RetryPolicy.Jittered(First * Math.Pow(Growth, _failures), Longest);
            _failures++;
            _failedAt = time.GetTimestamp();
        }
    }
}
