namespace SolverGrpc.Market.Impact;

/// <summary>A curve fitted to mean slippages, at the same sizes.</summary>
internal static class CurveValues
{
    /// <summary>Fits and evaluates.</summary>
    /// <param name="kind">The curve.</param>
    /// <param name="sizes">In shares.</param>
    /// <param name="mean">Mean slippage per share at each size.</param>
    /// <param name="exponent">Of the power law.</param>
    /// <param name="values">Gets the curve's slippage per share at each size.</param>
    public static void Of(CurveKind kind, ReadOnlySpan<double> sizes, ReadOnlySpan<double> mean, double exponent, Span<double> values)
    {
        switch (kind)
        {
            case CurveKind.PowerLaw:
                double norm = 0, product = 0;
                for (int j = 0; j < sizes.Length; j++)
                {
                    values[j] = Math.Pow(sizes[j] / sizes[0], exponent);
                    norm += values[j] * values[j];
                    product += values[j] * mean[j];
                }

                foreach (ref double value in values) value *= product / norm;
                break;
            case CurveKind.Linear:
                double slope = SimpleCurves.Linear(sizes, mean);
                for (int j = 0; j < sizes.Length; j++) values[j] = slope * sizes[j];
                break;
            case CurveKind.Quadratic:
                (double alpha, double beta) = SimpleCurves.Quadratic(sizes, mean);
                for (int j = 0; j < sizes.Length; j++) values[j] = (alpha * sizes[j]) + (beta * sizes[j] * sizes[j]);
                break;
            default:
                Span<double> price = stackalloc double[sizes.Length];
                SimpleCurves.Levels(sizes, mean, price);
                for (int j = 0; j < sizes.Length; j++) values[j] = SimpleCurves.LevelSlippage(sizes, price, sizes[j]);
                break;
        }
    }
}
