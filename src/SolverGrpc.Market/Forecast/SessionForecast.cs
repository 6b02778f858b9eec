using SolverGrpc.Market.Sessions;
using SolverGrpc.Market.Statistics;

namespace SolverGrpc.Market.Forecast;

/// <summary>
/// Volatility and volume of a session per period, as observed and as expected of the same periods of the next session. Expected
/// is what is left when the noise of a single session is shrunk towards a parabola of logarithms over the session
/// (<see cref="SmallArea"/>); noise is measured by how neighbours differ (von Neumann 1941).
/// </summary>
public sealed class SessionForecast
{
    private const int RegimesFrom = 20;

    private SessionForecast(int n) => (ObservedVariance, ObservedVolume) = (new double[n], new double[n]);

    /// <summary>Two-scale variance of the price change in each period, currency² per share²; NaN where it is not known.</summary>
    public double[] ObservedVariance { get; }

    /// <summary>Shares traded in each period.</summary>
    public double[] ObservedVolume { get; }

    /// <summary>Expected standard deviation of the price change in each period, in currency per share.</summary>
    public IReadOnlyList<double> Volatility { get; private set; } = [];

    /// <summary>Expected volume of each period, in shares.</summary>
    public IReadOnlyList<double> Volume { get; private set; } = [];

    /// <summary>
    /// Regimes of the cube root of the variance over a symmetric U, one value per period in which it is known; null if these are too few. A single
    /// session cannot tell a trend from stress, so that only the symmetric part of its shape is taken out.
    /// </summary>
    public TwoRegimes? Regimes { get; private set; }

    /// <summary>Half-spread that trades paid, after Roll; NaN without trades.</summary>
    public double RollHalfSpread { get; private set; }

    /// <summary>Estimates.</summary>
    public static SessionForecast Of(RecordedSession session, PeriodMap periods)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(periods);
        int n = periods.Count;
        var forecast = new SessionForecast(n);
        var changes = new int[n];
        forecast.Observe(session, periods, changes);
        forecast.Volume = Expected(forecast.ObservedVolume, [.. forecast.ObservedVolume.Select(volume => volume > 0 ? 0 : double.PositiveInfinity)]);
        double[] logVariance = [.. forecast.ObservedVariance.Select((v, i) => v > 0 ? TwoScaleVariance.LogVariance(changes[i]) : double.PositiveInfinity)];
        double[] variance = Expected(forecast.ObservedVariance, logVariance);
        forecast.Volatility = [.. variance.Select(Math.Sqrt)];
        double[] roots = WithoutUShape(forecast.ObservedVariance);
        if (roots.Length >= RegimesFrom) forecast.Regimes = TwoRegimes.Fit(roots);
        return forecast;
    }

    private void Observe(RecordedSession session, PeriodMap periods, int[] changes)
    {
        var mids = new List<double>();
        var trades = new List<double>();
        int current = -1;
        double last = double.NaN;
        void Close()
        {
            if (current < 0) return;
            changes[current] = mids.Count - 1;
            ObservedVariance[current] = TwoScaleVariance.Estimate(mids.ToArray());
        }

        ObservedVariance.AsSpan().Fill(double.NaN);
        for (int t = 0; t < session.Count; t++)
        {
            RecordedSession.Slot slot = session[t];
            int period = periods[t];
            if (period >= 0)
            {
                ObservedVolume[period] += slot.Volume;
                if (slot.LastTradePrice > 0) trades.Add(slot.LastTradePrice);
            }

            if (!slot.HasBook) continue;
            if (period != current)
            {
                Close();
                mids.Clear();
                current = period;
                // the change into the period belongs to it
                if (!double.IsNaN(last)) mids.Add(last);
            }

            mids.Add(slot.Mid);
            last = slot.Mid;
        }

        Close();
        RollHalfSpread = RollSpread.HalfSpread(trades.ToArray());
    }

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
