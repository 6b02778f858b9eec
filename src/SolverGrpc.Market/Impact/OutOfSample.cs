using SolverGrpc.Market.Statistics;

namespace SolverGrpc.Market.Impact;

/// <summary>
/// The error of each curve on books it was not fitted on: every period's books are split into two halves, blocks in turns, so that
/// neighbours stay together (Burman, Chow and Nolan 1994); fitted on the mean of one and held against the mean of the other, both ways. Of
/// the curves whose error is within a standard error of the least the one with the fewest coefficients is taken (Breiman, Friedman, Olshen
/// and Stone 1984).
/// </summary>
internal static class OutOfSample
{
    private const int LeastPerPeriod = 4;

    // fewest coefficients first
    private static readonly CurveKind[] Order = [CurveKind.Linear, CurveKind.PowerLaw, CurveKind.Quadratic, CurveKind.PiecewiseLinear];

    /// <summary>The curve to take; the power law if no period has enough books to tell.</summary>
    public static CurveKind Best(IReadOnlyDictionary<CurveKind, OutOfSampleError> errors)
    {
        OutOfSampleError least = errors.Values.MinBy(error => error.MeanSquare);
        return least.Count == 0 ? CurveKind.PowerLaw : Order.First(kind => errors[kind].MeanSquare <= least.MeanSquare + least.StandardError);
    }

    /// <summary>Error of each curve.</summary>
    public static Dictionary<CurveKind, OutOfSampleError> Errors(ImpactSamples samples, CompletedSlippage completed)
    {
        int[] begins = samples.Begins();
        int sizes = samples.Sizes.Length;
        double[][] mean = [new double[samples.PeriodCount * sizes], new double[samples.PeriodCount * sizes]];
        double[][] level = [new double[samples.PeriodCount], new double[samples.PeriodCount]];
        for (int half = 0; half < 2; half++)
        {
            var weight = new double[samples.Count];
            for (int i = 0; i < samples.PeriodCount; i++)
            {
                int n = begins[i + 1] - begins[i];
                for (int t = 0; t < n; t++) weight[begins[i] + t] = t / BlockBootstrap.BlockLength(n) % 2 == half ? completed.Weight[begins[i] + t] : 0;
            }

            completed.Average(weight, mean[half], level[half]);
        }

        var errors = new Dictionary<CurveKind, OutOfSampleError>();
        foreach (CurveKind kind in Enum.GetValues<CurveKind>())
        {
            var squares = new List<double>();
            for (int half = 0; half < 2; half++)
            {
                double exponent = kind == CurveKind.PowerLaw ? Exponent(samples, completed, mean[half], level[half]) : 0;
                for (int i = 0; i < samples.PeriodCount; i++)
                {
                    if (begins[i + 1] - begins[i] < LeastPerPeriod) continue;
                    ReadOnlySpan<double> fitted = mean[half].AsSpan(i * sizes, sizes), held = mean[1 - half].AsSpan(i * sizes, sizes);
                    if (double.IsNaN(fitted[0]) || double.IsNaN(held[0])) continue;
                    Add(kind, samples.Sizes, fitted, held, exponent, squares);
                }
            }

            errors[kind] = OutOfSampleError.Of(squares);
        }

        return errors;
    }

    private static double Exponent(ImpactSamples samples, CompletedSlippage completed, double[] mean, double[] level)
    {
        var shape = new PowerShape(samples.Sizes);
        completed.Pool(shape, mean, level);
        return shape.Exponent();
    }

    private static void Add(CurveKind kind, double[] sizes, ReadOnlySpan<double> fitted, ReadOnlySpan<double> held, double exponent, List<double> squares)
    {
        Span<double> curve = stackalloc double[sizes.Length];
        CurveValues.Of(kind, sizes, fitted, exponent, curve);
        double scale = 0, square = 0;
        for (int j = 0; j < sizes.Length; j++)
        {
            scale += held[j] * held[j];
            square += (held[j] - curve[j]) * (held[j] - curve[j]);
        }

        if (scale > 0) squares.Add(square / scale);
    }
}
