using SolverGrpc.Service.Admission;

namespace SolverGrpc.Service.Tests;

public sealed class WorkLaneTests
{
    [Fact]
    public async Task TryAdd_QueueFull_IsRefusedUntilThereIsRoom()
    {
        using var lane = new WorkLane("test", 1, 2, long.MaxValue, TimeProvider.System);
        using BlockingWork running = new(), first = new(), second = new(), third = new();
        Assert.True(lane.TryAdd(running));
        await running.Begun;
        Assert.True(lane.TryAdd(first));
        Assert.True(lane.TryAdd(second));
        Assert.False(lane.TryAdd(third));
        running.Release();
        await first.Begun;
        Assert.True(lane.TryAdd(third));
        foreach (BlockingWork work in new[] { first, second, third }) work.Release();
        await Task.WhenAll(first.Done, second.Done, third.Done);
    }

    [Fact]
    public async Task TryAdd_TooManyPeriods_IsRefusedUnlessAlone()
    {
        using var lane = new WorkLane("test", 1, 100, 1000, TimeProvider.System);
        using BlockingWork running = new(), huge = new(5000), small = new(1);
        Assert.True(lane.TryAdd(running));
        await running.Begun;
        Assert.True(lane.TryAdd(huge));
        Assert.False(lane.TryAdd(small));
        running.Release();
        huge.Release();
        await huge.Done;
    }

    [Fact]
    public async Task TryAdd_QueueFullOfAbandonedWork_MakesRoom()
    {
        using var lane = new WorkLane("test", 1, 1, long.MaxValue, TimeProvider.System);
        using BlockingWork running = new(), abandoned = new(), next = new();
        Assert.True(lane.TryAdd(running));
        await running.Begun;
        Assert.True(lane.TryAdd(abandoned));
        Assert.False(lane.TryAdd(next));
        abandoned.IsAbandoned = true;
        Assert.True(lane.TryAdd(next));
        await abandoned.Done;
        running.Release();
        next.Release();
        await next.Done;
    }

    [Fact]
    public async Task Dispose_WorkWaiting_IsStillDone()
    {
        var lane = new WorkLane("test", 1, 10, long.MaxValue, TimeProvider.System);
        using BlockingWork running = new(), waiting = new();
        lane.TryAdd(running);
        await running.Begun;
        lane.TryAdd(waiting);
        running.Release();
        waiting.Release();
        lane.Dispose();
        Assert.True(running.Done.IsCompleted && waiting.Done.IsCompleted);
        Assert.False(lane.TryAdd(running));
    }
}
