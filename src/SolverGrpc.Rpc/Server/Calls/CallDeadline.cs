namespace SolverGrpc.Rpc.Server.Calls;

/// <summary>Calls back when a time has passed, however long: timers have a largest due time and are armed again.</summary>
internal sealed class CallDeadline : IDisposable
{
    private static readonly TimeSpan TimerMax = TimeSpan.FromDays(40);

    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly long _start;
    private readonly Action _expired;
    private readonly ITimer _timer;

    public CallDeadline(TimeProvider time, long start, TimeSpan timeout, Action expired)
    {
        _time = time;
        _start = start;
        _timeout = timeout;
        _expired = expired;
        _timer = time.CreateTimer(
            static state => ((CallDeadline)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Arm();
    }

    /// <summary>What is left; not negative.</summary>
    public TimeSpan Remaining
    {
        get
        {
            var left = _timeout - _time.GetElapsedTime(_start);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public void Dispose() => _timer.Dispose();

    private void OnTimer()
    {
        if (Remaining > TimeSpan.Zero)
            Arm();
        else
            _expired();
    }

    // Timers count whole milliseconds and may fire early by a fraction: rounding up saves a second round.
    private void Arm()
    {
        var due = TimeSpan.FromMilliseconds(Math.Ceiling(Remaining.TotalMilliseconds));
        _timer.Change(due < TimerMax ? due : TimerMax, Timeout.InfiniteTimeSpan);
    }
}
