using System.Net;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Host.Tests;
using SolverGrpc.Rpc.Tests.Http2;

namespace SolverGrpc.Abuse.Tests.Clients;

/// <summary>A well-behaved client with one connection, opened before the abuse, on which it wants to be answered all along.</summary>
internal sealed class Bystander : IAsyncDisposable
{
    private readonly RawHttp2Connection _wire;

    private Bystander(RawHttp2Connection wire) => _wire = wire;

    public static async Task<Bystander> ConnectAsync(EndPoint address)
    {
        var bystander = new Bystander(await RawHttp2Connection.ConnectAsync(address));
        await bystander.IsAnsweredAsync();
        return bystander;
    }

    public async Task IsAnsweredAsync()
    {
        StreamTranscript answer = await _wire.SolveAsync(Orders.Published());
        Assert.Equal(Termination.Optimal, answer.Response().Outcome.Termination);
    }

    /// <summary>Calls one after the other for as long as the abuse goes on, and once more after it.</summary>
    public async Task IsAnsweredDuringAsync(Task abuse)
    {
        while (!abuse.IsCompleted) await IsAnsweredAsync();
        await abuse;
        await IsAnsweredAsync();
    }

    public ValueTask DisposeAsync() => _wire.DisposeAsync();
}
