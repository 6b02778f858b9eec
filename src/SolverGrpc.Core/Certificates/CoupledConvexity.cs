using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Certificates;

/// <summary>
/// Whether Σ f_i(x_i) + γ_i x_i r_i + κ v_i r_i² is convex over all schedules within the bounds. In r the second derivatives are
/// tridiagonal and grow with every f''; with the least f'' each period's bounds allow, no negative pivot of L D L' proves
/// it (Sylvester's law of inertia). The pivots need only the one before, so nothing is stored.
/// </summary>
internal static class CoupledConvexity
{
    /// <summary>True if proven. Without permanent impact there is nothing to prove.</summary>
    public static bool Proven(AllocationProblem problem, double kappa)
    {
        if (!problem.HasPermanentImpact) return true;
        double free = Math.Max(0, problem.Quantity - CompensatedSum.Of(problem.Lower));

        // the row of r_i under way: NaN while r_i is no variable, as long as x_1 … x_i are fixed by their bounds
        double pivot = double.NaN;
        for (int i = 0; i < problem.PeriodCount; i++)
        {
            bool last = i == problem.PeriodCount - 1;
            double risk = problem.HasVariance && !last ? 2 * kappa * problem.PriceVariance[i] : 0;
            double lower = problem.Lower[i], upper = Math.Min(problem.Upper[i], lower + free);
            if (upper == lower)
            {
                // x_i is fixed: r_i moves with r_{i−1}, or is fixed like it
                if (last) return true;
                pivot += risk;
                continue;
            }

            double curvature = LeastCurvature(problem, i, lower, upper), permanent = problem.PermanentImpact[i];
            double next = curvature - (2 * permanent) + risk;
            if (!double.IsNaN(pivot))
            {
                pivot += curvature;
                double side = permanent - curvature;
                bool alone = last || side == 0;
                if (!(pivot > 0 || (pivot == 0 && alone))) return false;
                if (!alone) next -= side * side / pivot;
            }

            pivot = next;
        }

        return true;
    }

    /// <summary>The least f'' between the bounds.</summary>
    public static double LeastCurvature(AllocationProblem problem, int i, double lower, double upper)
    {
        if (problem.Family == CostFamily.Levels) return 0;
        double d = problem.D[i];
        return Curve.Curvature(problem.B[i], problem.C[i], d, d < 2 ? upper : lower);
    }
}
