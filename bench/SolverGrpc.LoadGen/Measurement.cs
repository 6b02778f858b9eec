namespace SolverGrpc.LoadGen;

/// <summary>Solves and echoes in turns, in one run: what slows the machine down slows both down.</summary>
internal static class Measurement
{
    private const int WarmUpRounds = 2, UnderWay = 64;
    private const double LeastRate = 200;

    private static readonly TimeSpan WarmUpAtLeast = TimeSpan.FromSeconds(1);
    private static readonly double[] PartsOfSaturation = [0.1, 0.25, 0.5, 0.75, 0.9, 1.1];

    /// <summary>Measures; the most that both answer first.</summary>
    /// <param name="loads">What to drive.</param>
    /// <param name="underWay">Messages under way at any time while it is measured how many are answered at most.</param>
    /// <param name="rates">Messages per second; none: a light one, then parts of what saturates the service.</param>
    /// <param name="slice">How long one method is driven before it is the other one's turn.</param>
    /// <param name="rounds">Turns.</param>
    public static async Task<(Pair<double> Saturated, IReadOnlyList<RateResult> Rates)> RunAsync(
        Loads loads, int underWay, IReadOnlyList<double> rates, TimeSpan slice, int rounds)
    {
        TimeSpan warm = slice > WarmUpAtLeast ? slice : WarmUpAtLeast;
        Pair<double> saturated = new(0, 0);
        for (int i = 0; i <= WarmUpRounds; i++)
        {
            saturated = new(
                await OpenLoop.SaturateAsync(loads.Solve, Math.Max(UnderWay, underWay), warm),
                await OpenLoop.SaturateAsync(loads.Echo, Math.Max(UnderWay, underWay), warm));
        }

        var results = new List<RateResult>();
        foreach (double rate in rates.Count > 0 ? rates : [LeastRate, .. PartsOfSaturation.Select(part => Math.Round(part * saturated.Solve))])
            results.Add(await AtAsync(loads, rate, slice, rounds));
        return (saturated, results);
    }

    private static async Task<RateResult> AtAsync(Loads loads, double rate, TimeSpan slice, int rounds)
    {
        Histogram solve = new(), echo = new();
        double solved = 0, echoed = 0;
        var ratios = new double[rounds];
        for (int i = 0; i < rounds; i++)
        {
            Throughput ours = await OpenLoop.RunAsync(loads.Solve, rate, slice), theirs = await OpenLoop.RunAsync(loads.Echo, rate, slice);
            solve.Add(ours.Latency);
            echo.Add(theirs.Latency);
            solved += ours.PerSecond / rounds;
            echoed += theirs.PerSecond / rounds;
            ratios[i] = (double)ours.Latency.Percentile(0.5) / theirs.Latency.Percentile(0.5);
        }

        return new(rate, ratios.Order().ElementAt(rounds / 2), new(Latency.Of(solved, solve), Latency.Of(echoed, echo)));
    }
}
