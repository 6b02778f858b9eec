using Google.Protobuf;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc;
using SolverGrpc.Sessions.Journal;
using SolverGrpc.Sessions.Runtime;
using SolverGrpc.Sessions.Tests.Journal;

namespace SolverGrpc.Sessions.Tests.Runtime;

public sealed class RuntimeTests : IAsyncLifetime
{
    private readonly WorkedOrder _order = new();
    private Process _process = null!;

    public Task InitializeAsync()
    {
        _process = Process.Start(new());
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _process.DisposeAsync();

    [Fact]
    public async Task EventsThatArriveTogether_ArePlannedOnce()
    {
        Talk talk = _process.Begin(_order.Open());
        await talk.SeenOrComingAsync(message => message.Plan is not null);
        talk.Send([.. Enumerable.Range(0, 100).Select(i => _order.Fill($"{i}", 2))]);
        StreamReoptimizeResponse plan = await talk.UntilAsync(message => message.Plan is not null && message.BasedOnSeq > 1);
        Assert.Equal((101, 200), (plan.BasedOnSeq, plan.Plan.State.FilledUnits));
        await talk.DurableAsync(101);
        Assert.Equal(2, talk.Seen.Count(message => message.Plan is not null));
    }

    [Fact]
    public async Task Group_PlanComesBeforeTheDiskAndSaysSo_ThenAnAck()
    {
        Talk talk = _process.Begin(_order.Open());
        await talk.DurableAsync(1);
        using (HoldTheDisk())
        {
            talk.Send(_order.Fill("a", 5));
            StreamReoptimizeResponse plan = await talk.UntilAsync(message => message.Plan is not null && message.BasedOnSeq > 1);
            Assert.Equal((2, 1), (plan.BasedOnSeq, plan.DurableSeq));
        }

        StreamReoptimizeResponse ack = await talk.UntilAsync(message => message.DurableSeq == 2);
        Assert.NotNull(ack.Ack);
    }

    [Fact]
    public async Task Sync_PlanWaitsForTheDisk()
    {
        var order = new WorkedOrder { Policy = new() { Durability = Durability.Sync } };
        Talk talk = _process.Begin(order.Open());
        await talk.UntilAsync(message => message.Plan is not null);
        using (HoldTheDisk())
        {
            talk.Send(order.Fill("a", 5));
            Assert.DoesNotContain(talk.Read(), message => message.Plan is not null);
        }

        StreamReoptimizeResponse plan = await talk.UntilAsync(message => message.Plan is not null);
        Assert.Equal((2, 2), (plan.BasedOnSeq, plan.DurableSeq));
    }

    [Fact]
    public async Task Silence_IsBrokenByHeartbeats_AndOnlySilence()
    {
        Talk talk = _process.Begin(_order.Open());
        await talk.DurableAsync(1);
        _process.Time.Advance(TimeSpan.FromSeconds(9));
        talk.Send(_order.Fill("a", 5));
        await talk.SeenOrComingAsync(message => message.Plan is not null && message.BasedOnSeq == 2);
        await talk.DurableAsync(2);
        _process.Time.Advance(TimeSpan.FromSeconds(9));
        await _process.Time.UntilSetAsync(TimeSpan.FromSeconds(1));
        Assert.DoesNotContain(talk.Seen, message => message.Heartbeat is not null);
        _process.Time.Advance(TimeSpan.FromSeconds(1));
        await talk.UntilAsync(message => message.Heartbeat is not null);
        await _process.Time.UntilSetAsync(TimeSpan.FromSeconds(10));
        _process.Time.Advance(TimeSpan.FromSeconds(10));
        await talk.UntilAsync(message => message.Heartbeat is not null);
    }

    [Fact]
    public async Task VanishedClient_IsActedFor_AndARestartSeesIt()
    {
        var order = new WorkedOrder { Policy = new() { VanishedClient = VanishedClient.Cancel, VanishedAfter = new() { Seconds = 5 } } };
        Talk talk = _process.Begin(order.Open());
        await talk.DurableAsync(1);
        talk.Leave();
        await _process.Time.UntilSetAsync(TimeSpan.FromSeconds(5));
        _process.Time.Advance(TimeSpan.FromSeconds(5));

        Talk resumed = _process.Begin(order.Resume());
        SessionState before = (await resumed.UntilAsync(message => message.Resumed is not null)).Resumed.State;
        await resumed.UntilAsync(message => message.Done is not null);
        resumed.Send(order.Fill("late", 1));
        await resumed.DurableAsync(2);
        _process.Kill(powerFails: true);
        SessionState after = (await _process.Begin(order.Resume()).UntilAsync(message => message.Resumed is not null)).Resumed.State;
        Assert.Equal(before.FilledUnits + 1, after.FilledUnits);
        Assert.NotEqual(0, after.ResidualUnits + after.FilledUnits);
    }

    [Fact]
    public async Task ClientThatComesBackInTime_IsNotActedFor()
    {
        var order = new WorkedOrder { Policy = new() { VanishedClient = VanishedClient.Cancel, VanishedAfter = new() { Seconds = 5 } } };
        Talk talk = _process.Begin(order.Open());
        await talk.DurableAsync(1);
        talk.Leave();
        await _process.Time.UntilSetAsync(TimeSpan.FromSeconds(5));
        _process.Time.Advance(TimeSpan.FromSeconds(4));
        Talk back = _process.Begin(order.Resume());
        await back.UntilAsync(message => message.Plan is not null);
        _process.Time.Advance(TimeSpan.FromSeconds(8));
        back.Send(order.Fill("a", 1));
        await back.DurableAsync(2);
        Assert.DoesNotContain(back.Seen, message => message.Done is not null);
    }

    [Fact]
    public async Task SessionThatIsOver_IsForgottenAfterAWhile_AlsoByTheJournal()
    {
        Talk talk = _process.Begin(_order.Open());
        talk.Send(_order.Cancel());
        await talk.DurableAsync(2);
        talk.Leave();
        await _process.Time.UntilSetAsync(TimeSpan.FromHours(1));
        _process.Time.Advance(TimeSpan.FromHours(1));
        Talk late = _process.Begin(_order.Resume());
        Assert.Equal((int)StatusCode.NotFound, (await late.ErrorAsync()).Code);
        Assert.Equal(0, _process.Runtime.Count);

        Talk next = _process.Begin(new WorkedOrder { ClientOrderId = _order.ClientOrderId }.Open());
        await next.DurableAsync(1);
        _process.Kill(powerFails: true);
        Assert.Equal(1, _process.Runtime.Count);
    }

    // the last word of an order may have been lost with the process that said it
    [Fact]
    public async Task Restart_AnOrderThatIsOver_IsSaidToBeOver_AndHasNoPlan()
    {
        var order = new WorkedOrder { Periods = 1, Policy = new() { EndOfWindow = EndOfWindow.Cancel } };
        Talk talk = _process.Begin(order.Open());
        talk.Send(order.Fill("a", 100));
        talk.Send(order.Next(new() { PeriodClose = new() { Period = 0, ReferencePriceTicks = 10_000 } }));
        Done done = (await talk.SeenOrComingAsync(message => message.Done is not null)).Done;
        await talk.DurableAsync(3);

        _process.Kill(powerFails: true);
        Talk resumed = _process.Begin(order.Resume());
        Assert.Equal(done, (await resumed.SeenOrComingAsync(message => message.Done is not null)).Done);
        Assert.Equal(WorkedOrder.Units - 100, Assert.Single(resumed.Seen, message => message.Residual is not null).Residual.Units);
        Talk opened = _process.Begin(order.OpenAgain(attempt: 0));
        await opened.SeenOrComingAsync(message => message.Done is not null);
        Assert.DoesNotContain(resumed.Seen.Concat(opened.Seen), message => message.Plan is not null);
    }

    [Fact]
    public async Task SlowReader_StreamEndsResumable_NothingIsLost_AndOthersGoOn()
    {
        await using var process = Process.Start(new() { Stream = new() { UnsentMax = 8 } });
        Talk slow = process.Begin(_order.Open());
        await slow.SeenOrComingAsync(message => message.Plan is not null);
        for (int i = 0; i < 9; i++) slow.Send(_order.Refused());
        Assert.Equal((int)StatusCode.ResourceExhausted, (await slow.ErrorAsync()).Code);

        var other = new WorkedOrder();
        Talk quick = process.Begin(other.Open());
        await quick.DurableAsync(1);

        Talk resumed = process.Begin(_order.Resume(slow.Seen.Max(message => message.ServerSeq)));
        await resumed.SeenOrComingAsync(message => message.EventRejected?.Seq == 10);
        Assert.Equal(Enumerable.Range(2, 9).Select(i => (long)i), resumed.Seen.Where(message => message.EventRejected is not null).Select(message => message.EventRejected.Seq));
    }

    [Fact]
    public async Task DiskFull_StreamsEndAndAreRefused_SessionsWithoutJournalGoOn()
    {
        var unkept = new WorkedOrder { Policy = new() { Durability = Durability.None } };
        Talk kept = _process.Begin(_order.Open()), free = _process.Begin(unkept.Open());
        await kept.DurableAsync(1);
        _process.Disk.Capacity = 0;
        kept.Send(_order.Fill("a", 5));
        Assert.Equal((int)StatusCode.Unavailable, (await kept.ErrorAsync()).Code);
        Assert.Equal(JournalFaultKind.DiskFull, (await _process.Runtime.JournalFailed).Kind);

        Assert.Equal(StatusCode.Unavailable, Assert.Throws<RpcException>(() => _process.Begin(new WorkedOrder().Open())).StatusCode);
        Assert.Equal((int)StatusCode.Unavailable, (await _process.Begin(_order.Resume()).ErrorAsync()).Code);
        free.Send(unkept.Fill("a", 5));
        await free.UntilAsync(message => message.Plan?.State.FilledUnits == 5);

        _process.Disk.Capacity = long.MaxValue;
        _process.Kill(powerFails: false);
        Resumed resumed = (await _process.Begin(_order.Resume()).UntilAsync(message => message.Resumed is not null)).Resumed;
        Assert.Equal((1, 0), (resumed.LastSeq, resumed.State.FilledUnits));
    }

    [Fact]
    public async Task SyncThatFails_IsTold_AndARestartGoesOn()
    {
        Talk talk = _process.Begin(_order.Open());
        await talk.DurableAsync(1);
        _process.Disk.SyncsLeft = 0;
        StreamReoptimizeRequest fill = _order.Fill("a", 5);
        talk.Send(fill);
        Assert.Equal((int)StatusCode.Unavailable, (await talk.ErrorAsync()).Code);
        Assert.Equal(JournalFaultKind.Sync, (await _process.Runtime.JournalFailed).Kind);

        _process.Kill(powerFails: true);
        Talk resumed = _process.Begin(_order.Resume());
        Resumed answer = (await resumed.UntilAsync(message => message.Resumed is not null)).Resumed;
        if (answer.LastSeq == 1) resumed.Send(fill);
        resumed.Send(_order.Fill("b", 7));
        await resumed.UntilAsync(message => message.Plan?.State.FilledUnits == 12);
    }

    [Fact]
    public async Task Snapshots_KeepTheJournalSmall_AndSayTheSame()
    {
        await using var process = Process.Start(new() { Journal = new() { SegmentBytes = 4_096, RetainedBytesMax = 16_384 } });
        Talk talk = process.Begin(_order.Open());
        long most = 0;
        for (int i = 0; i < 500; i++)
        {
            StreamReoptimizeRequest next = _order.Next(new() { Quote = new() { BidTicks = 1, AskTicks = 2 } });
            talk.Send(next);
            await talk.DurableAsync(next.Seq);
            lock (process.Disk) most = Math.Max(most, process.Disk.List().Count);
        }

        Assert.InRange(most, 2, 16);
        Resumed before = (await process.Begin(_order.Resume()).UntilAsync(message => message.Resumed is not null)).Resumed;
        process.Kill(powerFails: true);
        Talk resumed = process.Begin(_order.Resume());
        Resumed after = (await resumed.UntilAsync(message => message.Resumed is not null)).Resumed;
        Assert.Equal((before.State, before.LastSeq), (after.State, after.LastSeq));
        await resumed.UntilAsync(message => message.Plan is not null);
    }

    // the checksum is right: only a program can have written that
    [Theory]
    [InlineData(RecordKind.Opened)]
    [InlineData(RecordKind.Event)]
    [InlineData(RecordKind.Plan)]
    [InlineData(RecordKind.Snapshot)]
    public void Restart_RecordThatIsSoundAndMakesNoSense_RefusesToStart_AndIsNamed(RecordKind kind)
    {
        using var disk = new SimulatedDisk(new Random(1));
        using (SegmentJournal journal = SegmentJournal.Open(disk, new(), _ => { }))
        {
            journal.TryAppend(new(RecordKind.Opened, 1, 1, 1), _order.Open().ToByteArray(), out _);
            journal.TryAppend(new(kind, 1, 1, 2), [3, 1, 4], out _);
            journal.Commit();
        }

        InvalidDataException error = Assert.Throws<InvalidDataException>(() => Process.Recover(disk));
        Assert.StartsWith("0000000000000000001.journal at offset ", error.Message, StringComparison.Ordinal);
    }

    // a plan that changes one that is not there, before another one and as the last
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Restart_PlanThatFollowsFromNone_RefusesToStart_AndIsNamed(int plans)
    {
        using var disk = new SimulatedDisk(new Random(1));
        using (SegmentJournal journal = SegmentJournal.Open(disk, new(), _ => { }))
        {
            journal.TryAppend(new(RecordKind.Opened, 1, 1, 1), _order.Open().ToByteArray(), out _);
            for (int i = 1; i <= plans; i++)
                journal.TryAppend(new(RecordKind.Plan, 1, 1, 1), new Plan { Version = i, ChangedPeriods = { 1 }, Units = { 5 } }.ToByteArray(), out _);
            journal.Commit();
        }

        InvalidDataException error = Assert.Throws<InvalidDataException>(() => Process.Recover(disk));
        Assert.StartsWith("0000000000000000001.journal at offset ", error.Message, StringComparison.Ordinal);
    }

    // its state may be half changed, so that it is no snapshot: its records are all there is of it, whatever they hold up
    [Fact]
    public async Task SessionThatBreaks_IsTold_OthersGoOn_AndItsRecordsAreKeptForARestart()
    {
        await using var process = Process.Start(new() { Journal = new() { SegmentBytes = 4_096, RetainedBytesMax = 16_384 } });
        var large = new WorkedOrder { IsConcave = true };

        // one batch, so that the solve is the session's first: it is made elsewhere, however fast the machine is
        process.SolvesBreak = true;
        SessionConnection connection = process.Runtime.Attach(Talk.Inbound(large.Open()));
        Assert.True(connection.TryPost(Talk.Inbound(large.Fill("a", 5))));
        connection.Run();
        var broken = new Talk(connection);
        Assert.Equal((int)StatusCode.Internal, (await broken.ErrorAsync()).Code);
        Assert.Equal((int)StatusCode.Internal, (await process.Begin(large.Resume()).ErrorAsync()).Code);
        Assert.Equal((int)StatusCode.Internal, (await process.Begin(large.OpenAgain(attempt: 0)).ErrorAsync()).Code);

        Talk other = process.Begin(_order.Open());
        Assert.True(await KeepsTheFirstSegmentAsync());

        process.SolvesBreak = false;
        process.Kill(powerFails: true);
        Talk resumed = process.Begin(large.Resume());
        Assert.Equal((2, 5), ((await resumed.UntilAsync(message => message.Plan is not null)).BasedOnSeq, resumed.Seen[^1].Plan.State.FilledUnits));
        other = process.Begin(_order.Resume());
        Assert.False(await KeepsTheFirstSegmentAsync());

        async Task<bool> KeepsTheFirstSegmentAsync()
        {
            for (int i = 0; i < 500; i++)
            {
                StreamReoptimizeRequest next = _order.Next(new() { Quote = new() { BidTicks = 1, AskTicks = 2 } });
                other.Send(next);
                await other.DurableAsync(next.Seq);
            }

            lock (process.Disk) return process.Disk.List().Contains("0000000000000000001.journal");
        }
    }

    // killed at random moments with or without the machine, resumed, and sent again what was not durable
    [Fact]
    public async Task Kills_AtRandomMoments_EveryFillCountsOnce()
    {
        for (int seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            await using var process = Process.Start(new());
            var order = new WorkedOrder();
            var sent = new List<StreamReoptimizeRequest> { order.Open() };
            Talk talk = process.Begin(sent[0]);
            await talk.UntilAsync(message => message.Plan is not null);
            long durable = talk.Seen.Max(message => message.DurableSeq), filled = 0;
            for (int i = 0; i < 30; i++)
            {
                StreamReoptimizeRequest[] batch = [.. Enumerable.Range(0, random.Next(1, 4)).Select(k => order.Fill($"{i} {k}", random.Next(1, 10)))];
                filled += batch.Sum(fill => fill.Fill.Units);
                sent.AddRange(batch);
                talk.Send(batch);
                talk.Read();
                durable = Math.Max(durable, talk.Seen.Max(message => message.DurableSeq));
                if (random.Next(4) > 0) continue;
                process.Kill(powerFails: random.Next(2) == 0);
                bool opened = durable > 0;
                if (!opened && process.Runtime.Count == 0)
                {
                    talk = process.Begin(sent[0]);
                    talk.Send([.. sent.Skip(1)]);
                    continue;
                }

                long seen = talk.Seen.Max(message => message.ServerSeq);
                talk = process.Begin(order.Resume(seen));
                long last = (await talk.UntilAsync(message => message.Resumed is not null)).Resumed.LastSeq;
                Assert.True(last >= durable, $"seed {seed}: {durable} was durable, {last} is there");
                talk.Send([.. sent.Skip((int)last)]);
            }

            StreamReoptimizeResponse plan = await talk.SeenOrComingAsync(message => message.Plan is not null && message.BasedOnSeq == sent.Count);
            Assert.True(filled == plan.Plan.State.FilledUnits, $"seed {seed}: {filled} were filled, {plan.Plan.State.FilledUnits} are counted");
        }
    }

    private Held HoldTheDisk() => new(_process);

    // no sync ends until it is let go
    private sealed class Held : IDisposable
    {
        private readonly ManualResetEventSlim _go = new();

        public Held(Process process) => process.Disk.Syncing = _go.Wait;

        public void Dispose() => _go.Set();
    }
}
