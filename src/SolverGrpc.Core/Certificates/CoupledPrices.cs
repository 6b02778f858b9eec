using System.Runtime.CompilerServices;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Certificates;

/// <summary>
/// What a share costs in each period besides power and quadratic terms, where nothing but risk and drift couples the periods: every share that is
/// traded in period i waits through those before it,
/// <code>
/// a_i + Σ over k &lt; i of s_k,   s_k = μ_k + w_k,   w_k = 2 κ v_k r_k(p)
/// Σ f_i(y_i) + Σ μ r(y) + Σ w r(y)  =  Σ f_i(y_i) + y_i Σ over k &lt; i of s_k       for every y
/// </code>
/// so that the bound of <see cref="CoupledDual"/> is that of a separable problem with these linear terms. Sums are compensated.
/// </summary>
internal static class CoupledPrices
{
    /// <summary>Writes them.</summary>
    /// <param name="problem">A problem with curves and without permanent impact.</param>
    /// <param name="p">The anchor.</param>
    /// <param name="kappa">κ.</param>
    /// <param name="slopes">w in place of 2 κ v r(p); empty: none.</param>
    /// <param name="prices">Receives them, length N.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write(AllocationProblem problem, ReadOnlySpan<double> p, double kappa, ReadOnlySpan<double> slopes, Span<double> prices)
    {
        bool weighs = kappa != 0 && slopes.IsEmpty;
        if (weighs) WriteRemaining(p, prices);
        else if (slopes.IsEmpty) prices.Clear();
        else slopes.CopyTo(prices);

        ReadOnlySpan<double> a = problem.A[..prices.Length], v = weighs ? problem.PriceVariance[..prices.Length] : [];
        ReadOnlySpan<double> drift = problem.HasDrift ? problem.Drift[..prices.Length] : [];
        double twice = 2 * kappa, earlier = 0, lost = 0;
        for (int i = 0; i < prices.Length; i++)
        {
            double slope = prices[i];
            if (weighs) slope *= twice * v[i];
            prices[i] = a[i] + (earlier + lost);
            if (!drift.IsEmpty) earlier = Totals.TwoSum(earlier, drift[i], ref lost);
            earlier = Totals.TwoSum(earlier, slope, ref lost);
        }
    }

    // r_i, summed from the end
    private static void WriteRemaining(ReadOnlySpan<double> p, Span<double> remaining)
    {
        p = p[..remaining.Length];
        double left = 0, lost = 0;
        for (int i = remaining.Length - 1; i >= 0; i--)
        {
            remaining[i] = left + lost;
            left = Totals.TwoSum(left, p[i], ref lost);
        }
    }
}
