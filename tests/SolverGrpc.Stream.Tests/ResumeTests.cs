using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc;

namespace SolverGrpc.Stream.Tests;

/// <summary>Rows 1, 2 and 13 of the table of faults: what is there again after a stream, or the server, has gone.</summary>
public sealed class ResumeTests : IAsyncLifetime
{
    private readonly WorkedOrder _order = new();
    private StreamHost _host = null!;

    public async Task InitializeAsync() => _host = await StreamHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Resume_GetsTheVeryMessagesThatWereMissed()
    {
        using OpenStream first = await _host.BeginAsync(_order.Open());
        await first.PlanAsync(1);
        for (int i = 0; i < 5; i++)
        {
            StreamReoptimizeRequest next = i == 2 ? _order.Refused() : _order.Fill($"{i}", 10);
            await first.SendAsync(next);
            await first.DurableAsync(next.Seq);
        }

        const long Seen = 3;
        StreamReoptimizeResponse[] missed = [.. first.Seen.Where(message => message.ServerSeq > Seen)];
        using OpenStream resumed = await _host.BeginAsync(_order.Resume(Seen));
        Assert.False((await resumed.NextAsync()).Resumed.Snapshot);
        foreach (StreamReoptimizeResponse message in missed) Assert.Equal(message, await resumed.NextAsync());
    }

    [Fact]
    public async Task Restart_SessionIsThereWithTheSameStateAndPlan()
    {
        Plan before;
        using (OpenStream first = await _host.BeginAsync(_order.Open()))
        {
            await first.SendAsync(_order.Fill("a", 10));
            await first.SendAsync(_order.Refused());
            await first.SendAsync(_order.Fill("b", 20));
            before = await first.PlanAsync(4);
            await first.HalfCloseAsync();
            await first.EndAsync();
        }

        await _host.RestartAsync();
        using OpenStream resumed = await _host.BeginAsync(_order.Resume());
        StreamReoptimizeResponse answer = await resumed.NextAsync();
        Assert.Equal((4, true), (answer.Resumed.LastSeq, answer.Resumed.Snapshot));
        Assert.Equal(before.State.StateHash, answer.Resumed.State.StateHash);
        Plan plan = await resumed.PlanAsync(4);
        Assert.Equal((PlanReason.Resumed, before.Version), (plan.Reason, plan.Version));
        Assert.Contains(resumed.Seen, message => message.EventRejected?.Seq == 3);
    }

    [Fact]
    public async Task Restart_ServerSeqGoesOnAfterWhatTheClientHasSeen()
    {
        long seen;
        using (OpenStream first = await _host.BeginAsync(_order.Open()))
        {
            await first.DurableAsync(1);
            seen = first.LastServerSeq;
        }

        await _host.RestartAsync();
        using OpenStream resumed = await _host.BeginAsync(_order.Resume(seen));
        await resumed.NextAsync();
        Assert.Equal(seen + 1, (await resumed.NextAsync()).ServerSeq);
    }

    [Fact]
    public async Task Restart_WhatWasSentAgain_HasNoSecondEffect()
    {
        StreamReoptimizeRequest fill;
        using (OpenStream first = await _host.BeginAsync(_order.Open()))
        {
            fill = _order.Fill("a", 10);
            await first.SendAsync(fill);
            await first.DurableAsync(2);
        }

        await _host.RestartAsync();
        using OpenStream resumed = await _host.BeginAsync(_order.Resume());
        await resumed.SendAsync(fill);
        await resumed.SendAsync(_order.Fill("b", 5));
        Assert.Equal(15, (await resumed.PlanAsync(3)).State.FilledUnits);
    }

    [Fact]
    public async Task Stop_StreamsEndUnavailable_AndEverythingIsOnTheDisk()
    {
        using OpenStream first = await _host.BeginAsync(_order.Open());
        await first.SendAsync(_order.Fill("a", 10));
        await first.PlanAsync(2);
        Task restart = _host.RestartAsync();
        Assert.Equal(StatusCode.Unavailable, (await first.ErrorAsync()).StatusCode);
        await restart;
        using OpenStream resumed = await _host.BeginAsync(_order.Resume());
        Resumed answer = (await resumed.NextAsync()).Resumed;
        Assert.Equal((2, 10, 2), (answer.LastSeq, answer.State.FilledUnits, answer.Epoch));
    }

    [Fact]
    public async Task Done_SessionIsKeptForALateFill()
    {
        using OpenStream first = await _host.BeginAsync(_order.Open());
        await first.SendAsync(_order.Cancel());
        await first.UntilAsync(message => message.Done is not null);
        await first.SendAsync(_order.Fill("late", 10));
        await first.DurableAsync(3);
        using OpenStream resumed = await _host.BeginAsync(_order.Resume());
        Assert.Equal(10, (await resumed.NextAsync()).Resumed.State.FilledUnits);
    }
}
