namespace SolverGrpc.Market.Generation;

/// <summary>Days in a row that repeat the same shape at levels of their own: some are dearer, wider, more volatile or busier as a whole.</summary>
public static class SimulatedDays
{
    private const long DayNs = 86_400_000_000_000;

    /// <summary>Options of each day; all begin at the same time of day, 24 hours apart.</summary>
    /// <param name="options">Of a usual day; its <see cref="SessionOptions.PeriodNoise"/> and <see cref="SessionOptions.GrowthNoise"/> are drawn again every day.</param>
    /// <param name="count">Days, ≥ 1.</param>
    /// <param name="noise">Standard deviation of the logarithm of each level, ≥ 0.</param>
    public static SessionOptions[] Of(SessionOptions options, int count, double noise)
    {
        ArgumentNullException.ThrowIfNull(options);
        var draws = new GaussianDraws(options.Seed ^ 0x5DA15);
        double Level() => Math.Exp(noise * draws.Normal());
        var days = new SessionOptions[count];
        for (int d = 0; d < count; d++)
        {
            (double impact, double spread, double volatility, double volume) = (Level(), Level(), Level(), Level());
            days[d] = options with
            {
                Seed = unchecked((options.Seed * 1_000_003) + d),
                StartNs = options.StartNs + (d * DayNs),
                DepthTicks = options.DepthTicks * impact,
                HalfSpread = Math.Max(options.TickSize, options.HalfSpread * spread),
                Volatility = options.Volatility * volatility,
                Volume = options.Volume * volume,
            };
        }

        return days;
    }
}
