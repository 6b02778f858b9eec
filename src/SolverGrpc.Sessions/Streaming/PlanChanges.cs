using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Sessions.Streaming;

/// <summary>A plan as the periods that changed since another one.</summary>
internal static class PlanChanges
{
    // a changed period costs its number besides its quantity
    private const int CostOfChange = 2;

    /// <summary>The same plan with the changed periods only, or itself where that would not be shorter.</summary>
    /// <param name="plan">A dense plan.</param>
    /// <param name="sent">The dense plan that the client has; null: none.</param>
    public static Plan Since(Plan? sent, Plan plan)
    {
        // without any period it would be read as a dense plan of nothing, and an end that moves is not a change of a period
        if (sent is null || plan.Units.Count == 0 || sent.FromPeriod > plan.FromPeriod || End(sent) != End(plan)) return plan;
        int changed = 0;
        for (int i = 0; i < plan.Units.Count; i++)
        {
            if (Differs(sent, plan, i)) changed++;
        }

        return CostOfChange * Math.Max(changed, 1) < plan.Units.Count ? Sparse(sent, plan, keepFirst: changed == 0) : plan;
    }

    private static Plan Sparse(Plan sent, Plan plan, bool keepFirst)
    {
        Plan sparse = WithoutUnits(plan);
        for (int i = 0; i < plan.Units.Count; i++)
        {
            if (!Differs(sent, plan, i) && !(keepFirst && i == 0)) continue;
            sparse.ChangedPeriods.Add(plan.FromPeriod + i);
            sparse.Units.Add(plan.Units[i]);
        }

        return sparse;
    }

    private static int End(Plan plan) => plan.FromPeriod + plan.Units.Count;

    private static bool Differs(Plan sent, Plan plan, int i) => sent.Units[plan.FromPeriod + i - sent.FromPeriod] != plan.Units[i];

    private static Plan WithoutUnits(Plan plan) => new()
    {
        Version = plan.Version,
        FromPeriod = plan.FromPeriod,
        Lambda = plan.Lambda,
        ExpectedCost = plan.ExpectedCost,
        Certificate = plan.Certificate,
        Reason = plan.Reason,
        Outcome = plan.Outcome,
        SolveTimeNs = plan.SolveTimeNs,
        QueueTimeNs = plan.QueueTimeNs,
        State = plan.State,
    };
}
