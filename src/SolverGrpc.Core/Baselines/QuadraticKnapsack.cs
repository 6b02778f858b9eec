using SolverGrpc.Core.Costs;

namespace SolverGrpc.Core.Baselines;

/// <summary>
/// minimise Σ p_i (x_i − t_i) + (x_i − t_i)² / (2 w_i) subject to Σ x_i = S and l ≤ x ≤ u. The solution is
/// x_i = clamp(t_i + (λ − p_i) w_i, l_i, u_i); Σ x is piecewise linear and non-decreasing in λ, so that Newton's method inside a
/// bracket, with a step to the next breakpoint where nothing moves, ends after finitely many passes (Cominetti,
/// Mascarenhas and Silva, 2014).
/// </summary>
internal static class QuadraticKnapsack
{
    private const int PassLimit = 200;
    private const double SumTolerance = 1e-15;

    /// <summary>Writes the solution to <paramref name="x"/>.</summary>
    /// <param name="center">t_i.</param>
    /// <param name="price">p_i, the derivative at t_i.</param>
    /// <param name="weight">w_i ≥ 0, the inverse of the second derivative; 0 keeps a period at clamp(t_i).</param>
    /// <param name="lower">l_i.</param>
    /// <param name="upper">u_i, finite.</param>
    /// <param name="quantity">S.</param>
    /// <param name="x">The solution; its sum is S up to rounding.</param>
    /// <returns>λ; NaN if S is out of reach.</returns>
    public static double Solve(
        ReadOnlySpan<double> center,
        ReadOnlySpan<double> price,
        ReadOnlySpan<double> weight,
        ReadOnlySpan<double> lower,
        ReadOnlySpan<double> upper,
        double quantity,
        Span<double> x)
    {
        double lambda = 0, low = double.NegativeInfinity, high = double.PositiveInfinity;
        for (int pass = 0; pass < PassLimit; pass++)
        {
            for (int i = 0; i < x.Length; i++) x[i] = Math.Clamp(center[i] + ((lambda - price[i]) * weight[i]), lower[i], upper[i]);
            double missing = quantity - CompensatedSum.Of(x);
            if (Math.Abs(missing) <= SumTolerance * quantity) break;

            double next = Next(center, price, weight, lower, upper, lambda, missing);
            if (double.IsInfinity(next) && (next == high || next == low)) return double.NaN;
            if (missing > 0) low = lambda;
            else high = lambda;
            if (!(next > low && next < high)) next = low + ((high - low) / 2);
            if (!(next > low && next < high)) break;
            lambda = next;
        }

        return lambda;
    }

    // the Newton step of the piece that begins at λ in the direction of what is missing, or the breakpoint where one begins
    private static double Next(
        ReadOnlySpan<double> center,
        ReadOnlySpan<double> price,
        ReadOnlySpan<double> weight,
        ReadOnlySpan<double> lower,
        ReadOnlySpan<double> upper,
        double lambda,
        double missing)
    {
        bool rising = missing > 0;
        double slope = 0, breakpoint = rising ? double.PositiveInfinity : double.NegativeInfinity;
        for (int i = 0; i < center.Length; i++)
        {
            if (weight[i] == 0 || lower[i] == upper[i]) continue;
            (double first, double last) = rising ? (lower[i], upper[i]) : (upper[i], lower[i]);
            double begin = price[i] + ((first - center[i]) / weight[i]), end = price[i] + ((last - center[i]) / weight[i]);
            if (rising ? lambda < begin : lambda > begin) breakpoint = rising ? Math.Min(breakpoint, begin) : Math.Max(breakpoint, begin);
            else if (rising ? lambda < end : lambda > end) slope += weight[i];
        }

        return slope > 0 ? lambda + (missing / slope) : breakpoint;
    }
}
