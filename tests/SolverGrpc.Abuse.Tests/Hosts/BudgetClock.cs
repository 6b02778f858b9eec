using SolverGrpc.Rpc.Tests.Client;

namespace SolverGrpc.Abuse.Tests.Hosts;

/// <summary>
/// A clock that stands still, and counts how often the threads that solve have looked at it: what a solve does between two looks is
/// bounded, so that a number of looks is a time on any machine.
/// </summary>
internal sealed class BudgetClock : TimeProvider
{
    private readonly TestTime _time = new();
    private int _looks;

    /// <summary>Looks so far.</summary>
    public int Looks => Volatile.Read(ref _looks);

    /// <summary>Called at every look, on the thread that looks, with its number.</summary>
    public Action<int>? OnLook { get; set; }

    public override long TimestampFrequency => _time.TimestampFrequency;

    public override long GetTimestamp()
    {
        if (Thread.CurrentThread.Name?.StartsWith("solve-", StringComparison.Ordinal) == true) OnLook?.Invoke(Interlocked.Increment(ref _looks));
        return _time.GetTimestamp();
    }

    public override DateTimeOffset GetUtcNow() => _time.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _time.CreateTimer(callback, state, dueTime, period);

    public void Advance(TimeSpan by) => _time.Advance(by);
}
