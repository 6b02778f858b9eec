using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc;

namespace SolverGrpc.Stream.Tests;

/// <summary>Row 4 of the table of faults: who may have a session, and how it changes hands.</summary>
public sealed class OwnershipTests : IAsyncLifetime
{
    private readonly WorkedOrder _order = new();
    private StreamHost _host = null!;

    public async Task InitializeAsync() => _host = await StreamHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task SecondClientWithoutTheKey_IsRefused_AndTheFirstGoesOn()
    {
        using OpenStream first = await _host.BeginAsync(_order.Open());
        await first.PlanAsync(1);

        using OpenStream second = await _host.BeginAsync(new WorkedOrder { ClientOrderId = _order.ClientOrderId }.Open());
        Assert.Equal(StatusCode.PermissionDenied, (await second.ErrorAsync()).StatusCode);

        await first.SendAsync(_order.Fill("a", 5));
        Assert.Equal(5, (await first.PlanAsync(2)).State.FilledUnits);
    }

    [Fact]
    public async Task SameClientWhileTheOldStreamIsOpen_OldIsAborted_NewGoesOn()
    {
        using OpenStream old = await _host.BeginAsync(_order.Open());
        await old.PlanAsync(1);

        using OpenStream resumed = await _host.BeginAsync(_order.Resume(old.LastServerSeq));
        Resumed answer = (await resumed.NextAsync()).Resumed;
        Assert.Equal((2, 1, false), (answer.Epoch, answer.LastSeq, answer.Snapshot));
        Assert.Equal(StatusCode.Aborted, (await old.ErrorAsync()).StatusCode);

        await resumed.SendAsync(_order.Fill("a", 5));
        Assert.Equal(5, (await resumed.PlanAsync(2)).State.FilledUnits);
    }

