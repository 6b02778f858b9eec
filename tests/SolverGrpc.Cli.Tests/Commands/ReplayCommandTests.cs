using Google.Protobuf;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Host;
using SolverGrpc.Sessions.Journal;

namespace SolverGrpc.Cli.Tests.Commands;

public sealed class ReplayCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("solver-replay-");

    private string Journal => Path.Combine(_folder.FullName, "journal");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task JournalOfASession_GivesTheSamePlans()
    {
        await WorkAsync();
        CommandRun run = await CommandRun.OfAsync("replay", Journal);
        Assert.Equal((ExitCode.Ok, ""), (run.ExitCode, run.Error));
        Assert.Contains("1 sessions, 4 events, ", run.Output, StringComparison.Ordinal);
        Assert.Contains("0 of them different", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PlanThatWasRecordedOtherwise_IsNamed()
    {
        await WorkAsync();
        AppendAnEventAndAPlanOfItsOwn();
        CommandRun run = await CommandRun.OfAsync("replay", Journal);
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("plan for event 5", run.Output, StringComparison.Ordinal);
        Assert.Contains("1 of them different", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoFolder_IsBadInput() => Assert.Equal(ExitCode.BadInput, (await CommandRun.OfAsync("replay", Journal)).ExitCode);

    private async Task WorkAsync()
    {
        string events = Path.Combine(_folder.FullName, "events.jsonl");
        await File.WriteAllTextAsync(events, """
            {"open": {"sessionKey": "MDEyMzQ1Njc4OWFiY2RlZg==", "clientOrderId": "order 1", "problem": {"side": "SIDE_BUY", "quantityUnits": 1000, "instrument": {"tickSize": 0.01}, "grid": {"periodCount": 40}, "cost": {"basis": "IMPACT_BASIS_PER_SHARE", "powerLaw": {"alpha": [0.01], "beta": [0.6]}}}}}
            {"fill": {"execId": "e1", "childId": "c1", "units": 17, "priceTicks": 10001}}
            {"marketUpdate": {"impactScale": 1.5}}
            {"periodClose": {"period": 0, "referencePriceTicks": 10002}}
            """);
        string address = $"unix:{Path.Combine(_folder.FullName, "socket")}";
        await using SolverHost host = await SolverHost.StartAsync(
            new SolverHostOptions { Listen = [address], StatusListen = "", WarmUpSolves = 0, LogLevel = "Error", JournalPath = Journal });
        Assert.Equal(ExitCode.Ok, (await CommandRun.OfAsync("stream", events, "--address", address)).ExitCode);
        await host.StopAsync();
    }

    private void AppendAnEventAndAPlanOfItsOwn()
    {
        UInt128 session = 0;
        using JournalFolder folder = JournalFolder.OpenForWriting(Journal);
        using SegmentJournal journal = SegmentJournal.Open(folder, new(), record => session = record.Entry.Session);
        byte[] fill = new StreamReoptimizeRequest { Seq = 5, Fill = new() { ExecId = "e2", ChildId = "c1", Units = 1, PriceTicks = 10_001 } }.ToByteArray();
        Assert.True(journal.TryAppend(new(RecordKind.Event, session, 1, 5), fill, out _));
        Assert.True(journal.TryAppend(new(RecordKind.Plan, session, 1, 5), new Plan { Version = 9 }.ToByteArray(), out _));
        journal.Commit();
    }
}
