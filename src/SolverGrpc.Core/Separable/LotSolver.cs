using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Separable;

/// <summary>
/// Whole lots with convex separable costs: buying the K cheapest lots is optimal (Fox 1966; Federgruen and Groenevelt 1986),
/// but not one by one: <see cref="LotFill"/> buys all that λ pays for, <see cref="LotSettlement"/> settles the few that are missing or too
/// many. An odd lot changes the prices of the period that carries it: with a free choice every period carries it once,
/// each time starting from the schedule before, a handful of moves away.
/// </summary>
internal static class LotSolver
{
    /// <summary>Solves; <paramref name="lambda"/> and <paramref name="schedule"/> are those of the same problem without lots.</summary>
    public static MethodResult Solve(
        AllocationProblem problem, double lambda, long iterations, in SolveSettings settings, Workspace workspace, Span<double> schedule)
    {
        int n = schedule.Length;
        LotGrid grid = LotGrid.Of(problem);
        int carrier = grid.OddLot == OddLotRule.LastPeriod ? n - 1 : -1;
        bool choice = grid.OddLot == OddLotRule.BestPeriod, impossible = grid.HasOddLot && grid.OddLot == OddLotRule.None;
        var state = new LotState(n, workspace);
        if (!LotFill.TryOnLanes(problem, grid, lambda, schedule, state, carrier, workspace))
        {
            state.SetRanges(problem, grid, carrier);
            impossible |= state.HasEmptyRange && !choice;
            if (!impossible && !LotFill.TryWrite(problem, grid, state.First, state.Last, carrier, lambda, state.Lots, settings.Budget, workspace))
                return new() { HasSchedule = false, Limit = LimitKind.Time, Iterations = iterations };
            var prices = new LotPrices(problem, grid);
            for (int i = 0; i < n && !impossible; i++) state.Price(prices, i, i == carrier);
        }

        if (impossible || (state.HasEmptyRange && !choice)) return new() { HasSchedule = false, ProvenInfeasible = true };
        var settlement = new LotSettlement(problem, grid, state, carrier, workspace);
        LimitKind limit = LimitKind.None;
        if (choice)
        {
            (carrier, limit) = BestCarrier(problem, grid, ref settlement, settings.Budget);
            if (carrier < 0) return new() { HasSchedule = false, ProvenInfeasible = limit == LimitKind.None, Limit = limit };
            settlement.Carry(carrier, grid.Range(problem, carrier, carries: true));
        }

        // the last settlement is not cut short: it is a few moves from one that was finished
        LotSettlement.Outcome outcome = settlement.Settle(choice ? SolveBudget.Unlimited : settings.Budget);
        if (outcome != LotSettlement.Outcome.Settled)
        {
            bool late = outcome == LotSettlement.Outcome.OutOfTime;
            return new() { HasSchedule = false, ProvenInfeasible = !late, Limit = late ? LimitKind.Time : LimitKind.None };
        }

        for (int i = 0; i < n; i++) schedule[i] = grid.Shares(state.Lots[i], i == carrier);
        return new() { Lambda = settlement.Lambda, Iterations = iterations, Limit = limit };
    }

    // the carrier of the cheapest schedule (−1: none can carry it)
    private static (int Carrier, LimitKind Limit) BestCarrier(
        AllocationProblem problem, in LotGrid grid, ref LotSettlement settlement, SolveBudget budget)
    {
        int best = -1, n = problem.PeriodCount, stuck = -1, stuckCount = 0;
        double least = double.PositiveInfinity;
        for (int i = 0; i < n; i++)
        {
            if (!grid.Range(problem, i, carries: false).IsEmpty) continue;
            stuck = i;
            stuckCount++;
        }

        for (int carrier = 0; carrier < n; carrier++)
        {
            // a period that cannot do without the odd lot leaves no choice, two of them no schedule
            LotRange range = grid.Range(problem, carrier, carries: true);
            if (range.IsEmpty || stuckCount > 1 || (stuckCount == 1 && stuck != carrier)) continue;
            settlement.Carry(carrier, range);
            LotSettlement.Outcome outcome = settlement.Settle(budget);
            if (outcome == LotSettlement.Outcome.OutOfTime || (carrier % 64 == 0 && budget.Exhausted))
                return (best, LimitKind.Time);
            if (outcome == LotSettlement.Outcome.Settled && settlement.AddedCost < least) (best, least) = (carrier, settlement.AddedCost);
        }

        return (best, LimitKind.None);
    }
}
