using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Costs;

/// <summary>
/// What one share more in each period costs: with L(x) = E(x) + κ V(x) and r_k = Σ_{j&gt;k} x_j, what remains after period k,
/// ∂L/∂x_i = f_i'(x_i) + γ_i r_i + Σ_{k&lt;i} (γ_k x_k + μ_k + 2 κ v_k r_k). The share is one more in the order, so that
/// at an optimum this is λ wherever no bound binds.
/// </summary>
public static class Marginals
{
    /// <summary>
    /// Writes ∂L/∂x_i, in currency per share, at <paramref name="x"/>. At a kink of a book the right derivative, or the
    /// left one where the book ends; −∞ and +∞ are possible where a cost has no finite derivative.
    /// </summary>
    /// <param name="problem">The problem; its own risk preference is not looked at.</param>
    /// <param name="x">The schedule, in shares.</param>
    /// <param name="kappa">κ ≥ 0, in 1/currency.</param>
    /// <param name="marginals">The result, length N.</param>
    public static void Write(AllocationProblem problem, ReadOnlySpan<double> x, double kappa, Span<double> marginals)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var remaining = new CompensatedSum();
        foreach (double slice in x) remaining.Add(slice);
        var earlier = new CompensatedSum();
        for (int i = 0; i < x.Length; i++)
        {
            remaining.Add(-x[i]);
            double r = i == x.Length - 1 ? 0 : remaining.Value;
            marginals[i] = OfPeriod(problem, i, x[i]) + earlier.Value;
            if (problem.HasPermanentImpact)
            {
                marginals[i] += problem.PermanentImpact[i] * r;
                earlier.Add(problem.PermanentImpact[i] * x[i]);
            }

            if (problem.HasDrift) earlier.Add(problem.Drift[i]);
            if (problem.HasVariance) earlier.Add(2 * kappa * problem.PriceVariance[i] * r);
        }
    }

    /// <summary>f_i'(x), in currency per share; at a kink of a book the right derivative, or the left one where the book ends.</summary>
    public static double OfPeriod(AllocationProblem problem, int i, double x)
    {
        ArgumentNullException.ThrowIfNull(problem);
        if (problem.Family == CostFamily.Curve) return Curve.Marginal(problem.A[i], problem.B[i], problem.C[i], problem.D[i], x);
        (double left, double right) = problem.LevelsOf(i).Marginal(x);
        return double.IsPositiveInfinity(right) ? left : right;
    }
}
