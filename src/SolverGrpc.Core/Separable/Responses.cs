using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Separable;

/// <summary>
/// x_i(λ) = clamp(m_i⁻¹(λ), l_i, u_i): how much each period takes at a price of λ per share. m_i = f_i' is
/// non-decreasing, so x_i and φ(λ) = Σ x_i(λ) are too; where m_i is flat x_i jumps, and the value here is the one
/// just below the jump.
/// </summary>
public static class Responses
{
    /// <summary>Writes x(λ); <paramref name="upper"/> are finite caps.</summary>
    /// <returns>φ(λ) and φ'(λ) (0 where nothing moves).</returns>
    public static (double Sum, double Slope) At(AllocationProblem problem, ReadOnlySpan<double> upper, double lambda, Span<double> x)
    {
        ReadOnlySpan<double> a = problem.A, b = problem.B, c = problem.C, d = problem.D, lower = problem.Lower;
        double sum = 0, slope = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double t = lambda - a[i];
            double free = t <= 0 ? 0 : b[i] == 0 && c[i] == 0 ? double.PositiveInfinity : Curve.InverseMarginal(b[i], c[i], d[i], t);
            x[i] = Math.Clamp(free, lower[i], upper[i]);
            sum += x[i];
            if (x[i] == free && free > 0) slope += 1 / Curve.Curvature(b[i], c[i], d[i], free);
        }

        return (sum, slope);
    }
}
