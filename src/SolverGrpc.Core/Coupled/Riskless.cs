using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Coupled;

/// <summary>
/// The cheapest schedule without any variance: everything is done by the end of the first period that has some. It is where
/// E + z √V can have a kink that no finite κ reaches: 2 κ √V stays bounded as κ grows.
/// </summary>
internal static class Riskless
{
    /// <summary>Solves for it into <paramref name="schedule"/>. False: bounds do not allow it.</summary>
    public static bool TrySolve(AllocationProblem problem, SolveBudget budget, Workspace workspace, Span<double> schedule, out double lambda, out double cost)
    {
        lambda = cost = double.NaN;
        int last = problem.PriceVariance.IndexOfAnyExcept(0.0), count = problem.PeriodCount;
        int horizon = last < 0 ? count : Math.Min(last + 1, count);
        if (problem.Lower[horizon..].ContainsAnyExcept(0.0)) return false;

        double room = 0;
        for (int i = 0; i < horizon; i++) room += Feasibility.Cap(problem, problem.Upper, i);
        if (room <= problem.Quantity) return false;
        var path = new FixedAversion(problem, horizon, budget, workspace, schedule);
        path.Solve(0);
        lambda = path.Lambda;
        cost = path.Cost;
        return path.Converged;
    }
}
