using System.Diagnostics;
using System.Text.Json.Nodes;
using SolverGrpc.Sessions.Journal;

namespace SolverGrpc.Bench;

/// <summary>The journal on a real disk: how long an append takes to be durable, alone and among many, and how long a restart takes.</summary>
internal static class JournalRun
{
    // as a session of 390 periods writes them: a fill, what its plan has changed, a snapshot
    private const int EventBytes = 120, PlanBytes = 640, SnapshotBytes = 12_300;
    private const int Sessions = 1_000, EventsPerSession = 400;

    /// <summary>Measures in a new folder below one on the disk in question; prints lines of JSON.</summary>
    public static async Task<int> RunAsync(string below)
    {
        string folder = Path.Combine(below, $"journal-bench-{Environment.ProcessId}");
        try
        {
            foreach (int writers in new[] { 1, 16, 256 }) await AppendAsync(Path.Combine(folder, $"append-{writers}"), writers);
            await RecoverAsync(Path.Combine(folder, "whole"), snapshots: false);
            await RecoverAsync(Path.Combine(folder, "compacted"), snapshots: true);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Each writer waits until its record is on the disk before it appends the next.
    private static async Task AppendAsync(string path, int writers)
    {
        const int Seconds = 3;
        using JournalFolder folder = JournalFolder.OpenForWriting(path);
        await using var journal = new GroupCommit(SegmentJournal.Open(folder, new JournalOptions(), static _ => { }));
        byte[] payload = new byte[EventBytes];
        long end = Stopwatch.GetTimestamp() + (Seconds * Stopwatch.Frequency);
        var waits = new List<double>[writers];
        await Task.WhenAll(waits.Select((_, writer) => Task.Run(async () =>
        {
            waits[writer] = [];
            for (long begin = Stopwatch.GetTimestamp(); begin < end; begin = Stopwatch.GetTimestamp())
            {
                long position = await journal.AppendAsync(new JournalEntry(RecordKind.Event, (UInt128)writer, 1, 1), payload);
                await journal.WaitDurableAsync(position);
                waits[writer].Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            }
        })));
        double[] sorted = [.. waits.SelectMany(wait => wait).Order()];
        Console.WriteLine(new JsonObject
        {
            ["writers"] = writers,
            ["durable_per_second"] = sorted.Length / Seconds,
            ["p50_ms"] = sorted[sorted.Length / 2],
            ["p99_ms"] = sorted[sorted.Length * 99 / 100],
        }.ToJsonString());
    }

    private static async Task RecoverAsync(string path, bool snapshots)
    {
        await FillAsync(path, snapshots);
        long bytes = Directory.GetFiles(path).Sum(file => new FileInfo(file).Length), records = 0;
        using JournalFolder folder = JournalFolder.OpenForWriting(path);
        long begin = Stopwatch.GetTimestamp();
        using SegmentJournal journal = SegmentJournal.Open(folder, new JournalOptions(), _ => records++);
        double ms = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        if (!snapshots && records != Sessions * ((2L * EventsPerSession) + 1)) throw new InvalidOperationException($"{records} records recovered");
        Console.WriteLine(new JsonObject
        {
            ["sessions"] = Sessions,
            ["events"] = EventsPerSession,
            ["snapshots"] = snapshots,
            ["journal_bytes"] = bytes,
            ["records"] = records,
            ["recovery_ms"] = ms,
        }.ToJsonString());
    }

    private static async Task FillAsync(string path, bool snapshots)
    {
        using JournalFolder folder = JournalFolder.OpenForWriting(path);
        SegmentJournal segments = SegmentJournal.Open(folder, new JournalOptions(), static _ => { });
        var wanted = new System.Collections.Concurrent.ConcurrentQueue<UInt128>();
        if (snapshots) segments.SnapshotsWanted += sessions => { foreach (UInt128 session in sessions) wanted.Enqueue(session); };
        await using var journal = new GroupCommit(segments);
        byte[] happened = new byte[EventBytes], plan = new byte[PlanBytes], snapshot = new byte[SnapshotBytes];
        for (int session = 0; session < Sessions; session++)
            await journal.AppendAsync(new JournalEntry(RecordKind.Opened, (UInt128)session, 1, 1), snapshot);
        for (int seq = 0; seq < EventsPerSession; seq++)
        {
            for (int session = 0; session < Sessions; session++)
            {
                await journal.AppendAsync(new JournalEntry(RecordKind.Event, (UInt128)session, 1, seq), happened);
                await journal.AppendAsync(new JournalEntry(RecordKind.Plan, (UInt128)session, 1, seq), plan);
                while (wanted.TryDequeue(out UInt128 asked)) await journal.AppendAsync(new JournalEntry(RecordKind.Snapshot, asked, 1, seq), snapshot);
            }
        }
    }
}
