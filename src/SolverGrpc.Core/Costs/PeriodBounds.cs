namespace SolverGrpc.Core.Costs;

/// <summary>Tightens the floors l and caps u of all periods. Spans of equal length, in shares.</summary>
public static class PeriodBounds
{
    /// <summary>u := min(u, rate · volume): no more than a part of the expected market volume.</summary>
    /// <param name="upper">u, tightened.</param>
    /// <param name="rate">0 to 1.</param>
    /// <param name="volume">≥ 0.</param>
    public static void Participation(Span<double> upper, ReadOnlySpan<double> rate, ReadOnlySpan<double> volume)
    {
        for (int i = 0; i < upper.Length; i++) upper[i] = Math.Min(upper[i], rate[i] * volume[i]);
    }

    /// <summary>|x − target| ≤ deviation: l := max(l, target − deviation), u := min(u, target + deviation).</summary>
    /// <param name="lower">l, tightened.</param>
    /// <param name="upper">u, tightened.</param>
    /// <param name="target">≥ 0.</param>
    /// <param name="deviation">≥ 0; +∞: no band.</param>
    public static void Band(Span<double> lower, Span<double> upper, ReadOnlySpan<double> target, ReadOnlySpan<double> deviation)
    {
        for (int i = 0; i < lower.Length; i++)
        {
            lower[i] = Math.Max(lower[i], target[i] - deviation[i]);
            upper[i] = Math.Min(upper[i], target[i] + deviation[i]);
        }
    }

    /// <summary>u := min(u, cap): the same cap for every period.</summary>
    /// <param name="upper">u, tightened.</param>
    /// <param name="cap">≥ 0.</param>
    public static void Cap(Span<double> upper, double cap)
    {
        for (int i = 0; i < upper.Length; i++) upper[i] = Math.Min(upper[i], cap);
    }
}
