using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Sessions.Streaming;

/// <summary>A plan as the periods that changed since another one, for a client that has that one, and for the journal.</summary>
internal static class PlanChanges
{
    // a changed period costs its number besides its quantity
    private const int CostOfChange = 2;

    /// <summary>The same plan with the changed periods only, or itself where that would not be shorter.</summary>
    /// <param name="plan">A dense plan.</param>
    /// <param name="sent">The dense plan that the reader has; null: none.</param>
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

    /// <summary>The dense plan again.</summary>
    /// <param name="sent">The dense plan that the other one was compared with; null: none. Nobody else has it: it becomes the answer.</param>
    /// <param name="plan">What <see cref="Since"/> returned.</param>
    /// <exception cref="InvalidDataException">The one does not follow from the other.</exception>
    public static Plan Upon(Plan? sent, Plan plan)
    {
        if (plan.ChangedPeriods.Count == 0) return plan;
        if (sent is null) throw NotFollowing(plan.FromPeriod);
        Begin(sent, plan.FromPeriod);
        for (int i = 0; i < plan.Units.Count; i++) Change(sent, plan.ChangedPeriods[i], plan.Units[i]);
        CopyAllButUnits(plan, sent);
        return sent;
    }

    /// <summary>Has a dense plan begin with a later period.</summary>
    /// <exception cref="InvalidDataException">It begins later than that.</exception>
    public static void Begin(Plan sent, int from)
    {
        if (sent.FromPeriod > from) throw NotFollowing(from);
        for (; sent.FromPeriod < from && sent.Units.Count > 0; sent.FromPeriod++) sent.Units.RemoveAt(0);
    }

    /// <summary>Changes what a dense plan has for a period.</summary>
    /// <exception cref="InvalidDataException">It has nothing for it.</exception>
    public static void Change(Plan sent, int period, long units)
    {
        if (period < sent.FromPeriod || period >= End(sent)) throw NotFollowing(period);
        sent.Units[period - sent.FromPeriod] = units;
    }

    private static Plan Sparse(Plan sent, Plan plan, bool keepFirst)
    {
        var sparse = new Plan();
        CopyAllButUnits(plan, sparse);
        for (int i = 0; i < plan.Units.Count; i++)
        {
            if (!Differs(sent, plan, i) && !(keepFirst && i == 0)) continue;
            sparse.ChangedPeriods.Add(plan.FromPeriod + i);
            sparse.Units.Add(plan.Units[i]);
        }

        return sparse;
    }

    private static InvalidDataException NotFollowing(int period) => new($"a plan says what has changed from period {period} on, and the one before it is not there or has other periods");

    private static int End(Plan plan) => plan.FromPeriod + plan.Units.Count;

    private static bool Differs(Plan sent, Plan plan, int i) => sent.Units[plan.FromPeriod + i - sent.FromPeriod] != plan.Units[i];

    private static void CopyAllButUnits(Plan from, Plan to)
    {
        to.Version = from.Version;
        to.FromPeriod = from.FromPeriod;
        to.Lambda = from.Lambda;
        to.ExpectedCost = from.ExpectedCost;
        to.Certificate = from.Certificate;
        to.Reason = from.Reason;
        to.Outcome = from.Outcome;
        to.SolveTimeNs = from.SolveTimeNs;
        to.QueueTimeNs = from.QueueTimeNs;
        to.State = from.State;
    }
}
