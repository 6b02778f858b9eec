using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Sessions.Runtime;
using SolverGrpc.Sessions.Streaming;

namespace SolverGrpc.Bench;

/// <summary>
/// Sessions without a network: events through the runtime with its journal, memory of sessions that are idle, and a restart.
/// Whole lots and quadratic costs over 390 periods, a fill every event, each planned on its own.
/// </summary>
internal static class SessionRun
{
    private const int Periods = 390;

    /// <summary>Measures in a new folder below one on the disk in question; prints a line of JSON.</summary>
    public static async Task<int> RunAsync(string below, int sessions, int events)
    {
        var result = new JsonObject { ["sessions"] = sessions, ["events"] = events, ["periods"] = Periods };
        string folder = Path.Combine(below, $"session-bench-{Environment.ProcessId}");
        var options = new SessionRuntimeOptions { JournalPath = folder };
        try
        {
            await WorkAsync(options, sessions, events, result);
            Restart(options, sessions, result);
            Console.WriteLine(result.ToJsonString());
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task WorkAsync(SessionRuntimeOptions options, int sessions, int events, JsonObject result)
    {
        long before = Memory();
        await using SessionRuntime runtime = Start(options);
        SessionConnection[] streams = [.. Enumerable.Range(0, sessions).Select(i => Open(runtime, i))];
        result["idle_bytes"] = Memory() - before;
        if (events == 0) return;

        long begin = Stopwatch.GetTimestamp();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        for (int seq = 2; seq < events + 2; seq++)
        {
            Parallel.ForEach(streams, (stream, _, i) => Send(stream, Fill(seq, (int)i)));
        }

        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds, microseconds = (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds;
        long all = sessions * (long)events;
        result["events_per_second"] = all / seconds;
        result["processor_us_per_event"] = microseconds / all;
    }

    private static void Restart(SessionRuntimeOptions options, int sessions, JsonObject result)
    {
        long bytes = Directory.GetFiles(options.JournalPath).Sum(file => new FileInfo(file).Length), begin = Stopwatch.GetTimestamp();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        SessionRuntime runtime = Start(options);
        double wall = Stopwatch.GetElapsedTime(begin).TotalMilliseconds, used = (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds;
        result["journal_bytes"] = bytes;
        result["restart_ms"] = wall;
        result["restart_processor_ms"] = used;
        if (runtime.Count != sessions) throw new InvalidOperationException($"{runtime.Count} sessions recovered");
        runtime.DisposeAsync().AsTask().Wait();
    }

    private static SessionRuntime Start(SessionRuntimeOptions options) =>
        SessionRuntime.Start(options, new NoLane(), TimeProvider.System, NullLogger.Instance);

    private static SessionConnection Open(SessionRuntime runtime, int number)
    {
        byte[] key = new byte[16];
        BitConverter.TryWriteBytes(key, number);
        var problem = new Problem
        {
            Side = Side.Buy,
            QuantityUnits = 1_000_000,
            Instrument = new() { TickSize = 0.01, ArrivalPrice = 100 },
            Grid = new() { PeriodCount = Periods },
            Cost = new() { Basis = ImpactBasis.TotalCost, Quadratic = new() { Beta = { Enumerable.Range(0, Periods).Select(i => 0.001 * (1 + ((i + number) % 7))) } } },
            WholeLots = new() { LotUnits = 1 },
        };
        SessionConnection stream = runtime.Attach(Inbound(new() { Seq = 1, Open = new() { SessionKey = ByteString.CopyFrom(key), ClientOrderId = $"order {number}", Problem = problem } }));
        stream.Run();
        while (stream.Take() is not null) { }
        return stream;
    }

    private static StreamReoptimizeRequest Fill(int seq, int number) => new()
    {
        Seq = seq,
        Fill = new() { ExecId = seq.ToString(CultureInfo.InvariantCulture), ChildId = "child", Units = 1 + ((seq + number) % 300), PriceTicks = 10_000 },
    };

    private static void Send(SessionConnection stream, StreamReoptimizeRequest message)
    {
        // another thread may be at the session's mail just now
        while (!stream.TryPost(Inbound(message))) Thread.Yield();
        stream.Run();
        while (stream.Take() is not null) { }
    }

    private static InboundEvent Inbound(StreamReoptimizeRequest message) => new(message, message.ToByteArray(), Stopwatch.GetTimestamp());

    private static long Memory() => GC.GetTotalMemory(forceFullCollection: true);

    private sealed class NoLane : ILargeSolves
    {
        public Task<T>? TryRunAsync<T>(int periods, Func<T> compute, CancellationToken cancellation) => Task.FromResult(compute());
    }
}
