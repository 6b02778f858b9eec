using SolverGrpc.Abuse.Tests.Clients;
using SolverGrpc.Abuse.Tests.Hosts;
using SolverGrpc.Host.Tests;
using SolverGrpc.Rpc.Tests.Http2;

namespace SolverGrpc.Abuse.Tests.Wire;

/// <summary>Headers beyond 16 KiB or 40 in number are refused, endless ones close the connection, unheard-of names are not remembered.</summary>
public sealed class HeaderAbuseTests(AbusedHost host) : IClassFixture<AbusedHost>
{
    [Theory]
    [InlineData(1, 17_000)]
    [InlineData(41, 1)]
    public Task Headers_BeyondTheLimit_AreRefused(int count, int length) => host.EnduresAsync(async () =>
    {
        await using RawHttp2Connection wire = await host.ConnectAsync();
        StreamTranscript answer = await wire.SolveAsync(Orders.Published(), Many(count, length));
        Assert.True(answer.Status == 431 || answer.Reset is not null || answer.ConnectionLost, answer.ToString());
        Assert.Null(answer.GrpcStatus);
    });

    [Fact]
    public Task Headers_AtTheLimit_AreTaken() => host.EnduresAsync(async () =>
    {
        await using RawHttp2Connection wire = await host.ConnectAsync();
        Assert.Equal(0, (await wire.SolveAsync(Orders.Published(), Many(30, 400))).GrpcStatus);
    });

    [Theory]
    [InlineData(16_000)]
    [InlineData(0)]
    public Task Continuation_WithoutEnd_ClosesTheConnection(int fragment) => host.EnduresAsync(async () =>
    {
        IEnumerable<byte[]> endless = Enumerable.Repeat(RawFrame.Repeated(RawFrame.Of(FrameType.Continuation, FrameFlags.None, 1, new byte[fragment]), 4), int.MaxValue);
        Assert.Equal(FloodEnd.Closed, await Flood.OfReaderAsync(host.Address, endless.Prepend(RawFrame.Headers(1, SolverCalls.Solve, FrameFlags.None))));
    });

    [Fact]
    public async Task Headers_WithoutEnd_CloseTheConnectionInTime()
    {
        await using RawHttp2Connection wire = await host.ConnectAsync();
        await wire.BytesAsync(RawFrame.Headers(1, SolverCalls.Solve, FrameFlags.None));
        await wire.ClosedAsync();
    }

    /// <summary>Whatever remembers names it has seen (tables, caches, metrics) would grow here.</summary>
    [Fact]
    public Task HeaderNames_EachUnheardOf_AreNotRemembered()
    {
        int call = 0;
        return host.EnduresAsync(async () =>
        {
            await using RawHttp2Connection wire = await host.ConnectAsync();
            for (int i = 0; i < 500; i++)
            {
                int first = 30 * call++;
                (string, string?)[] names = [.. Enumerable.Range(first, 30).Select(n => ($"x-{n}-{new string('x', 200)}", (string?)"1"))];
                Assert.Equal(0, (await wire.SolveAsync(Orders.Published(), names)).GrpcStatus);
            }
        });
    }

    /// <summary>The same for paths.</summary>
    [Fact]
    public Task Paths_EachUnheardOf_AreNotRemembered()
    {
        int call = 0;
        return host.EnduresAsync(async () =>
        {
            await using RawHttp2Connection wire = await host.ConnectAsync();
            for (int i = 0; i < 500; i++)
                Assert.Equal(12, (await wire.CallAsync($"/solver.v1.SolverService/{new string('m', 8000)}{call++}", [])).GrpcStatus);
        });
    }

    private static (string Name, string? Value)[] Many(int count, int length) =>
        [.. Enumerable.Range(0, count).Select(i => ($"x-{i}", (string?)new string('v', length)))];
}
