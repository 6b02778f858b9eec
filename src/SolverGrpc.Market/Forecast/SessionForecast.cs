using SolverGrpc.Market.Sessions;
using SolverGrpc.Market.Statistics;

namespace SolverGrpc.Market.Forecast;

/// <summary>
/// Volatility and volume per period, as observed and as expected: of the next session, or of the rest of this one. With several days each is brought to the level
/// that is expected (<see cref="DayLevels"/>) and the periods averaged over days. Expected is what is left when the noise is shrunk towards a parabola
/// of logarithms over the session (<see cref="SmallArea"/>); noise is measured by how neighbours differ (von Neumann 1941).
/// </summary>
public sealed class SessionForecast
{
    private const int RegimesFrom = 20;

    private SessionForecast()
    {
    }

    /// <summary>Two-scale variance of the price change in each period at the expected level, mean over days, currency² per share²; NaN where it is not known.</summary>
    public required double[] ObservedVariance { get; init; }

    /// <summary>Shares traded in each period at the expected level, mean over days.</summary>
    public required double[] ObservedVolume { get; init; }

    /// <summary>Expected standard deviation of the price change in each period, in currency per share.</summary>
    public required IReadOnlyList<double> Volatility { get; init; }

    /// <summary>Expected volume of each period, in shares.</summary>
    public required IReadOnlyList<double> Volume { get; init; }

    /// <summary>How much more volatile each day was than the others, as a variance, and what is expected.</summary>
    public required DayLevels VarianceLevels { get; init; }

    /// <summary>How much busier.</summary>
    public required DayLevels VolumeLevels { get; init; }

    /// <summary>
    /// Regimes of the cube root of the variance over its usual shape, one value per day and period in which it is known; null if these are too few. A single
    /// session cannot tell a trend from stress, so that only the symmetric part of its shape is taken out.
    /// </summary>
    public TwoRegimes? Regimes { get; private set; }

    /// <summary>Half-spread that trades paid.</summary>
    public required RollSpread Roll { get; init; }

    /// <summary>Estimates from one day.</summary>
    public static SessionForecast Of(RecordedSession session, PeriodMap periods) => Of([new SessionDay(session, periods)]);

    /// <summary>Estimates from several days.</summary>
    /// <param name="days">The days, at least one, in the order of time.</param>
    /// <param name="halfLifeDays">After so many days a day counts half in the level that is expected, > 0.</param>
    /// <param name="restOfLastDay">The rest of the last day is asked for, not the next; its period that is not over does not count.</param>
    public static SessionForecast Of(IReadOnlyList<SessionDay> days, double halfLifeDays = 5, bool restOfLastDay = false)
    {
        ArgumentNullException.ThrowIfNull(days);
        ObservedDay[] observed = [.. days.Select((day, d) => ObservedDay.Of(day, leaveOutLast: restOfLastDay && d == days.Count - 1))];
        double[][] changes = [.. observed.Select(day => day.Changes.Select(count => (double)count).ToArray())];
        var variances = DayLevels.Of([.. observed.Select(day => Logs(day.Variance))], changes, halfLifeDays, restOfLastDay);
        var volumes = DayLevels.Of([.. observed.Select(day => Logs(day.Volume))], [.. observed.Select(day => day.Volume.Select(v => v > 0 ? 1.0 : 0).ToArray())], halfLifeDays, restOfLastDay);
        double[] variance = Pooled(observed, day => day.Variance, variances), volume = Pooled(observed, day => day.Volume, volumes);
        double[] logVariance = [.. variance.Select((v, i) => v > 0 ? 1 / observed.Sum(day => day.Variance[i] > 0 ? 1 / TwoScaleVariance.LogVariance(day.Changes[i]) : 0) : double.PositiveInfinity)];
        double[] expected = Expected(variance, logVariance);
        double quoted = days.Average(day => Enumerable.Range(0, day.Session.Count).Where(t => day.Session[t].HasBook).Average(t => day.Session[t].HalfSpread));
        var forecast = new SessionForecast
        {
            ObservedVariance = variance,
            ObservedVolume = [.. volume.Select(v => double.IsNaN(v) ? 0 : v)],
            Volatility = [.. expected.Select(Math.Sqrt)],
            Volume = Expected(volume, [.. volume.Select(v => v > 0 ? 0 : double.PositiveInfinity)]),
            VarianceLevels = variances,
            VolumeLevels = volumes,
            Roll = RollSpread.Of([.. observed.Select(day => day.TradePrices)], quoted),
        };
        double[] roots = days.Count == 1 ? WithoutUShape(variance) : OverShape(observed, expected, variances.Expected);
        if (roots.Length >= RegimesFrom) forecast.Regimes = TwoRegimes.Fit(roots);
        return forecast;
    }

