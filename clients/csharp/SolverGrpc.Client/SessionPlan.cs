using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Client;

/// <summary>The plan that holds now, put together from dense plans and changed periods. For any number of readers and one writer.</summary>
public sealed class SessionPlan
{
    private volatile State _state = new(null, 0, []);

    /// <summary>The message it comes from; null: none has come yet.</summary>
    public Plan? Latest => _state.Latest;

    /// <summary>First period of <see cref="Units"/>.</summary>
    public int FromPeriod => _state.FromPeriod;

    /// <summary>Units of each period from <see cref="FromPeriod"/> on.</summary>
    public IReadOnlyList<long> Units => _state.Units;

    /// <summary>Units of a period of the grid; 0 where nothing is planned.</summary>
    public long this[int period]
    {
        get
        {
            (_, int from, long[] units) = _state;
            return period >= from && period - from < units.Length ? units[period - from] : 0;
        }
    }

    /// <summary>Takes the next plan.</summary>
    internal void Take(Plan plan)
    {
        (_, int from, long[] old) = _state;
        long[] units = plan.ChangedPeriods.Count == 0 ? [.. plan.Units] : old[(plan.FromPeriod - from)..];
        for (int i = 0; i < plan.ChangedPeriods.Count; i++) units[plan.ChangedPeriods[i] - plan.FromPeriod] = plan.Units[i];
        _state = new(plan, plan.FromPeriod, units);
    }

    private sealed record State(Plan? Latest, int FromPeriod, long[] Units);
}
