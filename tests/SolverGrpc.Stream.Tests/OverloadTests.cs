using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Client;

namespace SolverGrpc.Stream.Tests;

/// <summary>
/// Row 11 of the table of faults for streams: twice and ten times as many events, solves and sessions as there is room for. What is counted
/// here are solves and messages; the milliseconds are measured in bench/.
/// </summary>
public sealed class OverloadTests
{
    private const int Room = 4;

    // whatever has arrived is applied and solved once, so that a flood costs events and no solves
    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    public async Task MoreEventsThanMayWait_AreSolvedTogether_AndAnotherSessionIsServed(int times)
    {
        const int Ahead = 64, Rounds = 8;
        await using StreamHost host = await StreamHost.StartAsync(options => options with { SessionEventsAheadMax = Ahead });
        var flooding = new WorkedOrder();
        var quiet = new WorkedOrder();
        using Channel own = Channel.ForAddress(host.Host.Endpoints[0]);
        using OpenStream flood = await host.BeginAsync(flooding.Open()), beside = await OpenStream.BeginAsync(own, quiet.Open());
        await beside.PlanAsync(1);
        await flood.SendAsync(flooding.Next(new() { ChildSubmitted = new() { ChildId = "child", Units = WorkedOrder.Units } }));
        int events = 0;
        for (int round = 0; round < Rounds; round++)
        {
            Task sending = SendAsync(Ahead * times);
            await beside.SendAsync(quiet.Fill($"{round}", 1));
            await beside.PlanAsync(round + 2);
            await sending;
            events += Ahead * times;
        }

        Assert.Equal(events, (await flood.PlanAsync(events + 2)).State.FilledUnits);
        int plans = flood.Seen.Count(message => message.Plan is not null);
        Assert.True(plans < events, $"{plans} plans for {events} events");

        // and at once when the flood is over
        await flood.SendAsync(flooding.Fill("last", 1));
        Assert.Equal(events + 1, (await flood.PlanAsync(events + 3)).State.FilledUnits);

        async Task SendAsync(int count)
        {
            for (int i = 0; i < count; i++) await flood.SendAsync(flooding.Fill($"{events} {i}", 1));
        }
    }

    // solves that take long wait for their turn; nobody is refused for that, and small sessions do not wait
    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    public async Task MoreLargeSolvesThanMayWait_AllArePlannedInTheEnd_AndSmallSessionsDoNotWait(int times)
    {
        await using StreamHost host = await StreamHost.StartAsync(options => options with { LargeWorkers = 1, LargeQueueMax = Room });
        WorkedOrder[] orders = [.. Enumerable.Range(0, Room * times).Select(_ => new WorkedOrder { Periods = 400, IsConcave = true })];
        OpenStream[] streams = await Task.WhenAll(orders.Select(order => host.BeginAsync(order.Open())));
        var small = new WorkedOrder();
        using (OpenStream quick = await host.BeginAsync(small.Open()))
        {
            await quick.SendAsync(small.Fill("a", 5));
            Assert.Equal(5, (await quick.PlanAsync(2)).State.FilledUnits);
        }

        for (int i = 0; i < streams.Length; i++)
        {
            Assert.Equal(WorkedOrder.Units, (await streams[i].PlanAsync(1)).Units.Sum());
            streams[i].Dispose();
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    public async Task MoreSessionsThanThereIsRoomFor_AreTurnedAwayWithATime_AndTheOthersGoOn(int times)
    {
        await using StreamHost host = await StreamHost.StartAsync(options => options with { SessionsMax = Room, FinishedSessionSeconds = 0 });
        WorkedOrder[] orders = [.. Enumerable.Range(0, Room).Select(_ => new WorkedOrder())];
        OpenStream[] streams = await Task.WhenAll(orders.Select(order => host.BeginAsync(order.Open())));
        foreach (OpenStream stream in streams) await stream.PlanAsync(1);
        for (int i = Room; i < Room * times; i++)
        {
            using OpenStream refused = await host.BeginAsync(new WorkedOrder().Open());
            RpcException error = await refused.ErrorAsync();
            Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
            Assert.True(int.Parse(error.Trailers.GetValue("grpc-retry-pushback-ms")!, System.Globalization.CultureInfo.InvariantCulture) > 0);
        }

        for (int i = 0; i < Room; i++)
        {
            await streams[i].SendAsync(orders[i].Fill("a", 5));
            Assert.Equal(5, (await streams[i].PlanAsync(2)).State.FilledUnits);
        }

        // a session that is over makes room
        await streams[0].SendAsync(orders[0].Cancel());
        await streams[0].HalfCloseAsync();
        await streams[0].EndAsync();
        var next = new WorkedOrder();
        await host.JournalAsync(orders[0].Key, record => record.Kind == Sessions.Journal.RecordKind.Ended);
        using (OpenStream opened = await host.BeginAsync(next.Open())) await opened.PlanAsync(1);
        foreach (OpenStream stream in streams) stream.Dispose();
    }
}
