namespace SolverGrpc.Rpc.Tests.Client;

/// <summary>
/// A clock that stands still. With <see cref="JumpsAhead"/> every wait is over at once and the clock has moved by it; otherwise
/// <see cref="Advance"/> moves it.
/// </summary>
internal sealed class TestTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Timer> _timers = [];
    private readonly List<TimeSpan> _waits = [];
    private TimeSpan _now;

    public bool JumpsAhead { get; init; }

    public bool FiresTimers { get; init; } = true;

    /// <summary>All waits asked for so far.</summary>
    public IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (_gate)
                return [.. _waits];
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (_gate)
            return _now.Ticks;
    }

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + new TimeSpan(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        Timer[] due;
        lock (_gate)
        {
            _now += by;
            due = [.. _timers.Where(t => FiresTimers && t.Due <= _now)];
            _timers.RemoveAll(due.Contains);
        }

        foreach (var timer in due)
            timer.Fire();
    }

    private void Schedule(Timer timer, TimeSpan wait)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
            if (wait == Timeout.InfiniteTimeSpan)
                return;
            _waits.Add(wait);
            timer.Due = _now + wait;
            _timers.Add(timer);
        }

        if (JumpsAhead)
            ThreadPool.QueueUserWorkItem(_ => Advance(wait));
    }

    private void Forget(Timer timer)
    {
        lock (_gate)
            _timers.Remove(timer);
    }

    private sealed class Timer(TestTime time, Action fire) : ITimer
    {
        public TimeSpan Due { get; set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time.Schedule(this, dueTime);
            return true;
        }

        public void Dispose() => time.Forget(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
