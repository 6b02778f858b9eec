namespace SolverGrpc.Market.Impact;

/// <summary>Least-squares fits, to mean slippages at given sizes, of the curves that need no search.</summary>
internal static class SimpleCurves
{
    /// <summary>s = alpha x, alpha ≥ 0.</summary>
    public static double Linear(ReadOnlySpan<double> sizes, ReadOnlySpan<double> slippage)
    {
        double norm = 0, product = 0;
        for (int j = 0; j < sizes.Length; j++)
        {
            norm += sizes[j] * sizes[j];
            product += sizes[j] * slippage[j];
        }

        return Math.Max(0, product / norm);
    }

    /// <summary>s = alpha x + beta x², both ≥ 0: if the free solution has a negative one, the better of the two single terms.</summary>
    public static (double Alpha, double Beta) Quadratic(ReadOnlySpan<double> sizes, ReadOnlySpan<double> slippage)
    {
        double xx = 0, xxx = 0, xxxx = 0, xy = 0, xxy = 0, unit = sizes[^1];
        for (int j = 0; j < sizes.Length; j++)
        {
            double x = sizes[j] / unit;
            xx += x * x;
            xxx += x * x * x;
            xxxx += x * x * x * x;
            xy += x * slippage[j];
            xxy += x * x * slippage[j];
        }

        double determinant = (xx * xxxx) - (xxx * xxx);
        double alpha = ((xy * xxxx) - (xxy * xxx)) / determinant, beta = ((xxy * xx) - (xy * xxx)) / determinant;
        if (!(determinant > 0) || alpha < 0 || beta < 0)
        {
            // what a single term explains: (product)² / norm
            (alpha, beta) = xy * xy / xx >= xxy * xxy / xxxx ? (Math.Max(0, xy / xx), 0.0) : (0.0, Math.Max(0, xxy / xxxx));
        }

        return (alpha / unit, beta / (unit * unit));
    }

    /// <summary>
    /// Prices of the shares between one size and the next, against mid ± half-spread, that give the mean cost at every size: not falling
    /// (pooled where they would fall, Ayer et al. 1955), not negative.
    /// </summary>
    public static void Levels(ReadOnlySpan<double> sizes, ReadOnlySpan<double> slippage, Span<double> price)
    {
        Span<double> weight = stackalloc double[sizes.Length];
        Span<int> length = stackalloc int[sizes.Length];
        Span<double> pooled = stackalloc double[sizes.Length];
        int blocks = 0;
        double cost = 0, shares = 0;
        for (int j = 0; j < sizes.Length; j++)
        {
            double width = sizes[j] - shares, next = sizes[j] * slippage[j];
            (pooled[blocks], weight[blocks], length[blocks]) = ((next - cost) / width, width, 1);
            (cost, shares) = (next, sizes[j]);
            blocks++;
            while (blocks > 1 && pooled[blocks - 2] > pooled[blocks - 1])
            {
                double both = weight[blocks - 2] + weight[blocks - 1];
                pooled[blocks - 2] = ((pooled[blocks - 2] * weight[blocks - 2]) + (pooled[blocks - 1] * weight[blocks - 1])) / both;
                weight[blocks - 2] = both;
                length[blocks - 2] += length[blocks - 1];
                blocks--;
            }
        }

        int at = 0;
        for (int k = 0; k < blocks; k++)
        {
            for (int i = 0; i < length[k]; i++) price[at++] = Math.Max(0, pooled[k]);
        }
    }

    /// <summary>Slippage per share of walking such levels.</summary>
    public static double LevelSlippage(ReadOnlySpan<double> sizes, ReadOnlySpan<double> price, double x)
    {
        double cost = 0, shares = 0;
        for (int j = 0; j < sizes.Length && shares < x; j++)
        {
            double width = j == sizes.Length - 1 ? x - shares : Math.Min(x, sizes[j]) - shares;
            cost += width * price[j];
            shares += width;
        }

        return cost / x;
    }
}
