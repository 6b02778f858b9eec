using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Costs;

/// <summary>
/// What one share more in each period costs: with L(x) = E(x) + κ V(x) and r_k what remains after period k,
/// ∂L/∂x_i = f_i'(x_i) + γ_i r_i − Σ_{k≥i} (γ_k x_k + μ_k + 2 κ v_k r_k).
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
        for (int i = 0; i < x.Length; i++) marginals[i] = OfPeriod(problem, i, x[i]);
        if (!problem.HasVariance && !problem.HasDrift && !problem.HasPermanentImpact) return;

        // r_{N} = 0, r_{i-1} = r_i + x_i: from the last period backwards everything is a running sum
        var remaining = new CompensatedSum();
        var later = new CompensatedSum();
        for (int i = x.Length - 1; i >= 0; i--)
        {
            double r = remaining.Value;
            if (problem.HasPermanentImpact)
            {
                later.Add(problem.PermanentImpact[i] * x[i]);
                marginals[i] += problem.PermanentImpact[i] * r;
            }

            if (problem.HasDrift) later.Add(problem.Drift[i]);
            if (problem.HasVariance) later.Add(2 * kappa * problem.PriceVariance[i] * r);
            marginals[i] -= later.Value;
            remaining.Add(x[i]);
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
