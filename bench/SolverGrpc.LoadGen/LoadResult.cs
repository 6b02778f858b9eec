using System.Text.Json;

namespace SolverGrpc.LoadGen;

/// <summary>What a run has measured, as bench/report reads it; the C++ client writes the same.</summary>
/// <param name="Client">Of which language.</param>
/// <param name="Transport">As the caller calls it.</param>
/// <param name="Kind">One of <see cref="Loads.Kinds"/>.</param>
/// <param name="Streams">Streams at a time.</param>
/// <param name="Durability">Of sessions.</param>
/// <param name="RequestBytes">Of a message there.</param>
/// <param name="ResponseBytes">Of a message back.</param>
/// <param name="Saturated">The most answers per second.</param>
/// <param name="Rates">Each rate.</param>
internal sealed record LoadResult(
    string Client, string Transport, string Kind, int Streams, string Durability, int RequestBytes, int ResponseBytes, Pair<double> Saturated, IReadOnlyList<RateResult> Rates)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    /// <summary>One line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Web);
}

/// <summary>The service's and the echo's.</summary>
internal sealed record Pair<T>(T Solve, T Echo);

/// <summary>What was measured at one rate.</summary>
/// <param name="Rate">Messages per second that were asked for.</param>
/// <param name="Ratio">Median over the turns of the service's p50 over that of the echo.</param>
/// <param name="Latency">Of all turns together.</param>
internal sealed record RateResult(double Rate, double Ratio, Pair<Latency> Latency);

/// <summary>Latencies of many messages.</summary>
/// <param name="Answered">Per second.</param>
/// <param name="Quantiles">Parts, and the microseconds that these parts of all do not exceed.</param>
internal sealed record Latency(double Answered, IReadOnlyList<double[]> Quantiles)
{
    private static readonly double[] Parts = [0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9999, 1];

    /// <summary>Those of a histogram.</summary>
    public static Latency Of(double answered, Histogram histogram) =>
        new(Math.Round(answered, 1), [.. Parts.Select(part => new[] { part, Math.Round(histogram.Percentile(part) / 1e3, 1) })]);
}
