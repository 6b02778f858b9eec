using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Baselines;

/// <summary>
/// x_i(λ) = clamp(m_i⁻¹(λ), l_i, u_i) with m_i = f_i': how much a convex period takes at a price of λ per share. Where m_i is
/// flat at λ this is the value just below the jump.
/// </summary>
internal static class PriceResponse
{
    /// <summary>x_i(λ).</summary>
    public static double Of(AllocationProblem problem, ReadOnlySpan<double> upper, int i, double lambda)
    {
        double free = problem.Family == CostFamily.Levels
            ? problem.LevelsOf(i).DepthBelow(lambda)
            : Free(problem.B[i], problem.C[i], problem.D[i], lambda - problem.A[i]);
        return Math.Clamp(free, problem.Lower[i], upper[i]);
    }

    /// <summary>Writes x(λ) and returns φ(λ) = Σ x_i(λ); NaN if the budget is exhausted on the way.</summary>
    public static double Sum(AllocationProblem problem, ReadOnlySpan<double> upper, double lambda, SolveBudget budget, Span<double> x)
    {
        var sum = new CompensatedSum();
        for (int i = 0; i < x.Length; i++)
        {
            if (i % SolveBudget.WorkBetweenLooks == 0 && budget.Exhausted) return double.NaN;
            x[i] = Of(problem, upper, i, lambda);
            sum.Add(x[i]);
        }

        return sum.Value;
    }

    /// <summary>φ'(λ) = Σ 1 / f_i''(x_i) over the periods of curves that are strictly between their bounds at <paramref name="x"/>.</summary>
    public static double Slope(AllocationProblem problem, ReadOnlySpan<double> upper, ReadOnlySpan<double> x)
    {
        double slope = 0;
        for (int i = 0; i < x.Length; i++)
            if (x[i] > problem.Lower[i] && x[i] < upper[i]) slope += 1 / Curve.Curvature(problem.B[i], problem.C[i], problem.D[i], x[i]);
        return slope;
    }

    private static double Free(double b, double c, double d, double above) =>
        above <= 0 ? 0 : b == 0 && c == 0 ? double.PositiveInfinity : Curve.InverseMarginal(b, c, d, above);
}
