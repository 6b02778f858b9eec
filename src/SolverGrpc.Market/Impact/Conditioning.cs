using SolverGrpc.Market.Statistics;

namespace SolverGrpc.Market.Impact;

/// <summary>
/// How the slippage of a moment differs from its period's mean, given the spread and the imbalance at the best prices:
/// factor = 1 + SpreadSlope (spread / mean spread − 1) + ImbalanceSlope (imbalance − mean imbalance). Fitted by robust regression on one
/// half of the books (blocks in turns) and tried on the other, both ways.
/// </summary>
/// <param name="SpreadSlope">Per relative change of the spread.</param>
/// <param name="ImbalanceSlope">Per unit of imbalance towards the other side.</param>
/// <param name="OutOfSampleRSquared">Part of the variation it explains on books it was not fitted on; negative: it is worse than nothing.</param>
public sealed record Conditioning(double SpreadSlope, double ImbalanceSlope, double OutOfSampleRSquared)
{
    private const double LeastFactor = 0.2, MostFactor = 5, LeastGain = 0.01, Rounding = 1e-9;
    private const int Rounds = 10, LeastSamples = 40;

    /// <summary>It predicts out of sample, and may be used.</summary>
    public bool Predicts => OutOfSampleRSquared > LeastGain;

    /// <summary>What to multiply impact by at a moment; 1 if nothing is predicted. Kept between 0.2 and 5.</summary>
    /// <param name="spread">Spread now over the period's mean, > 0.</param>
    /// <param name="imbalance">Imbalance now minus the period's mean.</param>
    public double Factor(double spread, double imbalance) =>
        Predicts ? Math.Clamp(1 + (SpreadSlope * (spread - 1)) + (ImbalanceSlope * imbalance), LeastFactor, MostFactor) : 1;

    internal static Conditioning Fit(ImpactSamples samples, CompletedSlippage completed)
    {
        (double[] deviation, double[] spread, double[] imbalance, bool[] isFirst) = Columns(samples, completed);
        if (deviation.Length < LeastSamples) return new Conditioning(0, 0, 0);
        double error = 0, total = 0;
        foreach (bool half in (bool[])[true, false])
        {
            (double a, double b) = Regress(deviation, spread, imbalance, t => isFirst[t] == half);
            for (int t = 0; t < deviation.Length; t++)
            {
                if (isFirst[t] == half) continue;
                double residual = deviation[t] - (a * spread[t]) - (b * imbalance[t]);
                error += residual * residual;
                total += deviation[t] * deviation[t];
            }
        }

        (double spreadSlope, double imbalanceSlope) = Regress(deviation, spread, imbalance, _ => true);
        return new Conditioning(spreadSlope, imbalanceSlope, total > 0 ? 1 - (error / total) : 0);
    }

    // each relative to its period's mean; periods with few samples are left out
    private static (double[] Deviation, double[] Spread, double[] Imbalance, bool[] IsFirst) Columns(ImpactSamples samples, CompletedSlippage completed)
    {
        const int LeastPerPeriod = 5;
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

        return ([.. deviation], [.. spread], [.. imbalance], [.. isFirst]);
    }

    // iteratively reweighted least squares on two columns without intercept
    private static (double A, double B) Regress(double[] y, double[] x, double[] z, Func<int, bool> isUsed)
    {
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
}
