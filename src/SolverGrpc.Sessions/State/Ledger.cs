namespace SolverGrpc.Sessions.State;

/// <summary>
/// Where the parent order's units are: parent = filled + working + planned + residual, after every event. All arithmetic is checked.
/// </summary>
/// <param name="parent">Size of the parent order.</param>
/// <param name="periodCount">Periods of the grid.</param>
internal sealed class Ledger(long parent, int periodCount)
{
    private readonly long[] _filled = new long[periodCount];
    private readonly long[] _planned = new long[periodCount];

    /// <summary>Size of the parent order.</summary>
    public long Parent { get; set; } = parent;

    /// <summary>Periods of the grid.</summary>
    public int PeriodCount { get; } = periodCount;

    /// <summary>First period that is not closed.</summary>
    public int Next { get; set; }

    /// <summary>One more than the last period that may be used.</summary>
    public int End { get; set; } = periodCount;

    /// <summary>The last period has closed and goes on until everything is filled.</summary>
    public bool IsPastEnd { get; set; }

    /// <summary>Executed.</summary>
    public long FilledTotal { get; private set; }

    /// <summary>In open child orders.</summary>
    public long WorkingTotal { get; private set; }

    /// <summary>In the plan.</summary>
    public long PlannedTotal { get; private set; }

    /// <summary>Neither executed nor in open child orders; negative: more is committed than ordered.</summary>
    public long Free => checked(Parent - FilledTotal - WorkingTotal);

    /// <summary>Nowhere; negative: more is committed than ordered.</summary>
    public long Residual => checked(Free - PlannedTotal);

    /// <summary>Every period that may be used is closed.</summary>
    public bool IsWindowOver => Next >= End;

    /// <summary>What is executed in each period.</summary>
    public ReadOnlySpan<long> Filled => _filled;

    /// <summary>What is planned for each period.</summary>
    public ReadOnlySpan<long> Planned => _planned;

    /// <summary>The period that a child order of <paramref name="period"/> works in now: its own, or the nearest that is still open.</summary>
    public int PeriodNow(int period) => Math.Max(0, Math.Min(Math.Max(period, Next), End - 1));

    /// <summary>An execution counts, or with a negative quantity does not count any more.</summary>
    public void AddFilled(int period, long units)
    {
        checked
        {
            _filled[period] += units;
            FilledTotal += units;
        }
    }

    /// <summary>A child order works with more, or with a negative quantity less.</summary>
    public void AddWorking(long units) => WorkingTotal = checked(WorkingTotal + units);

    /// <summary>More is planned for a period.</summary>
    public void AddPlanned(int period, long units)
    {
        checked
        {
            _planned[period] += units;
            PlannedTotal += units;
        }
    }

    /// <summary>Part of what is planned for a period has gone out.</summary>
    public void TakePlanned(int period, long units)
    {
        long taken = Math.Min(units, _planned[period]);
        _planned[period] -= taken;
        PlannedTotal -= taken;
    }

    /// <summary>What is planned for a period flows back.</summary>
    /// <returns>How much.</returns>
    public long ReleasePlanned(int period)
    {
        long released = _planned[period];
        TakePlanned(period, released);
        return released;
    }

    /// <summary>A new plan: one quantity for each period from <paramref name="from"/> on; nothing elsewhere.</summary>
    public void SetPlanned(int from, ICollection<long> units)
    {
        Array.Clear(_planned);
        units.CopyTo(_planned, from);
        long total = 0;
        foreach (long planned in _planned.AsSpan(from, units.Count)) total = checked(total + planned);
        PlannedTotal = total;
    }
}
