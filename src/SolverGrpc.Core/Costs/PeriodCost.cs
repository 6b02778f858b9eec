using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Costs;

/// <summary>The cost of one slice, whichever family the problem's costs belong to.</summary>
public static class PeriodCost
{
    /// <summary>f_i(x), in currency.</summary>
    public static double Value(AllocationProblem problem, int i, double x)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return problem.Family == CostFamily.Levels
            ? problem.LevelsOf(i).Value(x)
            : Curve.Value(problem.A[i], problem.B[i], problem.C[i], problem.D[i], x);
    }

    /// <summary>u_i, or the depth of the period's book if that is less; +∞ where there is neither.</summary>
    public static double Cap(AllocationProblem problem, int i)
    {
        ArgumentNullException.ThrowIfNull(problem);
        double cap = problem.Upper[i];
        return problem.Family == CostFamily.Levels ? Math.Min(cap, problem.LevelsOf(i).Depth) : cap;
    }
}
