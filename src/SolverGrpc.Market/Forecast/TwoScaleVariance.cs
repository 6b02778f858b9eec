namespace SolverGrpc.Market.Forecast;

/// <summary>
/// Variance of the price change over a stretch of mids, in spite of their rounding to ticks and bouncing: two time scales (Zhang,
/// Mykland and Aït-Sahalia 2005). The sum of squared changes on K interleaved coarse grids, averaged, less what noise alone adds to it, which the
/// finest grid tells. Squares over the finest grid alone would count the noise 2 n times.
/// </summary>
public static class TwoScaleVariance
{
    /// <summary>Grids for n changes: n^(2/3) is best where there are many; at least 1.</summary>
    public static int Grids(int changes) => Math.Max(1, (int)Math.Round(Math.Cbrt((double)changes * changes) / 2));

    /// <summary>Estimates it; ≥ 0, in currency² per share². NaN with fewer than two mids.</summary>
    /// <param name="mids">In the order of time; the first is where the stretch begins.</param>
    public static double Estimate(ReadOnlySpan<double> mids)
    {
        int n = mids.Length - 1;
        if (n < 1) return double.NaN;
        int grids = Grids(n);
        double all = Squares(mids, 1);
        if (grids == 1) return all;
        double coarse = Squares(mids, grids) / grids, perGrid = (n - grids + 1) / (double)grids;
        // coarse sees (n - K + 1) / n of the variance and perGrid noises, all / n one noise: their small-sample correction, exactly
        return Math.Max(0, (coarse - (perGrid / n * all)) / (perGrid * (grids - 1) / n));
    }

    /// <summary>Variance of its logarithm, roughly, where the mids have little noise.</summary>
    public static double LogVariance(int changes) => 8.0 / 3 * Grids(changes) / changes;

    private static double Squares(ReadOnlySpan<double> mids, int step)
    {
        double sum = 0;
        for (int t = step; t < mids.Length; t++)
        {
            double change = mids[t] - mids[t - step];
            sum += change * change;
        }

        return sum;
    }
}
