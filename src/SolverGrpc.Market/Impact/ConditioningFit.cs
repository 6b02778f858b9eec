using SolverGrpc.Market.Statistics;

namespace SolverGrpc.Market.Impact;

/// <summary>
/// Fits <see cref="Conditioning"/>: how far a book is dearer than its period, by robust regression on its spread and imbalance against those of the period, on
/// one half of the books (blocks in turns) and tried on the other, both ways; a condition is kept if it explains more than 1 % there that the other does not. A
/// condition that hardly ever departs from its mean is not tried: fewer than 20 books, counted as (Σ x²)² / Σ x⁴, cannot tell a slope. How long a deviation lasts
/// is fitted on what followed within one period of time, and in the period after that, on one half of the time, and tried on the other.
/// </summary>
internal static class ConditioningFit
{
    private const double LeastGain = 0.01, Rounding = 1e-9, LeastTelling = 20, MostFade = 0.98, NsPerSecond = 1e9;
    private const int Rounds = 10, LeastSamples = 40, LeastPerPeriod = 5;

    /// <summary>Fits.</summary>
    /// <param name="samples">The books.</param>
    /// <param name="completed">Their scales.</param>
    /// <param name="usual">Level and half-spread that are usual at each time.</param>
    /// <param name="periodSeconds">Mean length of a period.</param>
    public static Conditioning Of(ImpactSamples samples, CompletedSlippage completed, ShrunkPeriods usual, double periodSeconds)
    {
        Columns columns = ColumnsOf(samples, completed);
        if (columns.Deviation.Length < LeastSamples) return new Conditioning();
        bool spreadTells = IsTelling(columns.Spread), imbalanceTells = IsTelling(columns.Imbalance);
        double spread = spreadTells ? Gain(columns with { Imbalance = new double[columns.Imbalance.Length] }) : 0;
        double imbalance = imbalanceTells ? Gain(columns with { Spread = new double[columns.Spread.Length] }) : 0;
        double both = spreadTells && imbalanceTells ? Gain(columns) : 0, single = Math.Max(spread, imbalance), best = Math.Max(both, single);
        if (!(best > LeastGain)) return new Conditioning();
        bool isBoth = both > single + LeastGain, usesSpread = isBoth || spread >= imbalance, usesImbalance = isBoth || !usesSpread;
        (double spreadSlope, double imbalanceSlope) = Regress(
            columns with { Spread = usesSpread ? columns.Spread : new double[columns.Spread.Length], Imbalance = usesImbalance ? columns.Imbalance : new double[columns.Imbalance.Length] },
            _ => true);
        var found = new Conditioning
        {
            UsesSpread = usesSpread,
            UsesImbalance = usesImbalance,
            SpreadSlope = spreadSlope,
            ImbalanceSlope = imbalanceSlope,
            MeanImbalance = samples.Imbalance.Average(),
            OutOfSampleRSquared = isBoth ? both : single,
        };
        long periodNs = (long)(periodSeconds * NsPerSecond);
        double first = Left(found, samples, completed, usual, 0, periodNs), second = Left(found, samples, completed, usual, periodNs, periodNs);
        return found with { Ahead = Math.Min(1, first), Fade = first > 0 ? Math.Clamp(second / first, 0, MostFade) : 0 };
    }

    // part of the variation that is explained on the halves that were not fitted
    private static double Gain(Columns columns)
    {
        double error = 0, total = 0;
        foreach (bool half in (bool[])[true, false])
        {
            (double a, double b) = Regress(columns, t => columns.IsFirst[t] == half);
            for (int t = 0; t < columns.Deviation.Length; t++)
            {
                if (columns.IsFirst[t] == half) continue;
                double residual = columns.Deviation[t] - (a * columns.Spread[t]) - (b * columns.Imbalance[t]);
                error += residual * residual;
                total += columns.Deviation[t] * columns.Deviation[t];
            }
        }

        return total > 0 ? 1 - (error / total) : 0;
    }

    private static bool IsTelling(double[] column)
    {
        double square = 0, fourth = 0;
        foreach (double x in column)
        {
            square += x * x;
            fourth += x * x * x * x;
        }

        return fourth > 0 && square * square / fourth >= LeastTelling;
    }

