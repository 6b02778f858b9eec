using SolverGrpc.Market.Statistics;

namespace SolverGrpc.Market.Forecast;

/// <summary>
/// How much dearer, wider, busier one day is than another: logarithms of a positive quantity as the sum of a level of the day and a shape over its periods
/// (the multiplicative model of Andersen and Bollerslev 1997), fitted by alternating weighted means, whichever periods a day has. The level moves
/// slowly: that of the next day is the exponentially weighted mean of those before (RiskMetrics 1996). That of the rest of the last day weighs the day so far
/// against what the days before it promised, each by its variance.
/// </summary>
public sealed class DayLevels
{
    private const int Rounds = 200;
    private const double Settled = 1e-12;

    private DayLevels(double[] log) => Log = log;

    /// <summary>Level of each day, as a logarithm; NaN: nothing is known of it. Their weighted mean is 0.</summary>
    public double[] Log { get; }

    /// <summary>Expected logarithm of the next day's level, or of the rest of the last day.</summary>
    public double Expected { get; private set; }

    /// <summary>
    /// Variance of what it turns out to be around that, from how days differed, with Student's quantile in place of the normal one as far as that is wider: a few
    /// days tell little. 0 with a single day, which tells nothing about how days differ.
    /// </summary>
    public double Variance { get; private set; }

    /// <summary>What to multiply a day's values by to bring them to the expected level; 1 where its level is not known.</summary>
    public double FactorOf(int day) => double.IsNaN(Log[day]) ? 1 : Math.Exp(Expected - Log[day]);

    /// <summary>Estimates the levels, and the expected one.</summary>
    /// <param name="logs">Of each day, per period; NaN: not known.</param>
    /// <param name="weights">Of each of them, > 0 where known.</param>
    /// <param name="halfLifeDays">After so many days a day counts half, > 0.</param>
    /// <param name="restOfLastDay">The rest of the last day is asked for, not the next.</param>
    public static DayLevels Of(double[][] logs, double[][] weights, double halfLifeDays, bool restOfLastDay)
    {
        ArgumentNullException.ThrowIfNull(logs);
        ArgumentNullException.ThrowIfNull(weights);
        var levels = new DayLevels(new double[logs.Length]);
        if (logs.Length == 1) return levels;
        double[] shape = Fit(logs, weights, levels.Log);
        double[] weight = [.. levels.Log.Select((log, d) => double.IsNaN(log) ? 0 : Math.Pow(0.5, (logs.Length - 1 - d) / halfLifeDays))];
        double gauge = Mean(levels.Log, weight).Mean;
        for (int d = 0; d < logs.Length; d++) levels.Log[d] -= double.IsNaN(gauge) ? 0 : gauge;
        (levels.Expected, levels.Variance) = Mean(levels.Log, weight);
        if (!restOfLastDay || double.IsNaN(levels.Log[^1])) return levels;
        weight[^1] = 0;
        (double prior, double priorVariance) = Mean(levels.Log, weight);
        double own = OwnVariance(logs[^1], weights[^1], shape, levels.Log[^1] + (double.IsNaN(gauge) ? 0 : gauge));
        // a day that surprises shows that days differ more than those before it told
        double between = Math.Max(priorVariance, levels.Variance - own);
        double trust = double.IsNaN(prior) || own == 0 ? 1 : between / (between + own);
        levels.Expected = trust == 1 ? levels.Log[^1] : prior + (trust * (levels.Log[^1] - prior));
        levels.Variance = trust * own;
        return levels;
    }

    // level of each day into `level`; returns the shape
    private static double[] Fit(double[][] logs, double[][] weights, double[] level)
    {
        var shape = new double[logs[0].Length];
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < shape.Length; i++) shape[i] = Average(logs.Length, d => logs[d][i] - level[d], d => weights[d][i]);
            double moved = 0;
            for (int d = 0; d < level.Length; d++)
            {
                double before = level[d];
                level[d] = Average(shape.Length, i => logs[d][i] - shape[i], i => weights[d][i]);
                moved = Math.Max(moved, Math.Abs(level[d] - before));
            }

            if (moved < Settled) break;
        }

        return shape;
    }

    private static double Average(int count, Func<int, double> value, Func<int, double> weight)
    {
        double sum = 0, all = 0;
        for (int k = 0; k < count; k++)
        {
            if (double.IsNaN(value(k))) continue;
            sum += weight(k) * value(k);
            all += weight(k);
        }

        return all > 0 ? sum / all : double.NaN;
    }

    // weighted mean, and the variance of a further value around it
    private static (double Mean, double Variance) Mean(double[] level, double[] weight)
    {
        double all = weight.Sum(), squares = weight.Sum(w => w * w) / (all * all);
        if (!(all > 0)) return (double.NaN, double.NaN);
        double mean = 0, spread = 0;
        for (int d = 0; d < level.Length; d++) mean += weight[d] > 0 ? weight[d] / all * level[d] : 0;
        for (int d = 0; d < level.Length; d++) spread += weight[d] > 0 ? weight[d] / all * (level[d] - mean) * (level[d] - mean) : 0;
        double freedom = (1 / squares) - 1;
        if (freedom < 1e-9) return (mean, 0);
        double wider = StudentQuantile.Of(freedom) / StudentQuantile.Of(double.MaxValue);
        return (mean, spread / (1 - squares) * (1 + squares) * wider * wider);
    }

    // of a day's level, from how its periods scatter around the shape
    private static double OwnVariance(double[] logs, double[] weights, double[] shape, double level)
    {
        double all = 0, squares = 0, spread = 0;
        for (int i = 0; i < logs.Length; i++)
        {
            if (double.IsNaN(logs[i]) || double.IsNaN(shape[i])) continue;
            all += weights[i];
            squares += weights[i] * weights[i];
            spread += weights[i] * Math.Pow(logs[i] - shape[i] - level, 2);
        }

        double effective = all > 0 ? all * all / squares : 0;
        return effective > 1 ? spread / all / (effective - 1) : 0;
    }
}
