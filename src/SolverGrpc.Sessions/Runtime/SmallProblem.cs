using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Sessions.Runtime;

/// <summary>Which problems are solved at once, before any solve of theirs has been measured.</summary>
internal static class SmallProblem
{
    private const int PeriodsMax = 1_024;

    /// <summary>Convex, separable and short.</summary>
    public static bool Is(Problem problem) =>
        problem.Grid.PeriodCount <= PeriodsMax
        && problem.Risk is null
        && problem.Dynamics is not { PermanentImpact.Count: > 0 }
        && problem.Bounds is not { MinimumSlice.Count: > 0 }
        && problem.SlippageLimits is null
        && IsConvex(problem.Cost);

    // a power below 1 is concave; per share every power is one higher
    private static bool IsConvex(CostModel cost) =>
        cost.Basis == ImpactBasis.PerShare
        || !(cost.PowerLaw?.Beta ?? cost.Composite?.D ?? []).Any(power => power < 1);
}
