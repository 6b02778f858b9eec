using System.Diagnostics;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Client.Samples;

/// <summary>Measures what a call costs here: a solve of 390 minutes, and an event of a session until its plan.</summary>
internal static class Latency
{
    private const int Warm = 3_000, Count = 1_000; // the JIT of this side has to warm up, too

    public static async Task RunAsync(SolverClient client, TextWriter output)
    {
        var request = new SolveRequest { Problem = Day.Problem() };
        await MeasureAsync(output, "solve", () => client.SolveAsync(request));

        Problem problem = Day.Problem();
        (problem.QuantityUnits, problem.WholeLots) = (Day.Shares, new() { LotUnits = 1 });
        problem.Instrument = new() { TickSize = 0.01, ArrivalPrice = Day.Price };
        await using SolverSession session = client.OpenSession(
            new() { ClientOrderId = $"latency-{Guid.NewGuid():N}", Problem = problem, Policy = new() { Durability = Durability.None } });
        await using IAsyncEnumerator<StreamReoptimizeResponse> messages = session.ReadAllAsync().GetAsyncEnumerator();
        await MeasureAsync(output, "event", async () =>
        {
            long seq = await session.SendAsync(new() { MarketUpdate = new() { ImpactScale = 1.001 } });
            while (session.BasedOnSeq < seq && await messages.MoveNextAsync()) { }
        });
    }

    // prints a line that scripts/latency.sh reads, in microseconds
    private static async Task MeasureAsync(TextWriter output, string what, Func<Task> call)
    {
        double[] times = new double[Count];
        for (int i = -Warm; i < Count; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            await call();
            if (i >= 0) times[i] = Stopwatch.GetElapsedTime(begin).TotalMicroseconds;
        }

        Array.Sort(times);
        await output.WriteLineAsync($"{what} p50 {times[Count / 2]:F0} p99 {times[Count * 99 / 100]:F0}");
    }
}