    [Fact]
    public async Task EventsOnAFencedStream_HaveNoEffect()
    {
        using OpenStream old = await _host.BeginAsync(_order.Open());
        await old.PlanAsync(1);
        using OpenStream resumed = await _host.BeginAsync(_order.Resume());
        await resumed.PlanAsync(1);

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            while (true) await old.SendAsync(_order.Fill("from the old stream", 5));
        });
        await resumed.SendAsync(new() { Seq = 2, Quote = new() });
        await resumed.DurableAsync(2);
        using OpenStream third = await _host.BeginAsync(_order.Resume());
        Assert.Equal(0, (await third.NextAsync()).Resumed.State.FilledUnits);
    }

    // a stream that its client gave up, and that was read after the one it has now
    [Fact]
    public async Task AttemptThatIsReadLate_IsTurnedAway_AndTheNewerStreamGoesOn()
    {
        using (OpenStream first = await _host.BeginAsync(_order.Open())) await first.PlanAsync(1);
        using OpenStream newest = await _host.BeginAsync(_order.Resume(attempt: 2));
        await newest.NextAsync();

        foreach (long attempt in (long[])[1, 2])
        {
            using OpenStream late = await _host.BeginAsync(_order.Resume(attempt: attempt));
            Assert.Equal(StatusCode.Aborted, (await late.ErrorAsync()).StatusCode);
        }

        using OpenStream opened = await _host.BeginAsync(_order.OpenAgain(attempt: 1));
        Assert.Equal(StatusCode.Aborted, (await opened.ErrorAsync()).StatusCode);
        await newest.SendAsync(_order.Fill("a", 5));
        Assert.Equal(5, (await newest.PlanAsync(2)).State.FilledUnits);

        using OpenStream untold = await _host.BeginAsync(_order.Resume());
        Assert.Equal(3, (await untold.NextAsync()).Resumed.Epoch);
        Assert.Equal(StatusCode.Aborted, (await newest.ErrorAsync()).StatusCode);
    }

    // two streams that both began with open
    [Fact]
    public async Task OpenThatIsReadLate_IsTurnedAway_AndTheNewerOpenGoesOn()
    {
        using OpenStream newest = await _host.BeginAsync(_order.Open(attempt: 2));
        await newest.PlanAsync(1);
        foreach (long attempt in (long[])[1, 2])
        {
            using OpenStream late = await _host.BeginAsync(_order.OpenAgain(attempt));
            Assert.Equal(StatusCode.Aborted, (await late.ErrorAsync()).StatusCode);
        }

        await newest.SendAsync(_order.Fill("a", 5));
        Assert.Equal(5, (await newest.PlanAsync(2)).State.FilledUnits);
    }

    // a process that has lost its memory, while the stream of the one before has not been found dead
    [Fact]
    public async Task OpenOfANewProcess_BesideAStreamThatResumed_HasTheSession()
    {
        using (OpenStream first = await _host.BeginAsync(_order.Open(attempt: 1))) await first.PlanAsync(1);
        using OpenStream halfOpen = await _host.BeginAsync(_order.Resume(attempt: 2));
        await halfOpen.NextAsync();

        StreamReoptimizeRequest open = _order.OpenAgain(attempt: 3);
        open.EventTime = new() { Seconds = 1_700_000_000 };
        using OpenStream anew = await _host.BeginAsync(open);
        Assert.Equal(3, (await anew.NextAsync()).Opened.Epoch);
        Assert.Equal(StatusCode.Aborted, (await halfOpen.ErrorAsync()).StatusCode);
        await anew.SendAsync(_order.Fill("a", 5));
        Assert.Equal(5, (await anew.PlanAsync(2)).State.FilledUnits);
    }

    [Fact]
    public async Task UnknownSession_IsNotFound()
    {
        using OpenStream stream = await _host.BeginAsync(_order.Resume());
        Assert.Equal(StatusCode.NotFound, (await stream.ErrorAsync()).StatusCode);
    }

    [Fact]
    public async Task OpenAgainWithTheSameContent_IsTheSameSession_WhateverItsTime()
    {
        StreamReoptimizeRequest open = _order.Open();
        open.EventTime = new() { Seconds = 1_700_000_000 };
        string sessionId;
        using (OpenStream first = await _host.BeginAsync(open))
        {
            await first.SendAsync(_order.Fill("a", 5));
            await first.PlanAsync(2);
            sessionId = first.Seen[0].Opened.SessionId;
        }

        open.EventTime.Seconds++;
        using OpenStream again = await _host.BeginAsync(open);
        Opened opened = (await again.NextAsync()).Opened;
        Assert.Equal((sessionId, 2), (opened.SessionId, opened.Epoch));
        Assert.Equal(5, (await again.PlanAsync(2)).State.FilledUnits);
    }

    [Fact]
    public async Task OpenAgainWithOtherContent_IsAlreadyExists()
    {
        StreamReoptimizeRequest open = _order.Open(), other = open.Clone();
        other.Open.Problem.QuantityUnits++;
        using OpenStream first = await _host.BeginAsync(open);
        await first.PlanAsync(1);
        using OpenStream second = await _host.BeginAsync(other);
        Assert.Equal(StatusCode.AlreadyExists, (await second.ErrorAsync()).StatusCode);
        await first.SendAsync(_order.Fill("a", 5));
        await first.PlanAsync(2);
    }

    [Fact]
    public async Task FirstMessageThatIsNeitherOpenNorResume_IsRefused()
    {
        using OpenStream stream = await _host.BeginAsync(_order.Fill("a", 5));
        Assert.Equal(StatusCode.InvalidArgument, (await stream.ErrorAsync()).StatusCode);
    }

    [Fact]
    public async Task KeyThatIsTooShort_IsRefused()
    {
        StreamReoptimizeRequest open = _order.Open();
        open.Open.SessionKey = Google.Protobuf.ByteString.CopyFrom(new byte[15]);
        using OpenStream stream = await _host.BeginAsync(open);
        Assert.Equal(StatusCode.InvalidArgument, (await stream.ErrorAsync()).StatusCode);
    }

    [Fact]
    public async Task SecondOpenOnAStream_IsRefused()
    {
        using OpenStream stream = await _host.BeginAsync(_order.Open());
        await stream.SendAsync(_order.Resume());
        Assert.Equal(StatusCode.InvalidArgument, (await stream.ErrorAsync()).StatusCode);
    }

    [Fact]
    public async Task TooManySessions_AreRefused()
    {
        await using StreamHost small = await StreamHost.StartAsync(options => options with { SessionsMax = 1 });
        using OpenStream first = await small.BeginAsync(_order.Open());
        await first.PlanAsync(1);
        using OpenStream second = await small.BeginAsync(new WorkedOrder().Open());
        Assert.Equal(StatusCode.ResourceExhausted, (await second.ErrorAsync()).StatusCode);
    }

    [Fact]
    public async Task WithoutAJournal_OnlySessionsThatNeedNoneAreTaken()
    {
        await using StreamHost none = await StreamHost.StartAsync(options => options with { JournalPath = "" });
        using OpenStream kept = await none.BeginAsync(_order.Open());
        RpcException refused = await kept.ErrorAsync();
        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
        Assert.Contains("--journal-path", refused.Status.Detail, StringComparison.Ordinal);

        var order = new WorkedOrder { Policy = new() { Durability = Durability.None } };
        using OpenStream stream = await none.BeginAsync(order.Open());
        await stream.SendAsync(order.Fill("a", 5));
        await stream.PlanAsync(2);
        Assert.All(stream.Seen, message => Assert.Equal(0, message.DurableSeq));
    }
}
