using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Client;

namespace SolverGrpc.Stream.Tests;

/// <summary>Row 5 of the table of faults: clients that read slowly, vanish or cancel.</summary>
public sealed class SlowReaderTests : IAsyncLifetime
{
    // more than the windows of the connection, the server's buffers and what a session may keep unsent
    private const int Refused = 6_000;

    private readonly WorkedOrder _order = new();
    private StreamHost _host = null!;

    public async Task InitializeAsync() => _host = await StreamHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task ClientThatDoesNotRead_LosesItsStreamAndNothingElse()
    {
        using OpenStream slow = await _host.BeginAsync(_order.Open());
        int sent = 0;
        try
        {
            for (; sent < Refused; sent++) await slow.SendAsync(_order.Refused());
        }
        catch (RpcException)
        {
            // the stream has ended: the events from here on are not known to have come
        }

        using (Channel own = Channel.ForAddress(_host.Host.Endpoints[0]))
        {
            var other = new WorkedOrder();
            using OpenStream quick = await OpenStream.BeginAsync(own, other.Open());
            await quick.SendAsync(other.Fill("a", 5));
            await quick.PlanAsync(2);
        }

        Assert.Equal(StatusCode.ResourceExhausted, (await slow.ErrorAsync()).StatusCode);
        using OpenStream resumed = await _host.BeginAsync(_order.Resume(slow.LastServerSeq));
        long last = (await resumed.NextAsync()).Resumed.LastSeq;
        await resumed.UntilAsync(message => message.EventRejected?.Seq == last);
        Assert.Equal(
            Enumerable.Range(2, (int)last - 1).Select(i => (long)i),
            slow.Seen.Concat(resumed.Seen).Where(message => message.EventRejected is not null).Select(message => message.EventRejected.Seq));
    }

    [Fact]
    public async Task ClientThatCancels_LeavesTheSessionAsItIs()
    {
        using (OpenStream first = await _host.BeginAsync(_order.Open()))
        {
            await first.SendAsync(_order.Fill("a", 5));
            await first.PlanAsync(2);
        }

        using OpenStream resumed = await _host.BeginAsync(_order.Resume());
        Assert.Equal(5, (await resumed.NextAsync()).Resumed.State.FilledUnits);
    }

    [Fact]
    public async Task ClientThatCancelsDuringALongSolve_GetsThePlanWhenItComesBack()
    {
        await using StreamHost host = await StreamHost.StartAsync(options => options with { LargeWorkers = 1 });
        WorkedOrder[] orders = [.. Enumerable.Range(0, 4).Select(_ => new WorkedOrder { Periods = 4_000, IsConcave = true })];
        foreach (WorkedOrder order in orders)
        {
            using OpenStream stream = await host.BeginAsync(order.Open());
            await stream.NextAsync();
        }

        using OpenStream resumed = await host.BeginAsync(orders[^1].Resume());
        Assert.Equal(WorkedOrder.Units, (await resumed.PlanAsync(1)).Units.Sum());
    }
}
