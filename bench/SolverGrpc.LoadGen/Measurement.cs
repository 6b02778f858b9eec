using System.Globalization;

namespace SolverGrpc.LoadGen;

/// <summary>Solves and echoes in turns, in one run: what slows the machine down slows both down.</summary>
internal static class Measurement
{
    private const int WarmUpRounds = 2, UnderWay = 64;
    private const double LeastRate = 200;

    private static readonly double[] PartsOfSaturation = [0.1, 0.25, 0.5, 0.75, 0.9, 1.1];

    /// <summary>Measures and prints a row of the table for each rate and method.</summary>
    /// <param name="loads">What to drive.</param>
    /// <param name="title">First column.</param>
    /// <param name="rates">Messages per second; none: a light one, then parts of what saturates the service.</param>
    /// <param name="slice">How long one method is driven before it is the other one's turn.</param>
    /// <param name="rounds">Turns.</param>
    public static async Task RunAsync(Loads loads, string title, IReadOnlyList<double> rates, TimeSpan slice, int rounds)
    {
        double saturated = 0;
        for (int i = 0; i <= WarmUpRounds; i++)
        {
            saturated = await OpenLoop.SaturateAsync(loads.Solve, UnderWay, slice);
            await OpenLoop.SaturateAsync(loads.Echo, UnderWay, slice);
        }

        foreach (double rate in rates.Count > 0 ? rates : [LeastRate, .. PartsOfSaturation.Select(part => Math.Round(part * saturated))])
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

            Print(title, "solve", rate, solved, solve, ratios.Order().ElementAt(rounds / 2).ToString("F2", CultureInfo.InvariantCulture));
            Print(title, "echo", rate, echoed, echo, "");
        }
    }

    /// <summary>The head of the table.</summary>
    public static void PrintHead() => Console.WriteLine(
        """
        | client and transport | method | asked for, 1/s | answered, 1/s | p50 µs | p90 | p99 | p99.9 | max | p50 / echo |
        |---|---|---|---|---|---|---|---|---|---|
        """);

    private static void Print(string title, string method, double rate, double answered, Histogram latency, string ratio)
    {
        string[] percentiles = [.. new[] { 0.5, 0.9, 0.99, 0.999, 1 }.Select(part => Microseconds(latency.Percentile(part)))];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {title} | {method} | {rate:F0} | {answered:F0} | {string.Join(" | ", percentiles)} | {ratio} |"));
    }

    private static string Microseconds(long nanoseconds) => (nanoseconds / 1e3).ToString(nanoseconds < 100_000 ? "F1" : "F0", CultureInfo.InvariantCulture);
}
