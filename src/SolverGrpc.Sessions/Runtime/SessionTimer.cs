namespace SolverGrpc.Sessions.Runtime;

/// <summary>
/// One alarm at a time for a session, so that a session that waits for nothing has no timer. It is not moved with every message:
/// who is woken too early looks at the clock and sets it again.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="ring">Called on a pool thread.</param>
internal sealed class SessionTimer(TimeProvider time, Action ring) : IDisposable
{
    // timers count whole milliseconds and have a largest due time
    private static readonly TimeSpan Most = TimeSpan.FromDays(40), Least = TimeSpan.FromMilliseconds(1);

    private ITimer? _timer;

    /// <summary>Wakes the session after a time, and not at any time that was set before.</summary>
    public void Set(TimeSpan due)
    {
        due = due < Least ? Least : due > Most ? Most : due;
        if (_timer is null) _timer = time.CreateTimer(_ => ring(), null, due, Timeout.InfiniteTimeSpan);
        else _timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Dispose();
        _timer = null;
    }
}
