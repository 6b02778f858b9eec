namespace SolverGrpc.Core.Solving;

/// <summary>
/// Time a solve may take and whether its caller still waits. A long computation looks at <see cref="Exhausted"/>
/// at least once every <see cref="WorkBetweenLooks"/> elementary operations (period evaluations, nodes, table cells).
/// </summary>
public sealed class SolveBudget
{
    private readonly TimeProvider? _time;
    private readonly long _end;
    private readonly CancellationToken _cancellation;

    private SolveBudget()
    {
    }

    /// <summary>A budget of <paramref name="duration"/> from now, given up early if <paramref name="cancellation"/> fires.</summary>
    /// <param name="time">Clock; its monotonic timestamps count.</param>
    /// <param name="duration">≥ 0, or <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="cancellation">The caller went away or its deadline passed.</param>
    public SolveBudget(TimeProvider time, TimeSpan duration, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(time);
        _cancellation = cancellation;
        if (duration == Timeout.InfiniteTimeSpan) return;
        _time = time;
        _end = time.GetTimestamp() + (long)(duration.TotalSeconds * time.TimestampFrequency);
    }

    /// <summary>Elementary operations (about 10 ns each) between two looks: well under a millisecond.</summary>
    public const int WorkBetweenLooks = 32_768;

    /// <summary>Never exhausted.</summary>
    public static SolveBudget Unlimited { get; } = new();

    /// <summary>Time is up or nobody waits any more.</summary>
    public bool Exhausted => _cancellation.IsCancellationRequested || (_time is not null && _time.GetTimestamp() >= _end);
}
