using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Discrete;

/// <summary>
/// Limits on a whole schedule, and its value at risk, by dynamic programming for one weight of V after another. Each table minimises e E + v V
/// over all schedules on the grid, and so proves a line of the <see cref="RiskFrontier"/>. The next weight is that at which the two schedules around the
/// lowest point of the frontier are equally good (Handler and Zang, Networks 10, 1980): it finds a schedule between them, or proves that there is none
/// below their connection.
/// The best schedule found is the answer, the lowest point of the frontier the bound. Minimising E + z √V ends with both equal: it is concave in (E, V), so that some
/// optimum minimises a weighted sum. With a limit a gap may remain, that of its Lagrangian dual.
/// </summary>
internal static class RiskSweep
{
    /// <summary>Most tables for one answer.</summary>
    public const int TablesMax = 32;

    /// <summary>What rounding may have done to the lines, relative to the sizes of their terms.</summary>
    private const double Rounding = 1e-12;

    /// <summary>Some limit, or the value at risk, makes the problem more than a sum over periods.</summary>
    public static bool IsNeeded(AllocationProblem problem) => problem.Risk.Kind switch
    {
        RiskKind.VarianceLimit or RiskKind.ValueAtRiskLimit or RiskKind.MinimizeValueAtRisk => true,
        RiskKind.Aversion => double.IsFinite(problem.OrderSlippageLimit) && problem.HasVariance,
        _ => false,
    };

    /// <summary>Solves with tables as <paramref name="table"/> makes them; the schedule is the best one found.</summary>
    public static MethodResult Solve(AllocationProblem problem, ref ValueTable table, in SolveSettings settings, Workspace workspace, Span<double> schedule)
    {
        RiskGoal goal = RiskGoal.Of(problem);
        var frontier = new RiskFrontier(workspace.Take(5 * TablesMax));
        Span<double> found = workspace.Take(schedule.Length);
        var best = new Best(double.PositiveInfinity, 0, 0);
        WeightedMinima minima = workspace.Minima;
        minima.Clear();

        // the cheapest schedule, the least risky one, and the one that κ weighs
        bool weighs = goal.Aversion > 0, plain = goal is { Aversion: 0, Spread: 0 };
        ReadOnlySpan<double> first = [0, double.PositiveInfinity, goal.Aversion];
        foreach (double kappa in weighs ? first : first[..2])
        {
            if (!TryTable(problem, goal, kappa, ref table, ref frontier, minima, found, schedule, ref best, settings.Budget)) return OutOfTime(frontier, best, goal);
            if (frontier.Count == 0) return new() { HasSchedule = false, ProvenInfeasible = true };
            if (plain && best.Value < double.PositiveInfinity && frontier.Count == 1) return Found(best, best.Value, goal) with { Iterations = 1 };
        }

        RiskFrontier.Lowest lowest;
        while (true)
        {
            lowest = frontier.Bound(goal);
            if (double.IsPositiveInfinity(lowest.Value)) return Unreachable(problem, frontier);

            // as long as no schedule keeps a limit on the value at risk, the smallest one is looked for
            bool seeks = goal.Z > 0 && double.IsPositiveInfinity(best.Value);
            double kappa = frontier.Between(seeks ? frontier.Bound(Unlimited with { Spread = goal.Z }).Interval : lowest.Interval);
            bool closed = double.IsFinite(best.Value) && best.Value - lowest.Value <= settings.RelativeTolerance / 2 * Math.Abs(best.Value);
            if (frontier.Count == TablesMax || double.IsNaN(kappa) || closed) break;
            if (!TryTable(problem, goal, kappa, ref table, ref frontier, minima, found, schedule, ref best, settings.Budget)) return OutOfTime(frontier, best, goal);
        }

        LimitKind limit = frontier.Count < TablesMax ? LimitKind.None : LimitKind.Iterations;
        MethodResult result = Found(best, lowest.Value, goal) with { Limit = limit, Iterations = frontier.Count };
        return Priced(result, goal, frontier.Price(lowest.Interval), lowest);
    }

    // the best schedule so far
    private readonly record struct Best(double Value, double Cost, double Variance);

    // One table: a line of the frontier, and a schedule that may be better than the best. No line: there is no schedule. False: no time.
    private static bool TryTable(
        AllocationProblem problem,
        in RiskGoal goal,
        double kappa,
        ref ValueTable table,
        ref RiskFrontier frontier,
        WeightedMinima minima,
        Span<double> found,
        Span<double> schedule,
        ref Best best,
        SolveBudget budget)
    {
        (double costWeight, double riskWeight) = double.IsPositiveInfinity(kappa) ? (0, 1) : (1, kappa);
        table.Weigh(costWeight, riskWeight);
        if (!table.TryFill(budget)) return false;
        double least = table.Trace(found);
        if (double.IsPositiveInfinity(least)) return true;
        minima.Add(costWeight, riskWeight, found);
        Objective objective = Objective.Of(problem, found);
        (double cost, double variance) = (objective.Cost.Total, objective.Variance);
        frontier.Add(costWeight, riskWeight, Math.Min(least, (costWeight * cost) + (riskWeight * variance)), cost, variance);
        double value = goal.Value(cost, variance);
        if (value >= best.Value || !goal.IsMet(cost, variance, 0)) return true;
        best = new(value, cost, variance);
        found.CopyTo(schedule);
        return true;
    }

    private static MethodResult OutOfTime(in RiskFrontier frontier, in Best best, in RiskGoal goal) =>
        Found(best, frontier.Count < 2 ? double.NegativeInfinity : frontier.Bound(goal).Value, goal) with { Limit = LimitKind.Time, Iterations = frontier.Count };

    private static MethodResult Found(in Best best, double bound, in RiskGoal goal)
    {
        if (double.IsPositiveInfinity(best.Value)) return new() { HasSchedule = false, Remark = "no schedule that meets the limit was found" };
        double size = Math.Abs(best.Cost) + (goal.Aversion * best.Variance) + (goal.Spread * Math.Sqrt(best.Variance));
        return new() { SearchBound = Math.Min(bound, best.Value) - (Rounding * size) };
    }

    // what a unit of V is worth at the lowest point says what the limits are worth
    private static MethodResult Priced(in MethodResult result, in RiskGoal goal, double kappa, in RiskFrontier.Lowest at)
    {
        double weight = 2 * kappa * Math.Sqrt(at.Variance);
        bool costBinds = at.Cost >= goal.CostLimit * (1 - 1e-9);
        double whole = goal.Aversion > 0 ? goal.Aversion / kappa : goal.Spread / weight;
        return result with
        {
            VarianceMultiplier = kappa,
            ValueAtRiskMultiplier = goal.Z > weight ? weight / (goal.Z - weight) : 0,
            OrderSlippageMultiplier = costBinds ? Math.Max(0, whole - 1) : 0,
        };
    }

    // no point above the lines meets the limits: what they allow at best
    private static MethodResult Unreachable(AllocationProblem problem, in RiskFrontier frontier)
    {
        double smallest = problem.Risk.Kind switch
        {
            RiskKind.VarianceLimit => frontier.LeastVariance,
            RiskKind.ValueAtRiskLimit => frontier.Bound(Unlimited with { Spread = problem.Risk.Z }).Value,
            _ => frontier.Bound(Unlimited).Value / problem.Quantity,
        };
        return new() { HasSchedule = false, SmallestReachable = smallest, Iterations = frontier.Count };
    }

    private static RiskGoal Unlimited => new(0, 0, double.PositiveInfinity, 0, double.PositiveInfinity, double.PositiveInfinity);
}
