using SolverGrpc.Abuse.Tests.Clients;
using SolverGrpc.Abuse.Tests.Hosts;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc.Tests.Http2;

namespace SolverGrpc.Abuse.Tests.Service;

/// <summary>
/// A solve that nobody waits for any more stops at its next look at its budget, of which there is one within a millisecond of work.
/// The gate stops it at a look of its own; what is counted are the looks after that.
/// </summary>
public sealed class SolveStopTests
{
    /// <summary>The end of one job and the begin and end of the next one look at the clock too.</summary>
    private const int LooksMax = 20;

    [Theory]
    [InlineData("reset")]
    [InlineData("abort")]
    public async Task Client_GoneInTheMiddleOfASolve_StopsIt(string way)
    {
        await using GatedHost host = await GatedHost.StartAsync();
        await using RawHttp2Connection other = await host.ConnectAsync();
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int stream = await wire.BeginSolveAsync(GatedHost.Long());
        await host.Reached;

        if (way == "reset") await wire.ResetAsync(stream);
        else wire.Abort();
        await host.ClientsGoneAsync();
        await StopsAsync(host, other);
    }

    [Fact]
    public async Task Client_GoneInTheMiddleOfSolveMany_StopsItsSolves()
    {
        await using GatedHost host = await GatedHost.StartAsync();
        await using RawHttp2Connection other = await host.ConnectAsync();
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int stream = await wire.OpenAsync(RawGrpc.Headers(SolverCalls.SolveMany));
        for (int i = 0; i < 5; i++) await wire.DataAsync(stream, SolverCalls.Framed(new SolveManyRequest { Solve = GatedHost.Long($"{i}") }));
        await host.Reached;

        await wire.ResetAsync(stream);
        await host.ClientsGoneAsync();
        await StopsAsync(host, other);
    }

    [Fact]
    public async Task Deadline_InTheMiddleOfASolve_EndsTheCallAndStopsIt()
    {
        await using GatedHost host = await GatedHost.StartAsync();
        host.AtGate = () => host.Clock.Advance(TimeSpan.FromMilliseconds(50));
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int stream = await wire.BeginSolveAsync(GatedHost.Long(), ("grpc-timeout", "50m"));

        // the answer does not wait for the solve
        Assert.Equal(4, (await wire.AnswerAsync(stream)).GrpcStatus);
        await StopsAsync(host, wire);
    }

    [Fact]
    public async Task Deadline_WhileASolveWaits_EndsTheCallAndItNeverBegins()
    {
        await using GatedHost host = await GatedHost.StartAsync();
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int first = await wire.BeginSolveAsync(GatedHost.Long());
        await host.Reached;
        int waiting = await wire.BeginSolveAsync(GatedHost.Long(), ("grpc-timeout", "50m"));
        await wire.PingAsync();
        host.Clock.Advance(TimeSpan.FromMilliseconds(50));
        Assert.Equal(4, (await wire.AnswerAsync(waiting)).GrpcStatus);

        await wire.ResetAsync(first);
        await host.ClientsGoneAsync();
        await StopsAsync(host, wire);
    }

    [Theory]
    [InlineData("0n", 4)]
    [InlineData("1n", 4)]
    [InlineData("5", 13)]
    [InlineData("5x", 13)]
    [InlineData("-1S", 13)]
    [InlineData("123456789S", 13)]
    [InlineData("", 13)]
    public async Task Deadline_PastOrMalformed_NothingIsBegun(string timeout, int status)
    {
        await using GatedHost host = await GatedHost.StartAsync();
        await using RawHttp2Connection wire = await host.ConnectAsync();
        StreamTranscript answer = await wire.SolveAsync(GatedHost.Long(), ("grpc-timeout", timeout));
        Assert.Equal(status, answer.GrpcStatus);
        Assert.Equal(0, host.Clock.Looks);
    }

    [Theory]
    [InlineData("99999999H")]
    [InlineData("1H")]
    public async Task Deadline_FarAway_IsNoObstacle(string timeout)
    {
        await using GatedHost host = await GatedHost.StartAsync();
        await using RawHttp2Connection wire = await host.ConnectAsync();
        Assert.Equal(Termination.Optimal, (await wire.SolveAsync(GatedHost.Short(), ("grpc-timeout", timeout))).Response().Outcome.Termination);
    }

    // the only thread for large solves is free for the next one after so many looks
    private static async Task StopsAsync(GatedHost host, RawHttp2Connection wire)
    {
        int before = host.Clock.Looks;
        host.OpenGate();
        Assert.Equal(Termination.Optimal, (await wire.SolveAsync(GatedHost.Short())).Response().Outcome.Termination);
        Assert.InRange(host.Clock.Looks - before, 0, LooksMax);
    }
}
