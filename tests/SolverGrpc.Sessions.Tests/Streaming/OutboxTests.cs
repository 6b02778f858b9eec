using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc;
using SolverGrpc.Sessions.Streaming;

namespace SolverGrpc.Sessions.Tests.Streaming;

public class OutboxTests
{
    private static readonly long[] Day = [10, 20, 30, 40, 50, 60];

    [Fact]
    public void Take_AfterOpen_SaysOpenedThenTheDensePlan()
    {
        Outbox outbox = Opened();
        outbox.SetPlan(Dense(0, Day), 1);

        StreamReoptimizeResponse opened = Next(outbox), plan = Next(outbox);

        Assert.Equal((1, "s"), (opened.ServerSeq, opened.Opened.SessionId));
        Assert.Equal((2, 1), (plan.ServerSeq, plan.BasedOnSeq));
        Assert.Equal(Day, plan.Plan.Units);
        Assert.Empty(plan.Plan.ChangedPeriods);
        Assert.Null(outbox.Take());
    }

    [Fact]
    public void SetPlan_BeforeTheOlderIsSent_ReplacesItWithoutAGap()
    {
        Outbox outbox = Started(Day);
        outbox.SetPlan(Dense(0, [1, 2, 3, 4, 5, 6]), 2);
        outbox.Add(Rejected(3));
        outbox.SetPlan(Dense(0, [10, 20, 30, 40, 50, 7]), 4);

        StreamReoptimizeResponse rejected = Next(outbox), plan = Next(outbox);

        Assert.Equal((3, 3), (rejected.ServerSeq, rejected.EventRejected.Seq));
        Assert.Equal((4, 4), (plan.ServerSeq, plan.BasedOnSeq));
        Assert.Equal([5], plan.Plan.ChangedPeriods);
        Assert.Equal([7], plan.Plan.Units);
        Assert.Null(outbox.Take());
    }

    [Fact]
    public void Take_PlanThatChangedALot_IsDense()
    {
        Outbox outbox = Started(Day);
        long[] other = [.. Day.Select(units => units + 1)];
        outbox.SetPlan(Dense(0, other), 2);
        Plan plan = Next(outbox).Plan;
        Assert.Equal(other, plan.Units);
        Assert.Empty(plan.ChangedPeriods);
    }

    [Fact]
    public void Take_PlanThatDidNotChange_StillNamesAPeriod()
    {
        Outbox outbox = Started(Day);
        outbox.SetPlan(Dense(1, Day[1..]), 2);
        Plan plan = Next(outbox).Plan;
        Assert.Equal([1], plan.ChangedPeriods);
        Assert.Equal([20], plan.Units);
    }

