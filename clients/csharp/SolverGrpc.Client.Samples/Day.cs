using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Client.Samples;

/// <summary>A trading day of 390 minutes to try things on: much volume at the open and the close, little at noon.</summary>
internal static class Day
{
    public const int Minutes = 390;
    public const int Shares = 100_000;
    public const double Price = 50;
    private const double DailyVolume = 5_000_000, HalfSpread = 0.005;

    /// <summary>Expected volume of each minute, U-shaped.</summary>
    public static double[] Volumes()
    {
        double[] shape = [.. Enumerable.Range(0, Minutes).Select(i => 1 + (2.5 * Math.Pow(Math.Abs((2.0 * i / (Minutes - 1)) - 1), 2.5)))];
        double sum = shape.Sum();
        return [.. shape.Select(s => DailyVolume * s / sum)];
    }

    /// <summary>
    /// To buy <see cref="Shares"/> at no more than a tenth of any minute's volume. Slippage per share is
    /// <see cref="Price"/> · 0.4 % · (x / volume)^β, with a β that drifts over the day.
    /// </summary>
    public static Problem Problem()
    {
        double[] volumes = Volumes(), beta = [.. Enumerable.Range(0, Minutes).Select(i => 0.55 + (0.05 * Math.Sin(2 * Math.PI * i / Minutes)))];
        return new()
        {
            Side = Side.Buy,
            Quantity = Shares,
            Grid = new() { PeriodCount = Minutes },
            Cost = new()
            {
                Basis = ImpactBasis.PerShare,
                HalfSpread = { HalfSpread },
                PowerLaw = new() { Alpha = { volumes.Zip(beta, (volume, b) => Price * 0.004 * Math.Pow(volume, -b)) }, Beta = { beta } },
            },
            Bounds = new() { Volume = { volumes }, ParticipationRate = { 0.1 } },
        };
    }
}
