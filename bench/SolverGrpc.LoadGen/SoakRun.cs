using System.Globalization;
using System.Text.Json;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.LoadGen;

/// <summary>
/// The <c>soak</c> command: a mixed load at a moderate rate for a long time, every answer checked, and what becomes of the service's memory and pauses. In each
/// interval some orders are opened, worked and cancelled, besides those that are worked all the time.
/// </summary>
internal sealed class SoakRun
{
    private const int Intervals = 30, WorkedSessions = 40;
    private const double GrowthMax = 0.05;

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    // messages per second
    private static readonly (string Kind, int Streams, double Rate)[] Mix = [("unary", 1, 200), ("many", 1, 400), ("market", WorkedSessions, 100), ("fill", WorkedSessions, 40)];
    private static readonly (string Kind, int Streams, double Rate) Passing = ("market", 20, 50);

    private readonly Func<string, int, LoadOptions> _options;
    private readonly string _status;
    private readonly Dictionary<string, Histogram> _latency = [];
    private readonly List<Sample> _samples = [];

    private SoakRun(Func<string, int, LoadOptions> options, string status) => (_options, _status) = (options, status);

    private sealed record Sample(double Seconds, double ResidentBytes, double HeapBytes, double PauseSeconds, double Collections, double ProcessorSeconds, double Sessions);

    /// <summary>Runs; prints a line of JSON.</summary>
    /// <param name="solver">Address of the service.</param>
    /// <param name="status">Address of its status port.</param>
    /// <param name="echo">Address of the echo, which is only connected.</param>
    /// <param name="minutes">How long.</param>
    /// <returns>0 if memory stayed flat: in the last third at most 5 % above the middle third; else 1.</returns>
    public static Task<int> RunAsync(string solver, string status, string echo, double minutes) =>
        new SoakRun((kind, streams) => new(kind, solver, echo, null, 390, streams, Durability.Group), status).RunAsync(TimeSpan.FromMinutes(minutes));

    private async Task<int> RunAsync(TimeSpan duration)
    {
        Loads[] loads = await Task.WhenAll(Mix.Select(part => Loads.ConnectAsync(_options(part.Kind, part.Streams))));
        foreach ((string kind, _, _) in Mix) _latency[kind] = new();
        using var http = new HttpClient { BaseAddress = new Uri(_status) };
        TimeSpan interval = duration / Intervals;
        for (int i = 0; i < Intervals; i++)
        {
            await Task.WhenAll([.. loads.Select((load, part) => DriveAsync(Mix[part].Kind, load, Mix[part].Rate, interval)), PassAsync(interval)]);
            _samples.Add(await SampleAsync(http));
        }

        foreach (Loads load in loads) await load.DisposeAsync();
        double growth = (Median(Intervals * 2 / 3, Intervals) / Median(Intervals / 3, Intervals * 2 / 3)) - 1;
        Console.WriteLine(JsonSerializer.Serialize(
            new
            {
                minutes = duration.TotalMinutes,
                growth,
                growthMax = GrowthMax,
                loads = Mix.Select(part => new { part.Kind, part.Streams, part.Rate, latency = Latency.Of(part.Rate, _latency[part.Kind]) }),
                samples = _samples,
            },
            Web));
        return growth <= GrowthMax ? 0 : 1;
    }

    private async Task DriveAsync(string kind, Loads load, double rate, TimeSpan interval) => _latency[kind].Add((await OpenLoop.RunAsync(load.Solve, rate, interval)).Latency);

    // orders that come and go
    private async Task PassAsync(TimeSpan interval)
    {
        await using Loads load = await Loads.ConnectAsync(_options(Passing.Kind, Passing.Streams));
        await OpenLoop.RunAsync(load.Solve, Passing.Rate, interval * 0.8);
    }

    private static async Task<Sample> SampleAsync(HttpClient http)
    {
        string[] lines = (await http.GetStringAsync("/metrics")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        double Sum(string name) => lines
            .Where(line => line.StartsWith(name + " ", StringComparison.Ordinal) || line.StartsWith(name + "{", StringComparison.Ordinal))
            .Sum(line => double.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture));
        return new(
            Sum("solver_uptime_seconds"),
            Sum("process_resident_memory_bytes"),
            Sum("dotnet_gc_heap_bytes"),
            Sum("dotnet_gc_pause_seconds_total"),
            Sum("dotnet_gc_collections_total"),
            Sum("process_cpu_seconds_total"),
            Sum("solver_sessions"));
    }

    private double Median(int from, int to) => _samples[from..to].Select(sample => sample.ResidentBytes).Order().ElementAt((to - from) / 2);
}
