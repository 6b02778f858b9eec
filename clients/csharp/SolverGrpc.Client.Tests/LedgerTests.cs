using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Client.Tests;

/// <summary>A session's memory: nothing is lost, nothing is told twice.</summary>
public class LedgerTests
{
    private readonly Clock _clock = new();
    private readonly SessionLedger _ledger;
    private readonly StreamReoptimizeResponse _opened = new() { ServerSeq = 1, BasedOnSeq = 1, Opened = new() { SessionId = "s", Epoch = 1 } };

    public LedgerTests() => _ledger = new(new() { ClientOrderId = "order" }, _clock);

    private static StreamReoptimizeResponse Ack(long serverSeq, long basedOn, long durable) =>
        new() { ServerSeq = serverSeq, BasedOnSeq = basedOn, DurableSeq = durable, Ack = new() };

    private void OpenWithEvents(int count)
    {
        _ledger.Begin();
        _ledger.Receive(_opened);
        for (int i = 0; i < count; i++) _ledger.Add(new() { Fill = new() { ExecId = $"x{i}", ChildId = "c", Units = 1 } });
        _ = Sent();
    }

    private long[] Sent()
    {
        var numbers = new List<long>();
        while (_ledger.TryNext(out StreamReoptimizeRequest message)) numbers.Add(message.Seq);
        return [.. numbers];
    }

    private long[] Resumed(long lastSeq)
    {
        Assert.NotNull(_ledger.Begin().Resume);
        _ledger.Receive(new() { Resumed = new() { LastSeq = lastSeq } });
        return Sent();
    }

    [Fact]
    public void LinkThatBreaksBeforeOpened_OpensAgainWithTheSameContent()
    {
        StreamReoptimizeRequest first = _ledger.Begin();
        _ledger.Add(new() { Pause = new() });
        StreamReoptimizeRequest again = _ledger.Begin();
        Assert.Equal(first.Open.Attempt + 1, again.Open.Attempt);
        first.Open.Attempt = again.Open.Attempt;
        Assert.Equal(first, again);
        Assert.Equal([2], Sent());
    }

    [Fact]
    public void Attempts_Rise_WhateverTheClockDoes()
    {
        long Attempt(int seconds)
        {
            _clock.Now += TimeSpan.FromSeconds(seconds);
            StreamReoptimizeRequest first = _ledger.Begin();
            return first.Open?.Attempt ?? first.Resume.Attempt;
        }

        long[] opens = [Attempt(0), Attempt(0)];
        _ledger.Receive(_opened);
        long[] resumes = [Attempt(5), Attempt(-7)];
        const long Start = 1_000_000_000;
        Assert.Equal([Start, Start + 1], opens);
        Assert.Equal([6 * Start, (6 * Start) + 1], resumes);
    }

    [Fact]
    public void Resume_NamesTheLastMessage_AndWhatTheServiceHasNotIsSentAgain()
    {
        OpenWithEvents(3);
        Assert.Equal((0, 1), (_ledger.Begin().Seq, _ledger.Begin().Resume.LastServerSeq));
        Assert.Equal([3, 4], Resumed(2));
    }

    [Fact]
    public void EventsWait_WhileItIsNotKnownWhatTheServiceHas()
    {
        OpenWithEvents(1);
        _ledger.Begin();
        _ledger.Add(new() { Pause = new() });
        Assert.Empty(Sent());
        Assert.Equal([2, 3], Resumed(1));
    }

    [Fact]
    public void DurableEvents_AreForgotten()
    {
        OpenWithEvents(3);
        _ledger.Receive(Ack(2, 4, 3));
        Assert.Equal(1, _ledger.Unconfirmed);
        Assert.Equal([4], Resumed(3));
    }

    [Fact]
    public void ServiceThatLostDurableEvents_IsAnError()
    {
        OpenWithEvents(3);
        _ledger.Receive(Ack(2, 4, 3));
        Assert.Throws<SessionLostException>(() => Resumed(2));
    }

    [Fact]
    public void ServiceThatLostASessionThatWasNotDurable_GetsItAgain()
    {
        OpenWithEvents(2);
        Assert.True(_ledger.StartAgain());
        Assert.NotNull(_ledger.Begin().Open);
        Assert.Equal([2, 3], Sent());
        Assert.True(_ledger.Receive(_opened));
    }

    [Fact]
    public void ServiceThatLostASessionThatWasDurable_DoesNotGetItAgain()
    {
        OpenWithEvents(2);
        _ledger.Receive(Ack(2, 3, 1));
        Assert.False(_ledger.StartAgain());
    }

    [Fact]
    public void MessageThatComesTwice_IsToldOnce()
    {
        OpenWithEvents(0);
        Assert.True(_ledger.Receive(Ack(2, 1, 0)));
        Assert.False(_ledger.Receive(Ack(2, 1, 0)));
    }

    [Fact]
    public void MissingEvents_AreSentAgain()
    {
        OpenWithEvents(4);
        _ledger.Receive(new() { ResendRequest = new() { FirstSeq = 4, LastSeq = 5 } });
        Assert.Equal([4, 5], Sent());
    }

    [Fact]
    public void Warning_IsAheadOfItsPlan()
    {
        OpenWithEvents(2);
        _ledger.Receive(new() { ServerSeq = 2, BasedOnSeq = 3, Warning = new() { Kind = WarningKind.Behind } });
        Assert.Equal(0, _ledger.BasedOnSeq);
        _ledger.Receive(new() { ServerSeq = 3, BasedOnSeq = 3, Plan = new() { Version = 1 } });
        Assert.Equal(3, _ledger.BasedOnSeq);
    }

    [Fact]
    public void Plans_ArePutTogether()
    {
        var plan = new SessionPlan();
        foreach ((Plan next, long[] expected) in new (Plan, long[])[]
        {
            (new() { Units = { 1, 2, 3, 4 } }, [1, 2, 3, 4]),
            (new() { FromPeriod = 1, ChangedPeriods = { 2 }, Units = { 7 } }, [0, 2, 7, 4]),
            (new() { FromPeriod = 2, Units = { 5, 6 } }, [0, 0, 5, 6]),
            (new() { FromPeriod = 4 }, [0, 0, 0, 0]),
        })
        {
            plan.Take(next);
            Assert.Equal(expected, Enumerable.Range(0, 4).Select(period => plan[period]));
        }
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch.AddSeconds(1);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
