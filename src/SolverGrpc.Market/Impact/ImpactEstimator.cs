using SolverGrpc.Market.Readers;
using SolverGrpc.Market.Sessions;
using SolverGrpc.Market.Statistics;

namespace SolverGrpc.Market.Impact;

/// <summary>
/// Slippage per share as a function of size, per period, from the books of a session: docs/calibration.md, "Impact". Books are walked
/// (<see cref="BookWalk"/>), what they did not show is completed (<see cref="CompletedSlippage"/>), curves are fitted to each period's means,
/// the power law's level and exponent shrunk towards what the periods share (<see cref="SmallArea"/>), with intervals from a block
/// bootstrap (<see cref="ImpactReplicates"/>).
/// </summary>
public static class ImpactEstimator
{
    private const double HalfTheBooks = 0.5;

    /// <summary>Estimates one side.</summary>
    /// <param name="session">The books.</param>
    /// <param name="periods">The periods.</param>
    /// <param name="options">How.</param>
    /// <exception cref="MarketDataException">There are no books to learn from, or they are too thin.</exception>
    public static ImpactEstimate Estimate(RecordedSession session, PeriodMap periods, ImpactOptions options)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(periods);
        ArgumentNullException.ThrowIfNull(options);
        double[] sizes = options.Sizes.Count > 0 ? [.. options.Sizes] : SizeGrid.Choose(session, options.IsBuy);
        if (sizes.Length < 3) throw new MarketDataException("the books are too thin for three different sizes");
        ImpactSamples samples = ImpactSamples.Walk(session, periods, options.IsBuy, sizes);
        if (samples.Filled.All(filled => filled == 0)) throw new MarketDataException("no book could fill even the smallest size");
        var completed = new CompletedSlippage(samples);
        if (!completed.Level.Any(level => level > 0)) throw new MarketDataException("no size costs more than the half-spread: the sizes are too small");
        var replicates = new ImpactReplicates(samples, completed, options.Replicates, options.Seed);
        Dictionary<CurveKind, OutOfSampleError> errors = OutOfSample.Errors(samples, completed);
        CurveKind curve = options.Curve ?? OutOfSample.Best(errors);
        return new ImpactEstimate
        {
            Sizes = sizes,
            Periods = Periods(samples, completed, replicates, curve),
            Exponent = Interval.Normal(completed.Exponent, Math.Sqrt(replicates.ExponentVariance)),
            ReferenceSize = completed.ReferenceSize,
            Curve = curve,
            OutOfSampleError = errors,
            Conditioning = Conditioning.Fit(samples, completed),
        };
    }

    private static PeriodImpact[] Periods(ImpactSamples samples, CompletedSlippage completed, ImpactReplicates replicates, CurveKind curve)
    {
        int n = samples.PeriodCount;
        double[] logLevel = new double[n], halfSpread = new double[n];
        for (int i = 0; i < n; i++)
        {
            if (replicates.Samples(i) == 0) continue;
            halfSpread[i] = replicates.MeanHalfSpread(i);
            logLevel[i] = Math.Log(completed.Level[i]);
        }

        // a period whose walks cost nothing beyond the half-spread tells no level
        double[] levelVariance = [.. replicates.LogLevel.Select((variance, i) => double.IsFinite(logLevel[i]) ? variance : double.PositiveInfinity)];
        double[] exponentVariance = [.. replicates.OwnExponent.Select((variance, i) => double.IsFinite(levelVariance[i]) ? variance : double.PositiveInfinity)];
        SmallArea level = SmallArea.Shrink(logLevel, levelVariance, hasShape: true);
        SmallArea exponent = SmallArea.Shrink(completed.OwnExponent, exponentVariance, hasShape: false);
        double[] covariance = ErrorCovariance(level, exponent, logLevel, completed.OwnExponent, replicates.Covariance);
        SmallArea spread = SmallArea.Shrink(halfSpread, replicates.HalfSpreads, hasShape: true);
        int[] begins = samples.Begins();
        var periods = new PeriodImpact[n];
        for (int i = 0; i < n; i++)
        {
            periods[i] = Period(
                samples, completed, replicates, curve, i, begins,
                Interval.Normal(Math.Max(0, spread.Value[i]), spread.Error[i]),
                (level.Value[i], level.Error[i]),
                (Math.Clamp(exponent.Value[i], PowerShape.Least, PowerShape.Most), exponent.Error[i]),
                covariance[i]);
        }

        return periods;
    }

    private static PeriodImpact Period(
        ImpactSamples samples, CompletedSlippage completed, ImpactReplicates replicates, CurveKind curve, int i, int[] begins,
        Interval halfSpread, (double Log, double Error) level, (double Value, double Error) exponent, double covariance)
    {
        double[] sizes = samples.Sizes;
        int count = replicates.Samples(i);
        double[] mean = count > 0 ? completed.MeanOf(i).ToArray() : PowerCurve(sizes, Math.Exp(level.Log), exponent.Value, completed.ReferenceSize);
        double[] censored = Censored(samples, i, begins);
        double log0 = Math.Log(completed.ReferenceSize), alphaVariance = (level.Error * level.Error) + (log0 * log0 * exponent.Error * exponent.Error) - (2 * log0 * covariance);
        var price = new double[sizes.Length];
        SimpleCurves.Levels(sizes, mean, price);
        (double alpha, double beta) = SimpleCurves.Quadratic(sizes, mean);
        int valid = Array.FindLastIndex(censored, part => part <= HalfTheBooks);
        return new PeriodImpact
        {
            Samples = count,
            HalfSpread = halfSpread,
            Slippage = [.. sizes.Select((_, j) => count > 0 ? Normal(mean[j], replicates.Slippage[(i * sizes.Length) + j]) : new Interval(double.NaN, double.NaN, double.NaN))],
            Censored = censored,
            PowerAlpha = Interval.LogNormal(level.Log - (exponent.Value * log0), Math.Sqrt(Math.Max(0, alphaVariance))),
            PowerBeta = Interval.Normal(exponent.Value, exponent.Error),
            ReferenceSlippage = Interval.LogNormal(level.Log, level.Error),
            LinearAlpha = Normal(SimpleCurves.Linear(sizes, mean), replicates.Linear[i]),
            QuadraticAlpha = Normal(alpha, replicates.Quadratic[2 * i]),
            QuadraticBeta = Normal(beta, replicates.Quadratic[(2 * i) + 1]),
            LevelPrice = price,
            RSquared = count > 0 ? RSquared(curve, sizes, mean, Math.Exp(level.Log), exponent.Value, completed.ReferenceSize) : double.NaN,
            ValidUpTo = count == 0 ? sizes[0] : valid < 0 ? sizes[0] : sizes[valid],
        };
    }

    // of the errors of level and exponent: what sampling leaves of its covariance, and what shrinking brings in because the two go together from
    // period to period
    private static double[] ErrorCovariance(SmallArea level, SmallArea exponent, double[] logLevel, double[] own, double[] sampling)
    {
        double sum = 0, weights = 0;
        for (int i = 0; i < own.Length; i++)
        {
            double weight = level.Weight[i] * exponent.Weight[i];
            if (weight == 0) continue;
            sum += weight * (((logLevel[i] - level.Common[i]) * (own[i] - exponent.Common[i])) - sampling[i]);
            weights += weight;
        }

        double between = weights > 0 ? sum / weights : 0;
        return
        [
            .. Enumerable.Range(0, own.Length).Select(i =>
            {
                double left = level.Weight[i] * exponent.Weight[i], shrunk = (1 - level.Weight[i]) * (1 - exponent.Weight[i]);
                return (left > 0 ? left * sampling[i] : 0) + (shrunk * between);
            }),
        ];
    }

    private static Interval Normal(double value, double variance) => Interval.Normal(value, double.IsNaN(variance) ? double.PositiveInfinity : Math.Sqrt(variance));

    private static double[] PowerCurve(double[] sizes, double level, double exponent, double reference) =>
        [.. sizes.Select(size => level * Math.Pow(size / reference, exponent))];

    private static double RSquared(CurveKind curve, double[] sizes, double[] mean, double level, double exponent, double reference)
    {
        double[] fitted = PowerCurve(sizes, level, exponent, reference);
        if (curve != CurveKind.PowerLaw) CurveValues.Of(curve, sizes, mean, exponent, fitted);
        double average = mean.Average();
        double total = mean.Sum(y => (y - average) * (y - average)), error = mean.Zip(fitted, (y, f) => (y - f) * (y - f)).Sum();
        return total > 0 ? 1 - (error / total) : double.NaN;
    }

    private static double[] Censored(ImpactSamples samples, int period, int[] begins)
    {
        var part = new double[samples.Sizes.Length];
        int n = begins[period + 1] - begins[period];
        for (int t = begins[period]; t < begins[period + 1]; t++)
        {
            for (int j = samples.Filled[t]; j < part.Length; j++) part[j] += 1.0 / n;
        }

        return part;
    }
}
