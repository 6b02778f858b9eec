namespace SolverGrpc.Market.Generation;

/// <summary>What was put into a simulated session, per period: what calibration has to find.</summary>
public sealed class SessionTruth
{
    /// <summary>Derives it from the options.</summary>
    public SessionTruth(SessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        int n = options.PeriodCount;
        var draws = new GaussianDraws(~options.Seed);
        HalfSpread = new double[n];
        DepthGrowth = new double[n];
        Distance = new double[n];
        Volatility = new double[n];
        Volume = new double[n];
        double variance = 0, volume = 0;
        for (int i = 0; i < n; i++)
        {
            double fromMiddle = (2 * (i + 0.5) / n) - 1;
            double shape = 1 + (options.UShape * fromMiddle * fromMiddle);
            Distance[i] = options.DepthTicks * options.TickSize * shape * Math.Exp(options.PeriodNoise * draws.Normal());
            HalfSpread[i] = Math.Max(options.TickSize, options.HalfSpread * Math.Exp(options.PeriodNoise * draws.Normal()));
            DepthGrowth[i] = options.DepthGrowth * Math.Exp(options.GrowthNoise * draws.Normal());
            Volatility[i] = shape * (i >= options.StressFrom ? options.StressFactor : 1);
            Volume[i] = shape;
            variance += shape * shape; // stress comes on top of the session's volatility
            volume += shape;
        }

        double scale = options.Price * options.Volatility / Math.Sqrt(variance);
        for (int i = 0; i < n; i++)
        {
            Volatility[i] *= scale;
            Volume[i] *= options.Volume / volume;
        }

        // the k-th of x shares lies at Distance (k / Depth)^(1 / growth): its mean over k is what x shares pay beyond the best price
        SlippageExponent = [.. DepthGrowth.Select(growth => 1 / growth)];
        SlippageCoefficient = [.. Distance.Zip(SlippageExponent, (distance, b) => distance * Math.Pow(options.Depth, -b) / (1 + b))];
    }

    /// <summary>Half the spread, in currency per share.</summary>
    public double[] HalfSpread { get; }

    /// <summary>Distance from the best price within which the options' depth lies, in currency per share.</summary>
    public double[] Distance { get; }

    /// <summary>How the depth grows with the distance.</summary>
    public double[] DepthGrowth { get; }

    /// <summary>b of the slippage per share c x^b beyond the half-spread.</summary>
    public double[] SlippageExponent { get; }

    /// <summary>c of the same, in currency per share^(1 + b).</summary>
    public double[] SlippageCoefficient { get; }

    /// <summary>Standard deviation of the price change during the period, in currency per share.</summary>
    public double[] Volatility { get; }

    /// <summary>Expected volume, in shares.</summary>
    public double[] Volume { get; }
}
