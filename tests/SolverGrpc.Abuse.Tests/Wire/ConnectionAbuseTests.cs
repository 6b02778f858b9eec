using System.Net.Sockets;
using SolverGrpc.Abuse.Tests.Clients;
using SolverGrpc.Abuse.Tests.Hosts;
using SolverGrpc.Host.Tests;
using SolverGrpc.Rpc.Tests.Http2;

namespace SolverGrpc.Abuse.Tests.Wire;

/// <summary>Connections and streams that only occupy places.</summary>
public sealed class ConnectionAbuseTests(AbusedHost host) : IClassFixture<AbusedHost>
{
    /// <summary>A connection has to say who it is within the time for headers: nothing, HTTP/1.1 or HTTP/2 cut off anywhere.</summary>
    [Fact]
    public async Task Connections_ThatStopInTheMiddleOfTheirPreface_AreClosed()
    {
        const string Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
        await using Bystander bystander = await Bystander.ConnectAsync(host.Address);
        RawHttp2Connection[] wires = await Task.WhenAll(Enumerable.Range(0, Preface.Length).Select(_ => host.ConnectAsync(new() { Greets = false })));
        for (int length = 0; length < wires.Length; length++) await wires[length].BytesAsync(System.Text.Encoding.ASCII.GetBytes(Preface[..length]));
        await bystander.IsAnsweredDuringAsync(Task.WhenAll(wires.Select(wire => wire.ClosedAsync())));
        foreach (RawHttp2Connection wire in wires) await wire.DisposeAsync();
    }

    [Fact]
    public async Task Http1_OnThePort_IsToldWhatItTakes()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(host.Address);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync("POST /solver.v1.SolverService/Solve HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
        using var reader = new StreamReader(stream);
        Assert.StartsWith("HTTP/1.1 426 ", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public Task HalfOpenConnections_ByTheHundred_AreForgotten() => host.EnduresAsync(async () =>
    {
        for (int i = 0; i < 300; i++)
        {
            await using RawHttp2Connection wire = await host.ConnectAsync();
            await wire.BytesAsync(RawFrame.Headers(1, SolverCalls.SolveMany).AsMemory(0, 20));
            wire.Abort();
        }
    });

    [Fact]
    public async Task Connections_BeyondTheLimit_AreClosedAtOnce()
    {
        AbusedHost small = await AbusedHost.StartNewAsync(AbusedHost.Options with { ConnectionsMax = 5 });
        try
        {
            List<RawHttp2Connection> open = [];
            for (int i = 0; i < 5; i++) open.Add(await small.ConnectAsync());
            await using RawHttp2Connection beyond = await small.ConnectAsync(new() { Greets = false });
            await beyond.ClosedAsync();
            foreach (RawHttp2Connection wire in open) Assert.Equal(0, (await wire.SolveAsync(Orders.Published())).GrpcStatus);

            // a place that becomes free can be taken
            foreach (RawHttp2Connection wire in open) await wire.DisposeAsync();
            await Until(async () =>
            {
                await using RawHttp2Connection again = await small.ConnectAsync();
                return !again.Transcript(0).ConnectionLost && (await again.SolveAsync(Orders.Published())).GrpcStatus == 0;
            });
        }
        finally
        {
            await small.DisposeAsync();
        }
    }

    [Fact]
    public Task IdleStreams_UpToTheLimit_ArePlacesOnly() => host.EnduresAsync(async () =>
    {
        int limit = AbusedHost.Options.StreamsPerConnectionMax;
        await using RawHttp2Connection first = await host.ConnectAsync();
        await using RawHttp2Connection second = await host.ConnectAsync();
        foreach (RawHttp2Connection wire in (RawHttp2Connection[])[first, second])
        {
            int last = 0;
            for (int i = 0; i < limit; i++) last = await wire.OpenAsync(RawGrpc.Headers(SolverCalls.SolveMany));
            StreamTranscript beyond = await wire.SolveAsync(Orders.Published());
            Assert.Equal(Http2Error.RefusedStream, beyond.Reset);

            // the last of them is as good as any, and its place is free once it has ended
            await wire.DataAsync(last, default, endStream: true);
            Assert.Equal(0, (await wire.AnswerAsync(last)).GrpcStatus);
            Assert.Equal(0, (await wire.SolveAsync(Orders.Published())).GrpcStatus);
        }
    });

    private static async Task Until(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            patience.Token.ThrowIfCancellationRequested();
            try
            {
                if (await condition()) return;
            }
            catch (IOException)
            {
                // not yet
            }
        }
    }
}