    // what a client keeps in its hands is the plan, however it was sent
    [Fact]
    public void Take_RandomPlans_GiveTheClientThePlan()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            Outbox outbox = Opened();
            Next(outbox);
            SortedDictionary<int, long> client = [];
            int from = 0, end = random.Next(1, 30);
            for (int i = 0; i < 40; i++)
            {
                from = Math.Min(end, from + random.Next(2) * random.Next(2));
                end = random.Next(8) == 0 ? random.Next(from, 30) : end;
                long[] units = [.. Enumerable.Range(from, end - from).Select(p => (long)random.Next(random.Next(1, 3)))];
                outbox.SetPlan(Dense(from, units), i);
                if (random.Next(2) == 0) continue;
                Plan plan = Next(outbox).Plan;
                if (plan.ChangedPeriods.Count == 0) client = new(plan.Units.Select((u, k) => (k + plan.FromPeriod, u)).ToDictionary());
                else foreach ((int period, long u) in plan.ChangedPeriods.Zip(plan.Units)) client[period] = u;
                Assert.True(units.SequenceEqual(Enumerable.Range(from, end - from).Select(p => client[p])), $"seed {seed}, plan {i}");
            }
        }
    }

    [Fact]
    public void Take_DurableAdvancesAndNothingElseIsSaid_AcksOnce()
    {
        Outbox outbox = Started(Day);
        outbox.Advance(applied: 5, durable: 3);
        outbox.Advance(applied: 5, durable: 4);

        StreamReoptimizeResponse ack = Next(outbox);

        Assert.NotNull(ack.Ack);
        Assert.Equal((5, 4), (ack.BasedOnSeq, ack.DurableSeq));
        Assert.Null(outbox.Take());
        outbox.Advance(applied: 9, durable: 4);
        Assert.Null(outbox.Take());
    }

    [Fact]
    public void Take_PlanSaysWhatIsDurable_NoAckFollows()
    {
        Outbox outbox = Started(Day);
        outbox.Advance(applied: 5, durable: 5);
        outbox.SetPlan(Dense(0, Day), 5);
        Assert.Equal(5, Next(outbox).DurableSeq);
        Assert.Null(outbox.Take());
    }

    [Fact]
    public void Take_WithoutJournal_AcksWhatWasApplied()
    {
        Outbox outbox = Started(Day, Durability.None);
        outbox.Advance(applied: 5, durable: 0);
        StreamReoptimizeResponse ack = Next(outbox);
        Assert.Equal((5, 0), (ack.BasedOnSeq, ack.DurableSeq));
        Assert.Null(outbox.Take());
    }

    [Fact]
    public void Take_Sync_HoldsThePlanUntilItsEventsAreDurable()
    {
        Outbox outbox = Started(Day, Durability.Sync);
        outbox.SetPlan(Dense(0, Day), 5);
        outbox.Advance(applied: 5, durable: 4);
        Assert.NotNull(Next(outbox).Ack);
        Assert.Null(outbox.Take());

        outbox.Advance(applied: 5, durable: 5);
        Assert.NotNull(Next(outbox).Plan);
    }

    [Fact]
    public void Take_RejectionNotYetSaid_IsNotCalledDurable()
    {
        Outbox outbox = Started(Day);
        outbox.Add(Rejected(8));
        outbox.Add(Rejected(7));
        outbox.AddForStream(new() { Heartbeat = new() });
        outbox.Advance(applied: 9, durable: 9);

        Assert.Equal(6, Next(outbox).DurableSeq);
        Assert.Equal((7, 7), Rejection(Next(outbox)));
        Assert.Equal((8, 9), Rejection(Next(outbox)));

        static (long Seq, long DurableSeq) Rejection(StreamReoptimizeResponse message) => (message.EventRejected.Seq, message.DurableSeq);
    }

    // a plan that has waited for the disk says that its events are durable, whatever is told again behind it
    [Fact]
    public void Take_Sync_RefusalToldAgain_GoesBeforeThePlan()
    {
        Outbox outbox = Started(Day, Durability.Sync);
        outbox.SetPlan(Dense(0, Day), 5);
        outbox.Add(Rejected(3));
        outbox.Add(Rejected(3));
        outbox.Advance(applied: 5, durable: 5);

        Assert.Equal(3, Next(outbox).EventRejected.Seq);
        StreamReoptimizeResponse plan = Next(outbox);
        Assert.NotNull(plan.Plan);
        Assert.Equal((5, 5), (plan.BasedOnSeq, plan.DurableSeq));
        Assert.Null(outbox.Take());
    }

    [Fact]
    public void Resume_MessagesThatWereMissed_AreSentAgainByteForByte()
    {
        Outbox outbox = Started(Day);
        var sent = new List<byte[]>();
        for (int i = 0; i < 5; i++)
        {
            outbox.SetPlan(Dense(0, [.. Day.Select(units => units + i)]), i);
            sent.Add(outbox.Take()!);
        }

        Assert.False(Resume(outbox, lastServerSeq: 4).Snapshot);

        Assert.Equal(sent[2..], [outbox.Take()!, outbox.Take()!, outbox.Take()!]);
        Assert.Null(outbox.Take());
    }

    [Fact]
    public void Resume_AfterIt_TheFirstPlanIsDense()
    {
        Outbox outbox = Started(Day);
        Resume(outbox, lastServerSeq: 2);
        outbox.SetPlan(Dense(0, Day), 2);
        StreamReoptimizeResponse plan = Next(outbox);
        Assert.Equal(3, plan.ServerSeq);
        Assert.Equal(Day, plan.Plan.Units);
    }

    [Fact]
    public void Resume_BeyondHistory_NeedsASnapshot()
    {
        Outbox outbox = Opened(new() { HistoryBytesMax = 60 });
        for (int i = 0; i < 20; i++) outbox.Add(Rejected(i + 1));
        while (outbox.Take() is not null) { }

        Assert.False(Resume(outbox, outbox.LastServerSeq - 1).Snapshot);
        Assert.NotNull(outbox.Take());
        Assert.True(Resume(outbox, lastServerSeq: 3).Snapshot);
        Assert.Null(outbox.Take());
    }

    // the stream breaks between the word and the plan; of the changes in the history the client could make nothing any more
    [Fact]
    public void Resume_SnapshotThatWasNotRead_IsASnapshotAgain()
    {
        var outbox = new Outbox(new(), Durability.Group);
        outbox.Recovered();
        outbox.Open(new());
        for (int i = 0; i < 3; i++)
        {
            outbox.SetPlan(Dense(0, [.. Day.Select(units => units + i)]), i);
            while (outbox.Take() is not null) { }
        }

        Assert.False(Resume(outbox, lastServerSeq: 2).Snapshot);
        var small = Opened(new() { HistoryBytesMax = 0 });
        Next(small);
        small.SetPlan(Dense(0, Day), 1);
        Next(small);
        Assert.True(Resume(small, lastServerSeq: 1).Snapshot);
        Assert.True(Resume(small, lastServerSeq: 1).Snapshot);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-1)]
    public void Resume_NumberThatWasNeverSent_IsOutOfRange(long lastServerSeq)
    {
        Outbox outbox = Started(Day);
        outbox.Add(Rejected(1));
        Assert.Equal((int)StatusCode.OutOfRange, outbox.Resume(new(), lastServerSeq)!.Code);

        // the stream that is there goes on
        Assert.NotNull(Next(outbox).EventRejected);
    }

    [Fact]
    public void Resume_AfterACrash_GoesOnAfterWhatTheClientHasSeen()
    {
        var outbox = new Outbox(new(), Durability.Group);
        outbox.Recovered();
        Assert.True(Resume(outbox, lastServerSeq: 17).Snapshot);
        outbox.SetPlan(Dense(0, Day), 3);
        Assert.Equal(18, Next(outbox).ServerSeq);
        Assert.NotNull(outbox.Resume(new(), 19));
    }

    [Fact]
    public void IsOverfull_PlansAndAcksDoNotCount_AndANewStreamGetsNewRoom()
    {
        var outbox = new Outbox(new() { UnsentMax = 4 }, Durability.Group);
        outbox.Open(new());
        for (int i = 0; i < 100; i++)
        {
            outbox.SetPlan(Dense(0, Day), i);
            outbox.Advance(i, i);
        }

        Assert.False(outbox.IsOverfull);
        for (int i = 0; i < 4; i++) outbox.Add(Rejected(i + 1));
        Assert.False(outbox.IsOverfull);
        outbox.Add(new() { BasedOnSeq = 5, Warning = new() });
        Assert.True(outbox.IsOverfull);
        Assert.Null(outbox.Resume(new(), 0));
        Assert.False(outbox.IsOverfull);
    }

    [Fact]
    public void Add_NewerResidualOrSummary_TakesThePlaceOfTheUnsentOne()
    {
        Outbox outbox = Started(Day);
        for (int i = 1; i <= 2; i++)
        {
            outbox.Add(new() { BasedOnSeq = i, Residual = new() { Units = i } });
            outbox.Add(new() { BasedOnSeq = i, Done = new() { Summary = new() { FilledUnits = i } } });
        }

        Assert.Equal((3, 2), (outbox.LastServerSeq + 1, Next(outbox).Residual.Units));
        Assert.Equal(2, Next(outbox).Done.Summary.FilledUnits);
        Assert.Null(outbox.Take());
        outbox.Add(new() { BasedOnSeq = 3, Done = new() });
        Assert.NotNull(Next(outbox).Done);
    }

    [Fact]
    public void AddForStream_GoesFirstWithoutANumberAndIsNotKept()
    {
        Outbox outbox = Started(Day);
        outbox.Add(Rejected(2));
        outbox.AddForStream(new() { Heartbeat = new() });
        Assert.Equal(0, Next(outbox).ServerSeq);
        Assert.Equal(3, Next(outbox).ServerSeq);
        Assert.Equal(3, outbox.LastServerSeq);
    }

    [Fact]
    public void Open_OpenedThatWasNeverSaid_IsSaidOnce()
    {
        Outbox outbox = Opened();
        outbox.Open(new() { Epoch = 2 });
        Assert.Equal(2, Next(outbox).Opened.Epoch);
        Assert.Null(outbox.Take());
    }

    private static Outbox Opened(StreamLimits? limits = null, Durability durability = Durability.Group)
    {
        var outbox = new Outbox(limits ?? new(), durability);
        outbox.Open(new() { SessionId = "s", Epoch = 1 });
        return outbox;
    }

    // Opened and the first plan have been sent
    private static Outbox Started(long[] units, Durability durability = Durability.Group)
    {
        Outbox outbox = Opened(durability: durability);
        outbox.SetPlan(Dense(0, units), 0);
        Next(outbox);
        Next(outbox);
        return outbox;
    }

    private static Resumed Resume(Outbox outbox, long lastServerSeq)
    {
        Assert.Null(outbox.Resume(new Resumed { SessionId = "s" }, lastServerSeq));
        StreamReoptimizeResponse first = Next(outbox);
        Assert.Equal((0, "s"), (first.ServerSeq, first.Resumed.SessionId));
        return first.Resumed;
    }

    private static StreamReoptimizeResponse Next(Outbox outbox) => StreamReoptimizeResponse.Parser.ParseFrom(outbox.Take()!);

    private static Plan Dense(int from, long[] units) => new() { FromPeriod = from, Units = { units } };

    private static StreamReoptimizeResponse Rejected(long seq) => new() { BasedOnSeq = seq, EventRejected = new() { Seq = seq } };
}
