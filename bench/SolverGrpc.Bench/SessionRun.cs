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

        // an event waits for the one before, so that each is planned on its own also while the disk is behind
        var options = new SessionRuntimeOptions { JournalPath = folder, EventsAheadMax = 1 };
        try
        {
            await WorkAsync(options, sessions, events, result);
            await RestartAsync(folder, sessions, result);
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
        result["one_stream_events_per_second"] = OneStream(streams[0], events);
        result["processor_us_per_event"] = microseconds / all;
    }

    // as many plans as events
    private static double OneStream(SessionConnection stream, int events)
    {
        long begin = Stopwatch.GetTimestamp();
        for (int seq = events + 2; seq < (2 * events) + 2; seq++) Send(stream, Fill(seq, 0));
        return events / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    // a restart is that of a process that begins; what its code takes to be compiled is the difference to one that has done it before
    private static async Task RestartAsync(string journal, int sessions, JsonObject result)
    {
        result["journal_bytes"] = Directory.GetFiles(journal).Sum(file => new FileInfo(file).Length);
        Restarted elsewhere = await RestartRun.ElsewhereAsync(journal);
        await RestartRun.HereAsync(journal);
        Restarted again = await RestartRun.HereAsync(journal);
        result["restart_ms"] = elsewhere.Ms;
        result["restart_processor_ms"] = elsewhere.ProcessorMs;
        result["restart_again_ms"] = again.Ms;
        if (elsewhere.Sessions != sessions || again.Sessions != sessions) throw new InvalidOperationException($"{elsewhere.Sessions} and {again.Sessions} sessions recovered");
    }

    /// <summary>A runtime without threads for large solves.</summary>
    public static SessionRuntime Start(SessionRuntimeOptions options) =>
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
