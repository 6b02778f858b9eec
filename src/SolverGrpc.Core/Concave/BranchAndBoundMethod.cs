using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Separable;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Concave;

/// <summary>
/// Global optimum of separable problems that are not convex: concave costs, costs that are concave first and convex later,
/// minimum slices, any of them mixed with convex periods, in shares or in whole lots. Ends at the relative
/// tolerance, the node limit or the budget, with the gap that is proven by then (docs/mathematics.md, "Concave and mixed").
/// </summary>
public sealed class BranchAndBoundMethod : IAllocationMethod
{
    /// <inheritdoc/>
    public Method Id => Method.BranchAndBound;

    /// <inheritdoc/>
    public string? Refuse(ProblemTraits traits) =>
        (traits & ProblemTraits.Coupled) != 0 ? "risk, drift and permanent impact couple the periods" : null;

    /// <inheritdoc/>
    public MethodResult Solve(AllocationProblem problem, in SolveSettings settings, Workspace workspace, Span<double> schedule) =>
        problem.Lots.Active && settings.Method == Method.Auto
            ? LotChoice.Solve(problem, settings, workspace, schedule)
            : Search(problem, settings, workspace, schedule);

    internal static MethodResult Search(AllocationProblem problem, in SolveSettings settings, Workspace workspace, Span<double> schedule)
    {
        workspace.Branches.Clear();
        LotGrid grid = problem.Lots.Active ? LotGrid.Of(problem) : default;
        if (grid.OddLot == OddLotRule.BestPeriod) return CarrierSearch.Solve(problem, settings, workspace, schedule);
        if (grid.HasOddLot && grid.OddLot == OddLotRule.None) return new() { HasSchedule = false, ProvenInfeasible = true };

        int carrier = grid.HasOddLot ? schedule.Length - 1 : -1;
        SearchSpace space = SearchSpace.Of(problem, carrier, workspace);
        Span<double> best = workspace.Take(schedule.Length);
        if (CommonRoom.TrySolve(space, best, out double lambda, workspace))
        {
            Write(space, best, schedule, workspace);
            return new() { SearchBound = Cost(space, best), Lambda = lambda, Iterations = 1 };
        }

        Twins.Link(space, workspace);
        var search = new BranchSearch(space, settings, double.PositiveInfinity, best, workspace);
        search.Run(settings.WarmLambda, 0);
        if (!search.Improved)
            return new() { HasSchedule = false, ProvenInfeasible = search.Limit == LimitKind.None, Limit = search.Limit, Iterations = search.Nodes };
        Write(space, best, schedule, workspace);
        return new() { Lambda = search.RootLambda, SearchBound = search.Bound, Limit = search.Limit, Iterations = search.Nodes };
    }

    /// <summary>From positions to shares; without lots the last rounding errors of the sum go where they cost least.</summary>
    internal static void Write(in SearchSpace space, ReadOnlySpan<double> z, Span<double> schedule, Workspace workspace)
    {
        for (int i = 0; i < z.Length; i++) schedule[i] = space.Shares(i, z[i]);
        if (space.Whole) return;

        AllocationProblem problem = space.Problem;
        Span<double> weights = workspace.Take(z.Length), low = workspace.Take(z.Length), high = workspace.Take(z.Length);
        for (int i = 0; i < z.Length; i++)
        {
            bool nothing = z[i] == 0 && space.Minimum[i] > 0;
            low[i] = nothing ? 0 : Math.Min(z[i], Math.Max(space.Lower[i], space.Minimum[i]));
            high[i] = nothing ? 0 : Math.Max(z[i], space.Upper[i]);
            bool between = z[i] > low[i] && z[i] < high[i] && z[i] > space.Inflection[i] && problem.Family == CostFamily.Curve;
            double weight = between ? 1 / Curve.Curvature(problem.B[i], problem.C[i], problem.D[i], z[i]) : 0;
            weights[i] = double.IsFinite(weight) ? weight : 1;
        }

        // on a concave stretch the first share is the dearest: a period that gets nothing stays so if another can take the rest
        Span<double> most = workspace.Take(z.Length);
        for (int i = 0; i < z.Length; i++) most[i] = z[i] <= space.Lower[i] && space.Inflection[i] > 0 ? schedule[i] : high[i];
        ExactSum.Close(schedule, low, most, weights, problem.Quantity);
        ExactSum.Close(schedule, low, high, weights, problem.Quantity);
    }

    internal static double Cost(in SearchSpace space, ReadOnlySpan<double> z)
    {
        var cost = new CompensatedSum();
        for (int i = 0; i < z.Length; i++) cost.Add(space.Cost(i, z[i]));
        return cost.Value;
    }
}
