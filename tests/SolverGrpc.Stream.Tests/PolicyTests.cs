using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Stream.Tests;

/// <summary>What a session's policy asks for, over the wire. What each policy does to the order is in the scripts of SolverGrpc.Sessions.Tests.</summary>
public sealed class PolicyTests : IAsyncLifetime
{
    private StreamHost _host = null!;

    public async Task InitializeAsync() => _host = await StreamHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Threshold_SmallMovesMakeNoPlan_LargeOnesDo()
    {
        var order = new WorkedOrder { Policy = new() { Replan = new() { ThresholdUnits = 100 } } };
        using OpenStream stream = await _host.BeginAsync(order.Open());
        await stream.PlanAsync(1);
        await stream.SendAsync(order.Next(new() { MarketUpdate = new() { FromPeriod = 9, ImpactScale = 1.01 } }));
        await stream.DurableAsync(2);
        await stream.SendAsync(order.Next(new() { MarketUpdate = new() { FromPeriod = 9, ImpactScale = 2 } }));
        Assert.Equal(2, (await stream.PlanAsync(3)).Version);
        Assert.Equal([1, 3], stream.Seen.Where(message => message.Plan is not null).Select(message => message.BasedOnSeq));
    }

    [Fact]
    public async Task MinInterval_IsEventTime()
    {
        var order = new WorkedOrder { Policy = new() { Replan = new() { MinInterval = new() { Seconds = 10 } } } };
        StreamReoptimizeRequest open = order.Open();
        open.EventTime = new() { Seconds = 100 };
        using OpenStream stream = await _host.BeginAsync(open);
        await stream.PlanAsync(1);
        foreach (long seconds in (long[])[101, 109, 110])
            await stream.SendAsync(order.Next(new() { EventTime = new() { Seconds = seconds }, MarketUpdate = new() { FromPeriod = 9, ImpactScale = 2 } }));
        Assert.Equal(2, (await stream.PlanAsync(4)).Version);
        Assert.Equal([1, 4], stream.Seen.Where(message => message.Plan is not null).Select(message => message.BasedOnSeq));
    }

    [Theory]
    [InlineData(EndOfWindow.Cancel, true)]
    [InlineData(EndOfWindow.Force, true)]
    [InlineData(EndOfWindow.Carry, false)]
    [InlineData(EndOfWindow.PastEnd, false)]
    public async Task WindowIsOver_WhatIsLeftIsSaid_AndThePolicyApplied(EndOfWindow policy, bool isOver)
    {
        var order = new WorkedOrder { Periods = 2, Policy = new() { EndOfWindow = policy } };
        using OpenStream stream = await _host.BeginAsync(order.Open());
        await stream.SendAsync(order.Next(new() { PeriodClose = new() { Period = 0, ReferencePriceTicks = 10_000 } }));
        Assert.Equal([WorkedOrder.Units], (await stream.PlanAsync(2)).Units);
        await stream.SendAsync(order.Next(new() { PeriodClose = new() { Period = 1, ReferencePriceTicks = 10_000 } }));
        Residual residual = (await stream.UntilAsync(message => message.Residual is not null)).Residual;
        Assert.Equal((WorkedOrder.Units, policy), (residual.Units, residual.PolicyApplied));
        if (isOver)
        {
            Assert.Equal(0, (await stream.UntilAsync(message => message.Done is not null)).Done.Summary.FilledUnits);
            return;
        }

        // carried: there is a plan again when the order is amended; past the end: the last period goes on
        if (policy == EndOfWindow.Carry) await stream.SendAsync(order.Next(new() { PeriodClose = new() { Period = 2 } }));
        if (policy == EndOfWindow.Carry) Assert.Equal(4, (await stream.UntilAsync(message => message.EventRejected is not null)).EventRejected.Seq);
        else Assert.Equal([WorkedOrder.Units], (await stream.PlanAsync(3)).Units);
        Assert.DoesNotContain(stream.Seen, message => message.Done is not null);
    }

    [Theory]
    [InlineData(VanishedClient.Keep)]
    [InlineData(VanishedClient.Pause)]
    [InlineData(VanishedClient.Cancel)]
    public async Task ClientThatStaysAway_IsActedForAsItAsked(VanishedClient policy)
    {
        var order = new WorkedOrder { Policy = new() { VanishedClient = policy, VanishedAfter = new() { Nanos = 1_000_000 } } };
        using (OpenStream first = await _host.BeginAsync(order.Open())) await first.DurableAsync(1);

        // what is made for the client is an event in the journal; where nothing is made, the one of a second session shows that there was time
        if (policy != VanishedClient.Keep)
        {
            await _host.JournalAsync(order.Key, record => record.Kind == Sessions.Journal.RecordKind.Event && record.Sequence == 0);
        }
        else
        {
            var witness = new WorkedOrder { Policy = new() { VanishedClient = VanishedClient.Pause, VanishedAfter = new() { Nanos = 1_000_000 } } };
            using (OpenStream second = await _host.BeginAsync(witness.Open())) await second.DurableAsync(1);
            await _host.JournalAsync(witness.Key, record => record.Kind == Sessions.Journal.RecordKind.Event && record.Sequence == 0);
        }

        using OpenStream resumed = await _host.BeginAsync(order.Resume());
        SessionState state = (await resumed.UntilAsync(message => message.Resumed is not null)).Resumed.State;
        Assert.Equal(policy == VanishedClient.Keep ? WorkedOrder.Units : 0, state.PlannedUnits);
        await resumed.SendAsync(order.Next(new() { ContinuePlanning = new() }));
        if (policy == VanishedClient.Pause) Assert.Equal(WorkedOrder.Units, (await resumed.PlanAsync(2)).Units.Sum());
        else if (policy == VanishedClient.Cancel) Assert.Equal(2, (await resumed.UntilAsync(message => message.EventRejected is not null)).EventRejected.Seq);
        else await resumed.DurableAsync(2);
    }
}
