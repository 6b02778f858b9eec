namespace SolverGrpc.Market.Forecast;

/// <summary>
/// A calm and a stressed regime of a quantity that is about normal in each, with the probability of each: Markov switching (Hamilton 1989), its
/// probabilities by Hamilton's filter and Kim's smoother (Kim 1994), its parameters by expectation maximisation (Hamilton 1990).
/// </summary>
public sealed class TwoRegimes
{
    private const int Rounds = 100;
    private const double Settled = 1e-8, LeastDeviation = 0.05, LeastStay = 0.5, MostStay = 0.999;

    private readonly double[] _mean = new double[2], _deviation = new double[2], _stay = [0.9, 0.9];

    private TwoRegimes(int n) => (Filtered, Smoothed) = (new double[n], new double[n]);

    /// <summary>Probability of stress at each time, given what was known then.</summary>
    public double[] Filtered { get; }

    /// <summary>Probability of stress at each time, given everything.</summary>
    public double[] Smoothed { get; }

    /// <summary>Mean in calm and in stress.</summary>
    public (double Calm, double Stressed) Mean => (_mean[0], _mean[1]);

    /// <summary>Probability that calm follows calm, and stress stress.</summary>
    public (double Calm, double Stressed) Stay => (_stay[0], _stay[1]);

    /// <summary>Log-likelihood gain over a single normal regime.</summary>
    public double LikelihoodGain { get; private set; }

    /// <summary>Two regimes explain the data better than one, by the Bayesian information criterion.</summary>
    public bool AreThere => LikelihoodGain > 0.5 * FurtherParameters * Math.Log(Filtered.Length);

    private const int FurtherParameters = 4;

    /// <summary>Probability of stress some steps after the last observation.</summary>
    public double Forecast(int steps)
    {
        double stress = Filtered[^1], lasting = (1 - _stay[0]) / (2 - _stay[0] - _stay[1]);
        return lasting + (Math.Pow(_stay[0] + _stay[1] - 1, steps) * (stress - lasting));
    }

    /// <summary>Fits values in the order of time, of a scale of about 1; at least four, all finite.</summary>
    public static TwoRegimes Fit(ReadOnlySpan<double> values)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(values.Length, 4);
        var regimes = new TwoRegimes(values.Length);
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        double single = SingleLikelihood(sorted, out double deviation);
        (regimes._mean[0], regimes._mean[1]) = (sorted[values.Length / 4], sorted[values.Length * 3 / 4]);
        regimes._deviation.AsSpan().Fill(Math.Max(LeastDeviation, deviation));
        double before = double.NegativeInfinity;
        for (int round = 0; round < Rounds; round++)
        {
            double likelihood = regimes.Filter(values, out double[] predicted);
            regimes.Smooth(predicted, out double[] stayed, out double[] left);
            regimes.LikelihoodGain = likelihood - single;
            if (likelihood - before < Settled) break;
            before = likelihood;
            regimes.Maximise(values, stayed, left);
        }

        if (regimes._mean[0] > regimes._mean[1]) regimes.Swap();
        return regimes;
    }

    // predicted: probability of stress before each observation
    private double Filter(ReadOnlySpan<double> values, out double[] predicted)
    {
        predicted = new double[values.Length];
        double stress = (1 - _stay[0]) / (2 - _stay[0] - _stay[1]), likelihood = 0;
        for (int t = 0; t < values.Length; t++)
        {
            if (t > 0) stress = (Filtered[t - 1] * _stay[1]) + ((1 - Filtered[t - 1]) * (1 - _stay[0]));
            predicted[t] = stress;
            double calmDensity = LogDensity(values[t], 0), stressDensity = LogDensity(values[t], 1), most = Math.Max(calmDensity, stressDensity);
            double calm = (1 - stress) * Math.Exp(calmDensity - most), hit = stress * Math.Exp(stressDensity - most);
            Filtered[t] = hit / (calm + hit);
            likelihood += most + Math.Log(calm + hit);
        }

        return likelihood;
    }

    // stayed, left: expected number of times each regime stayed or was left
    private void Smooth(double[] predicted, out double[] stayed, out double[] left)
    {
        (stayed, left) = (new double[2], new double[2]);
        int n = Filtered.Length;
        Smoothed[n - 1] = Filtered[n - 1];
        for (int t = n - 2; t >= 0; t--)
        {
            double ratioStress = Smoothed[t + 1] / Math.Max(predicted[t + 1], double.Epsilon);
            double ratioCalm = (1 - Smoothed[t + 1]) / Math.Max(1 - predicted[t + 1], double.Epsilon);
            double stressStays = Filtered[t] * _stay[1] * ratioStress, stressLeft = Filtered[t] * (1 - _stay[1]) * ratioCalm;
            double calmStays = (1 - Filtered[t]) * _stay[0] * ratioCalm, calmLeft = (1 - Filtered[t]) * (1 - _stay[0]) * ratioStress;
            Smoothed[t] = stressStays + stressLeft;
            stayed[0] += calmStays;
            stayed[1] += stressStays;
            left[0] += calmLeft;
            left[1] += stressLeft;
        }
    }

    private void Maximise(ReadOnlySpan<double> values, double[] stayed, double[] left)
    {
        for (int regime = 0; regime < 2; regime++)
        {
            double weight = 0, sum = 0, square = 0;
            for (int t = 0; t < values.Length; t++)
            {
                double p = regime == 1 ? Smoothed[t] : 1 - Smoothed[t];
                weight += p;
                sum += p * values[t];
            }

            if (weight < 1) continue; // nothing is known of a regime that is not there
            _mean[regime] = sum / weight;
            for (int t = 0; t < values.Length; t++) square += (regime == 1 ? Smoothed[t] : 1 - Smoothed[t]) * (values[t] - _mean[regime]) * (values[t] - _mean[regime]);
            _deviation[regime] = Math.Max(LeastDeviation, Math.Sqrt(square / weight));
            _stay[regime] = Math.Clamp(stayed[regime] / Math.Max(stayed[regime] + left[regime], double.Epsilon), LeastStay, MostStay);
        }
    }

    private void Swap()
    {
        Array.Reverse(_mean);
        Array.Reverse(_deviation);
        Array.Reverse(_stay);
        for (int t = 0; t < Filtered.Length; t++) (Filtered[t], Smoothed[t]) = (1 - Filtered[t], 1 - Smoothed[t]);
    }

    private double LogDensity(double value, int regime)
    {
        double z = (value - _mean[regime]) / _deviation[regime];
        return (-0.5 * z * z) - Math.Log(_deviation[regime]) - (0.5 * Math.Log(2 * Math.PI));
    }

    private static double SingleLikelihood(double[] values, out double deviation)
    {
        double mean = values.Average();
        deviation = Math.Max(LeastDeviation, Math.Sqrt(values.Average(y => (y - mean) * (y - mean))));
        return -values.Length * (Math.Log(deviation) + (0.5 * Math.Log(2 * Math.PI)) + 0.5);
    }
}
