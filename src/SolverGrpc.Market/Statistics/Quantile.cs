namespace SolverGrpc.Market.Statistics;

/// <summary>Quantiles of a sample, linear between order statistics (Hyndman and Fan's type 7).</summary>
internal static class Quantile
{
    /// <summary>Of values in any order, which are sorted in place; at least one.</summary>
    public static double OfUnsorted(Span<double> values, double level)
    {
        values.Sort();
        double at = level * (values.Length - 1);
        int below = (int)at;
        int above = Math.Min(below + 1, values.Length - 1);
        return values[below] + ((at - below) * (values[above] - values[below]));
    }
}