    // each relative to its period's mean; periods with few samples are left out
    private static Columns ColumnsOf(ImpactSamples samples, CompletedSlippage completed)
    {
        int[] begins = samples.Begins();
        List<double> deviation = [], spread = [], imbalance = [];
        List<bool> isFirst = [];
        for (int i = 0; i < samples.PeriodCount; i++)
        {
            int begin = begins[i], n = begins[i + 1] - begin;
            if (n < LeastPerPeriod || !(completed.Level[i] > 0)) continue;
            double meanSpread = Mean(samples.HalfSpread.AsSpan(begin, n)), meanImbalance = Mean(samples.Imbalance.AsSpan(begin, n));
            double meanScale = Mean(completed.Scale.AsSpan(begin, n));
            if (!(meanSpread > 0) || !(meanScale > 0)) continue;
            for (int t = begin; t < begin + n; t++)
            {
                deviation.Add((completed.Scale[t] / meanScale) - 1);
                spread.Add(Known((samples.HalfSpread[t] / meanSpread) - 1));
                imbalance.Add(Known(samples.Imbalance[t] - meanImbalance));
                isFirst.Add((t - begin) / BlockBootstrap.BlockLength(n) % 2 == 0);
            }
        }

        return new Columns([.. deviation], [.. spread], [.. imbalance], [.. isFirst]);
    }

    // slope of the mean deviation from the usual, over a length of time that begins some time after a moment, on what the moment's conditions say; 0 if that does not
    // predict on the other half of the time
    private static double Left(Conditioning found, ImpactSamples samples, CompletedSlippage completed, ShrunkPeriods usual, long afterNs, long lengthNs)
    {
        int[] order = [.. Enumerable.Range(0, samples.Count).OrderBy(t => samples.Day[t]).ThenBy(t => samples.TimeNs[t])];
        double[] deviation = [.. order.Select(t => (completed.Scale[t] / Math.Exp(usual.Level.Common[samples.Period[t]])) - 1)];
        double[] said = [.. order.Select(t => found.Factor(samples.HalfSpread[t] / usual.HalfSpread.Common[samples.Period[t]], samples.Imbalance[t]) - 1)];
        var before = new double[order.Length + 1];
        for (int k = 0; k < order.Length; k++) before[k + 1] = before[k] + deviation[k];
        double[] product = new double[2], square = new double[2], total = new double[2];
        for (int k = 0, begin = 0, end = 0; k < order.Length; k++)
        {
            bool IsAtMost(int other, long ns) => other < order.Length && (samples.Day[order[other]] < samples.Day[order[k]]
                || (samples.Day[order[other]] == samples.Day[order[k]] && samples.TimeNs[order[other]] - samples.TimeNs[order[k]] <= ns));
            while (IsAtMost(begin, afterNs)) begin++;
            while (IsAtMost(end, afterNs + lengthNs)) end++;
            if (end <= begin) continue;
            int half = 2 * k / order.Length;
            double later = (before[end] - before[begin]) / (end - begin);
            product[half] += said[k] * later;
            square[half] += said[k] * said[k];
            total[half] += later * later;
        }

        // error of the slope of one half on the other: Σ (later − slope said)²
        double error = 0;
        for (int half = 0; half < 2; half++)
        {
            double slope = square[1 - half] > 0 ? product[1 - half] / square[1 - half] : 0;
            error += total[half] - (2 * slope * product[half]) + (slope * slope * square[half]);
        }

        return 1 - (error / total.Sum()) > LeastGain ? Math.Max(0, product.Sum() / square.Sum()) : 0;
    }

    // iteratively reweighted least squares on two columns without intercept
    private static (double A, double B) Regress(Columns columns, Func<int, bool> isUsed)
    {
        (double[] y, double[] x, double[] z) = (columns.Deviation, columns.Spread, columns.Imbalance);
        double a = 0, b = 0;
        var residual = new double[y.Length];
        var weight = new double[y.Length];
        for (int round = 0; round < Rounds; round++)
        {
            for (int t = 0; t < y.Length; t++) residual[t] = isUsed(t) ? y[t] - (a * x[t]) - (b * z[t]) : double.NaN;
            HuberWeight.Of(residual, weight);
            var normal = new double[2, 2];
            double rx = 0, rz = 0;
            for (int t = 0; t < y.Length; t++)
            {
                if (!isUsed(t)) continue;
                normal[0, 0] += weight[t] * x[t] * x[t];
                normal[0, 1] += weight[t] * x[t] * z[t];
                normal[1, 1] += weight[t] * z[t] * z[t];
                rx += weight[t] * x[t] * y[t];
                rz += weight[t] * z[t] * y[t];
            }

            normal[1, 0] = normal[0, 1];
            double[,] inverse = LinearAlgebra.Inverse(normal);
            (a, b) = ((inverse[0, 0] * rx) + (inverse[0, 1] * rz), (inverse[1, 0] * rx) + (inverse[1, 1] * rz));
        }

        return (a, b);
    }

    // what is constant differs from its mean by rounding: no information
    private static double Known(double deviation) => Math.Abs(deviation) > Rounding ? deviation : 0;

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values) sum += value;
        return sum / values.Length;
    }

    // of each book that counts: how much dearer, wider, more imbalanced than its period, and which half it is in
    private sealed record Columns(double[] Deviation, double[] Spread, double[] Imbalance, bool[] IsFirst);
}
