using SolverGrpc.Core.Costs;

namespace SolverGrpc.Core.Baselines;

/// <summary>Makes a schedule of any vector: Σ x = S (up to rounding) and l ≤ x ≤ u.</summary>
internal static class SimplexRepair
{
    /// <summary>
    /// Clamps, then scales what lies above the floors; what caps cut off from that is made up for in proportion to the
    /// room below the caps. Zeros stay zeros unless caps bind.
    /// </summary>
    public static void Apply(Span<double> x, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, double quantity)
    {
        for (int i = 0; i < x.Length; i++) x[i] = Math.Clamp(x[i], lower[i], upper[i]);
        double floors = CompensatedSum.Of(lower), above = CompensatedSum.Of(x) - floors;
        double scale = above > 0 ? (quantity - floors) / above : 1;
        for (int i = 0; i < x.Length; i++) x[i] = Math.Clamp(lower[i] + ((x[i] - lower[i]) * scale), lower[i], upper[i]);

        double sum = CompensatedSum.Of(x), missing = quantity - sum;
        if (missing <= 0) return;
        double part = Math.Min(1, missing / (CompensatedSum.Of(upper) - sum));
        for (int i = 0; i < x.Length; i++) x[i] = Math.Min(upper[i], x[i] + ((upper[i] - x[i]) * part));
    }
}
