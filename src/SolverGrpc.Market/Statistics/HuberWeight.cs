namespace SolverGrpc.Market.Statistics;

/// <summary>
/// Huber's weights (Huber 1964), used in iteratively reweighted least squares (Holland and Welsch 1977). The corner is at three standard
/// deviations, not at the usual 1.345: an expected cost is wanted, the mean of a skewed quantity, and a narrow corner would shift it; a wide
/// one still bounds what a flickering book can do.
/// </summary>
internal static class HuberWeight
{
    private const double Corner = 3;
    private const double MadOfNormal = 0.67448975; // the median absolute deviation of a standard normal

    /// <summary>Weights in (0, 1] of residuals, from their own robust scale.</summary>
    /// <param name="residuals">Finite values and NaN; NaN gets 1.</param>
    /// <param name="weights">Gets the weights.</param>
    public static void Of(ReadOnlySpan<double> residuals, Span<double> weights)
    {
        double scale = Scale(residuals);
        for (int i = 0; i < residuals.Length; i++)
        {
            double size = Math.Abs(residuals[i]);
            weights[i] = scale > 0 && size > Corner * scale ? Corner * scale / size : 1;
        }
    }

    /// <summary>Standard deviation of a normal distribution with the same median absolute deviation from 0.</summary>
    public static double Scale(ReadOnlySpan<double> residuals)
    {
        var sizes = new List<double>(residuals.Length);
        foreach (double residual in residuals)
        {
            if (!double.IsNaN(residual)) sizes.Add(Math.Abs(residual));
        }

        return sizes.Count == 0 ? 0 : Quantile.OfUnsorted(sizes.ToArray(), 0.5) / MadOfNormal;
    }
}
