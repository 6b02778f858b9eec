using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Client;

namespace SolverGrpc.Host.Tests;

public sealed class StoppingTests
{
    [Fact]
    public async Task Stop_SolveInFlight_IsFinishedAndNewCallsAreTurnedAway()
    {
        await using SolverHost host = await SolverHost.StartAsync(TestOptions.OnSocket());
        using var client = new SolverClient(host.Endpoints[0]);
        using AsyncDuplexStreamingCall<SolveManyRequest, SolveManyResponse> call = client.SolveMany();
        await call.RequestStream.WriteAsync(new SolveManyRequest { Solve = Orders.Day(500_000, "large") });
        await call.RequestStream.WriteAsync(new SolveManyRequest { Solve = Orders.Published("small") });

        // the small one overtakes the large one, which therefore is in flight when the host begins to stop
        Assert.Equal("small", await NextAsync(call));
        Task stop = host.StopAsync();
        Assert.Equal("large", await NextAsync(call));
        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
        await stop;
        RpcException refused = await Assert.ThrowsAsync<RpcException>(async () => await client.SolveAsync(Orders.Published()));
        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
    }

    [Fact]
    public async Task Start_AfterStop_TheSocketIsFree()
    {
        SolverHostOptions options = TestOptions.OnSocket();
        for (int i = 0; i < 2; i++)
        {
            await using SolverHost host = await SolverHost.StartAsync(options);
            using var client = new SolverClient(host.Endpoints[0]);
            Assert.Equal(Termination.Optimal, (await client.SolveAsync(Orders.Published())).Outcome.Termination);
            await host.StopAsync();
        }
    }

    private static async Task<string> NextAsync(AsyncDuplexStreamingCall<SolveManyRequest, SolveManyResponse> call)
    {
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(Termination.Optimal, call.ResponseStream.Current.Response.Outcome.Termination);
        return call.ResponseStream.Current.RequestId;
    }
}