    private static double[] Logs(double[] values) => [.. values.Select(value => value > 0 ? Math.Log(value) : double.NaN)];

    // mean over the days in which a period is known
    private static double[] Pooled(ObservedDay[] days, Func<ObservedDay, double[]> values, DayLevels levels) =>
    [
        .. Enumerable.Range(0, days[0].Volume.Length).Select(i =>
            days.Select((day, d) => values(day)[i] * levels.FactorOf(d)).Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN).Average()),
    ];

    // cube roots of the variances of all days over the shape at its mean level: a stressed day is stress
    private static double[] OverShape(ObservedDay[] days, double[] expected, double expectedLevel) =>
    [
        .. days.SelectMany(day => day.Variance.Zip(expected, (variance, usual) => Math.Cbrt(variance / usual * Math.Exp(expectedLevel)))).Where(double.IsFinite),
    ];

    // cube roots of what is known over a + b z² by least squares: a variance from few changes is far from lognormal, but its cube root
    // close to normal (Wilson and Hilferty 1931)
    private static double[] WithoutUShape(double[] variance)
    {
        int n = variance.Length;
        (double Square, double Root)[] known =
        [
            .. Enumerable.Range(0, n).Where(i => variance[i] >= 0).Select(i => (Math.Pow((2 * (i + 0.5) / n) - 1, 2), Math.Cbrt(variance[i]))),
        ];
        if (known.Length == 0) return [];
        double meanSquare = known.Average(k => k.Square), mean = known.Average(k => k.Root);
        if (!(mean > 0)) return [];
        double spread = known.Sum(k => (k.Square - meanSquare) * (k.Square - meanSquare));
        double slope = spread > 0 ? known.Sum(k => (k.Square - meanSquare) * (k.Root - mean)) / spread : 0;
        const double LeastShape = 0.1;
        return [.. known.Select(k => k.Root / Math.Max(LeastShape * mean, mean + (slope * (k.Square - meanSquare))))];
    }

    // positive quantities with log sampling variances; all 0 where nothing was observed
    private static double[] Expected(double[] observed, double[] logVariance)
    {
        int n = observed.Length;
        int[] known = [.. Enumerable.Range(0, n).Where(i => double.IsFinite(logVariance[i]))];
        if (known.Length == 0) return new double[n];
        double[] logs = [.. observed.Select(value => value > 0 ? Math.Log(value) : 0)];
        double neighbours = 0;
        for (int k = 1; k < known.Length; k++) neighbours += Math.Pow(logs[known[k]] - logs[known[k - 1]], 2) / (2 * (known.Length - 1));
        double[] variance = [.. logVariance.Select(v => double.IsFinite(v) ? Math.Max(Math.Max(v, neighbours), 1e-12) : v)];
        SmallArea shrunk = SmallArea.Shrink(logs, variance, hasShape: true);
        double[] expected = [.. Enumerable.Range(0, n).Select(i => Math.Exp(shrunk.Value[i]))];
        // a mean of logarithms is not the logarithm of a mean: the whole session keeps its total
        double scale = known.Sum(i => observed[i]) / known.Sum(i => expected[i]);
        return [.. expected.Select(value => value * scale)];
    }
}
