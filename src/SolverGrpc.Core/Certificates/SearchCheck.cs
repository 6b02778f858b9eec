using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Certificates;

/// <summary>
/// What there is to the bound of a finished search: the same bound, computed again by other means. Of the search only its schedules are used, the weights they were found with, and how it split.
/// </summary>
internal static class SearchCheck
{
    // A search for whole lots looks at a box for as long as these additions for each of its periods take. One that is over at once is worth some time all the same.
    private const double AdditionsPerBoxAndPeriod = 1000;
    private const double LeastAdditions = 1e6;

    private const double Rounding = 1e-13;

    /// <summary>The bound; none if computing it is beyond this code, the budget, or the time the search itself took.</summary>
    public static CheckedBound Of(
        AllocationProblem problem, in MethodResult advice, ReadOnlySpan<double> anchor, SolveBudget budget, Workspace workspace)
    {
        if (!problem.Lots.Active && advice.GridStep == 0)
        {
            return workspace.Branches.Count == 0 ? CommonRoomBound.Of(problem, workspace)
                : BranchBound.Of(problem, workspace.Branches.Branches, advice.SearchBound, budget, workspace);
        }

        LotGrid grid = problem.Lots.Active ? LotGrid.Of(problem) : LotGrid.OfStep(problem.Quantity, advice.GridStep);
        double operations = advice.GridStep > 0 ? GridBound.MaximumOperations
            : LeastAdditions + (AdditionsPerBoxAndPeriod * advice.Iterations * anchor.Length);
        bool plain = problem.Risk.Kind == RiskKind.None || (problem.Risk.Kind == RiskKind.Aversion && double.IsInfinity(problem.OrderSlippageLimit));
        double aversion = problem.Risk.Kind == RiskKind.Aversion ? problem.Risk.Value : 0;
        return plain || !problem.HasVariance
            ? Weighted(problem, grid, 1, aversion, anchor, operations, budget, workspace)
            : WithinLimits(problem, grid, operations, budget, workspace);
    }

    // each line that the search went by is proven again; at least that of the cheapest schedule is needed
    private static CheckedBound WithinLimits(AllocationProblem problem, in LotGrid grid, double operations, SolveBudget budget, Workspace workspace)
    {
        WeightedMinima minima = workspace.Minima;
        var bound = new RiskBound(problem, minima.Count, workspace);
        for (int k = 0; k < minima.Count; k++)
        {
            (double costWeight, double riskWeight) = minima.Weights(k);
            if (!(costWeight >= 0 && riskWeight >= 0 && costWeight + riskWeight is > 0 and < double.PositiveInfinity)) continue;
            ReadOnlySpan<double> schedule = minima.Schedule(k, problem.PeriodCount);
            CheckedBound line = Weighted(problem, grid, costWeight, riskWeight, schedule, operations / minima.Count, budget, workspace);
            if (double.IsNaN(line.Value)) return line;
            bound.Add(costWeight, riskWeight, line.Value);
        }

        return bound.Find();
    }

    private static CheckedBound Weighted(
        AllocationProblem problem,
        in LotGrid grid,
        double costWeight,
        double riskWeight,
        ReadOnlySpan<double> anchor,
        double operations,
        SolveBudget budget,
        Workspace workspace) =>
        GridBound.Of(problem, grid, costWeight, riskWeight, anchor, Target(problem, costWeight, riskWeight, anchor), operations, budget, workspace);

    // T: what the anchor costs, and a little more so that it is not dropped itself
    private static double Target(AllocationProblem problem, double costWeight, double riskWeight, ReadOnlySpan<double> anchor)
    {
        var objective = Objective.Of(problem, anchor);
        CostBreakdown parts = objective.Cost;
        double cost = costWeight * parts.Total, risk = riskWeight * objective.Variance;
        double size = costWeight * (Math.Abs(parts.Linear) + Math.Abs(parts.Temporary) + Math.Abs(parts.Permanent) + Math.Abs(parts.Drift));
        return cost + risk + (Rounding * (size + risk));
    }
}
