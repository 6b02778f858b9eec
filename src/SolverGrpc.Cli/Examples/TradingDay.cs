namespace SolverGrpc.Cli.Examples;

/// <summary>
/// A day to trade in, made from a seed: volume follows a U (much at the open and at the close) with noise of some
/// percent, and slippage per share follows price × scale × (x / volume)^β with a β of its own for every period.
/// </summary>
internal sealed class TradingDay
{
    /// <summary>Price of a share, in currency.</summary>
    public const double Price = 50;

    /// <summary>Half the bid-ask spread, in currency per share.</summary>
    public const double HalfSpread = 0.005;

    /// <summary>Volatility of the price over the whole day, as a part of it.</summary>
    public const double DailyVolatility = 0.02;

    private const double ImpactScale = 0.01;
    private const double Noise = 0.15;

    /// <summary>Makes the day.</summary>
    /// <param name="periods">N ≥ 1.</param>
    /// <param name="dailyVolume">Shares that all together trade in a day.</param>
    /// <param name="seed">The same seed gives the same day.</param>
    public TradingDay(int periods, double dailyVolume, int seed)
    {
        var random = new Random(seed);
        Volume = new double[periods];
        Beta = new double[periods];
        for (int i = 0; i < periods; i++)
        {
            double fromNoon = Math.Abs((2 * (i + 0.5) / periods) - 1);
            Volume[i] = (1 + (2.5 * Math.Pow(fromNoon, 2.5))) * (1 + (Noise * ((2 * random.NextDouble()) - 1)));
            Beta[i] = 0.5 + (0.15 * random.NextDouble());
        }

        double scale = dailyVolume / Volume.Sum();
        for (int i = 0; i < periods; i++)
            Volume[i] = Math.Round(Volume[i] * scale, 1);
    }

    /// <summary>Expected volume of each period, in shares.</summary>
    public double[] Volume { get; }

    /// <summary>Exponent of the slippage per share of each period, 0.5 to 0.65.</summary>
    public double[] Beta { get; }

    /// <summary>Factor of x^β in the slippage per share of each period, in currency.</summary>
    public IEnumerable<double> Alpha => Volume.Zip(Beta, (volume, beta) => Price * ImpactScale * Math.Pow(volume, -beta));
}
