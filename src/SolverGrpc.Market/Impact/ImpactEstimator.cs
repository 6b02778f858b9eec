using SolverGrpc.Market.Forecast;
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

    /// <summary>Estimates one side of one day.</summary>
    /// <param name="session">The books.</param>
    /// <param name="periods">The periods.</param>
    /// <param name="options">How.</param>
    /// <exception cref="MarketDataException">There are no books to learn from, or they are too thin.</exception>
    public static ImpactEstimate Estimate(RecordedSession session, PeriodMap periods, ImpactOptions options) => Estimate([new SessionDay(session, periods)], options);

    /// <summary>
    /// Estimates one side from several days: every day's books are brought to the level that is expected (<see cref="DayLevels"/>) and then pooled, so that the
    /// shape over the day rests on all of them.
    /// </summary>
    /// <param name="days">The days, at least one, in the order of time.</param>
    /// <param name="options">How.</param>
    /// <exception cref="MarketDataException">There are no books to learn from, or they are too thin.</exception>
    public static ImpactEstimate Estimate(IReadOnlyList<SessionDay> days, ImpactOptions options)
    {
        ArgumentNullException.ThrowIfNull(days);
        ArgumentNullException.ThrowIfNull(options);
        double[] sizes = options.Sizes.Count > 0 ? [.. options.Sizes] : SizeGrid.Choose(days, options.IsBuy);
        if (sizes.Length < 3) throw new MarketDataException("the books are too thin for three different sizes");
        ImpactSamples[] walked = [.. days.Select(day => ImpactSamples.Walk(day.Session, day.Periods, options.IsBuy, sizes))];
        if (walked.All(day => day.Filled.All(filled => filled == 0))) throw new MarketDataException("no book could fill even the smallest size");
        (DayLevels levels, DayLevels spreads) = LevelsOf(walked, options);
        ImpactSamples samples = days.Count == 1 ? walked[0] : ImpactSamples.Pool(walked, [.. walked.Select((_, d) => levels.FactorOf(d))], [.. walked.Select((_, d) => spreads.FactorOf(d))]);
        var completed = new CompletedSlippage(samples);
        if (!completed.Level.Any(level => level > 0)) throw new MarketDataException("no size costs more than the half-spread: the sizes are too small");
        var replicates = new ImpactReplicates(samples, completed, options.Replicates, options.Seed);
        var shrunk = new ShrunkPeriods(completed, replicates);
        Dictionary<CurveKind, OutOfSampleError> errors = OutOfSample.Errors(samples, completed);
        CurveKind curve = options.Curve ?? OutOfSample.Best(errors);
        return new ImpactEstimate
        {
            Sizes = sizes,
            Periods = Periods(samples, completed, replicates, shrunk, curve, levels.Variance, spreads.Variance),
            Exponent = Interval.Normal(completed.Exponent, Math.Sqrt(replicates.ExponentVariance)),
            ReferenceSize = completed.ReferenceSize,
            Curve = curve,
            OutOfSampleError = errors,
            Conditioning = ConditioningFit.Of(samples, completed, shrunk, days[0].Periods.DurationSeconds.Average()),
            Levels = levels,
            SpreadLevels = spreads,
        };
    }

    // of the days' impact, and of their half-spreads
    private static (DayLevels Impact, DayLevels Spread) LevelsOf(ImpactSamples[] days, ImpactOptions options)
    {
        double[][] impact = new double[days.Length][], spread = new double[days.Length][], weight = new double[days.Length][];
        for (int d = 0; d < days.Length; d++)
        {
            int[] begins = days[d].Begins();
            var completed = new CompletedSlippage(days[d]);
            impact[d] = [.. completed.Level.Select(level => level > 0 ? Math.Log(level) : double.NaN)];
            weight[d] = [.. completed.Level.Select((_, i) => (double)(begins[i + 1] - begins[i]))];
            spread[d] = [.. completed.Level.Select((_, i) => Math.Log(Mean(days[d].HalfSpread.AsSpan(begins[i], begins[i + 1] - begins[i]))))];
        }

        return (DayLevels.Of(impact, weight, options.HalfLifeDays, options.IsRestOfLastDay), DayLevels.Of(spread, weight, options.HalfLifeDays, options.IsRestOfLastDay));
    }

    // NaN of nothing
    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values) sum += value;
        return values.IsEmpty ? double.NaN : sum / values.Length;
    }

    private static PeriodImpact[] Periods(
        ImpactSamples samples, CompletedSlippage completed, ImpactReplicates replicates, ShrunkPeriods shrunk, CurveKind curve, double levelVariance, double spreadLevelVariance)
    {
        int[] begins = samples.Begins();
        double[] covariance = ErrorCovariance(shrunk.Level, shrunk.Exponent, shrunk.LogLevel, completed.OwnExponent, replicates.Covariance);
        var periods = new PeriodImpact[samples.PeriodCount];
        for (int i = 0; i < periods.Length; i++)
        {
            double spread = shrunk.HalfSpread.Value[i], spreadError = shrunk.HalfSpread.Error[i], levelError = shrunk.Level.Error[i];
            periods[i] = Period(
                samples, completed, replicates, curve, i, begins,
                Interval.NotNegative(Math.Max(0, spread), Math.Sqrt((spreadError * spreadError) + (spread * spread * spreadLevelVariance))),
                (shrunk.Level.Value[i], Math.Sqrt((levelError * levelError) + levelVariance)),
                (Math.Clamp(shrunk.Exponent.Value[i], PowerShape.Least, PowerShape.Most), shrunk.Exponent.Error[i]),
                covariance[i],
                levelVariance);
        }

        return periods;
    }

    private static PeriodImpact Period(
        ImpactSamples samples, CompletedSlippage completed, ImpactReplicates replicates, CurveKind curve, int i, int[] begins,
        Interval halfSpread, (double Log, double Error) level, (double Value, double Error) exponent, double covariance, double levelVariance)
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
        // with what the level adds: every value is in proportion to it
        Interval Moving(double value, double variance) => Interval.NotNegative(value, Math.Sqrt(variance + (value * value * levelVariance)));
        (double rSquared, double fitError) = count > 0 ? Fit(curve, sizes, mean, Math.Exp(level.Log), exponent.Value, completed.ReferenceSize) : (double.NaN, double.NaN);
        return new PeriodImpact
        {
            Samples = count,
            HalfSpread = halfSpread,
            Slippage = [.. sizes.Select((_, j) => count > 0 ? Moving(mean[j], replicates.Slippage[(i * sizes.Length) + j]) : new Interval(double.NaN, double.NaN, double.NaN))],
            Censored = censored,
            PowerAlpha = Interval.LogNormal(level.Log - (exponent.Value * log0), Math.Sqrt(Math.Max(0, alphaVariance))),
            PowerBeta = Interval.Normal(exponent.Value, exponent.Error),
            ReferenceSlippage = Interval.LogNormal(level.Log, level.Error),
            LinearAlpha = Moving(SimpleCurves.Linear(sizes, mean), replicates.Linear[i]),
            QuadraticAlpha = Moving(alpha, replicates.Quadratic[2 * i]),
            QuadraticBeta = Moving(beta, replicates.Quadratic[(2 * i) + 1]),
            LevelPrice = [.. price.Select((value, j) => Moving(value, replicates.LevelPrice[(i * sizes.Length) + j]))],
            RSquared = rSquared,
            FitError = fitError,
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

    private static double[] PowerCurve(double[] sizes, double level, double exponent, double reference) =>
        [.. sizes.Select(size => level * Math.Pow(size / reference, exponent))];

    // part of the variation that is explained, and the root mean square of what is not
    private static (double RSquared, double Error) Fit(CurveKind curve, double[] sizes, double[] mean, double level, double exponent, double reference)
    {
        double[] fitted = PowerCurve(sizes, level, exponent, reference);
        if (curve != CurveKind.PowerLaw) CurveValues.Of(curve, sizes, mean, exponent, fitted);
        double average = mean.Average();
        double total = mean.Sum(y => (y - average) * (y - average)), error = mean.Zip(fitted, (y, f) => (y - f) * (y - f)).Sum();
        return (total > 0 ? 1 - (error / total) : double.NaN, Math.Sqrt(error / sizes.Length));
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
