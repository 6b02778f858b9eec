using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Client;

/// <summary>The plan that holds now, put together from dense plans and changed periods. For any number of readers and one writer.</summary>
public sealed class SessionPlan
{
    private long[] _units = [];

    /// <summary>The message it comes from; null: none has come yet.</summary>
    public Plan? Latest { get; private set; }

    /// <summary>First period of <see cref="Units"/>.</summary>
    public int FromPeriod { get; private set; }

    /// <summary>Units of each period from <see cref="FromPeriod"/> on.</summary>
    public IReadOnlyList<long> Units => _units;

    /// <summary>Takes the next plan.</summary>
    internal void Take(Plan plan)
    {
        long[] units = plan.ChangedPeriods.Count == 0 ? [.. plan.Units] : _units[(plan.FromPeriod - FromPeriod)..];
        for (int i = 0; i < plan.ChangedPeriods.Count; i++) units[plan.ChangedPeriods[i] - plan.FromPeriod] = plan.Units[i];
        (Latest, FromPeriod, _units) = (plan, plan.FromPeriod, units);
    }
}
