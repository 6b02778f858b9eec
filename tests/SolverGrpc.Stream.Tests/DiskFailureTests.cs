using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Client;

namespace SolverGrpc.Stream.Tests;

/// <summary>Row 12 of the table of faults with a real process: the disk fails, the process ends and says so, the next one goes on.</summary>
public class DiskFailureTests
{
    private const int DiskFailed = 7;

    [Fact]
    public async Task SyncThatFails_EndsTheProcessWithItsOwnExitCode_AndTheNextOneHasWhatWasDurable()
    {
        var order = new WorkedOrder();
        await using KillableServer server = await KillableServer.StartAsync(canFail: true);
        long seen;
        using (Channel channel = Channel.ForAddress(server.Endpoint))
        {
            using OpenStream stream = await OpenStream.BeginAsync(channel, order.Open());
            await stream.SendAsync(order.Fill("a", 5));
            await stream.DurableAsync(2);
            await server.FailSyncsAsync();
            await stream.SendAsync(order.Fill("b", 7));
            Assert.Equal(StatusCode.Unavailable, (await stream.ErrorAsync()).StatusCode);
            Assert.DoesNotContain(stream.Seen, message => message.DurableSeq > 2);
            seen = stream.LastServerSeq;
        }

        Assert.Equal(DiskFailed, await server.ExitAsync());
        await server.StartProcessAsync();
        using Channel again = Channel.ForAddress(server.Endpoint);
        using OpenStream resumed = await OpenStream.BeginAsync(again, order.Resume(seen));
        Resumed answer = (await resumed.NextAsync()).Resumed;
        Assert.InRange(answer.LastSeq, 2, 3);
        Assert.Equal(answer.LastSeq == 2 ? 5 : 12, answer.State.FilledUnits);
    }
}
