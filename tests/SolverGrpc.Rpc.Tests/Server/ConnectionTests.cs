using System.Security.Authentication;
using SolverGrpc.Rpc.Server.Hosting;
using SolverGrpc.Rpc.Tests.Http2;
using static SolverGrpc.Rpc.Tests.Server.EchoHandlers;

namespace SolverGrpc.Rpc.Tests.Server;

/// <summary>The life of a connection: how many there are, how long, what the server says of itself and asks.</summary>
public abstract class ConnectionTests(string transport)
{
    [Fact]
    public async Task Settings_OfTheServer_AreItsLimits()
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        await using RawHttp2Connection wire = await host.ConnectAsync();
        Assert.Equal(1000u, wire.Settings[Setting.MaxConcurrentStreams]);
        Assert.Equal(1u << 20, wire.Settings[Setting.InitialWindowSize]);
        Assert.Equal(16u << 10, wire.Settings[Setting.MaxHeaderListSize]);
    }

    [Fact]
    public async Task Ping_OfTheClient_IsAnswered()
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        await using RawHttp2Connection wire = await host.ConnectAsync();
        for (int i = 0; i < 100; i++) await wire.PingAsync();
        Assert.Null(wire.GoAway);
    }

    [Fact]
    public async Task Connection_WithoutCalls_GetsGoAwayAndIsClosedInTime()
    {
        var kestrel = new KestrelGrpcOptions { IdleConnectionTimeout = TimeSpan.FromSeconds(1) };
        await using TestHost host = await TestHost.StartAsync(transport, new TestHostOptions { Kestrel = kestrel });
        await using RawHttp2Connection wire = await host.ConnectAsync();
        Assert.Equal(Http2Error.NoError, (await wire.GoAwayReceivedAsync())?.Error);
        await wire.ClosedAsync();
    }

    [Fact]
    public async Task Connection_PastItsAge_GetsGoAwayAndFinishesItsCalls()
    {
        var kestrel = new KestrelGrpcOptions { ConnectionAgeMax = TimeSpan.FromMilliseconds(300) };
        await using TestHost host = await TestHost.StartAsync(transport, new TestHostOptions { Kestrel = kestrel });
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int stream = await wire.OpenAsync(host.Headers("Duplex"));
        await wire.DataAsync(stream, Message("before"));
        Assert.Equal(Http2Error.NoError, (await wire.GoAwayReceivedAsync())?.Error);
        await wire.DataAsync(stream, Message("after"), endStream: true);
        StreamTranscript answer = await wire.AnswerAsync(stream);
        Assert.Equal(2, answer.Messages().Count);
        Assert.Equal(0, answer.GrpcStatus);
        await wire.ClosedAsync();
    }

    [Fact]
    public async Task Connection_PastItsGrace_IsClosedAndItsCallCancelled()
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestHost host = await TestHost.StartAsync(transport, new TestHostOptions
        {
            Kestrel = new() { ConnectionAgeMax = TimeSpan.FromMilliseconds(200), ConnectionAgeGrace = TimeSpan.FromMilliseconds(200) },
            Handlers = new EchoHandlers
            {
                Duplex = (_, _, context) =>
                {
                    context.CancellationToken.Register(() => cancelled.TrySetResult());
                    return cancelled.Task;
                },
            },
        });
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int stream = await wire.OpenAsync(host.Headers("Duplex"));
        Assert.True((await wire.AnswerAsync(stream)).ConnectionLost);
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Connections_BeyondTheLimit_AreClosedAndTheOthersServed()
    {
        await using TestHost host = await TestHost.StartAsync(transport, new TestHostOptions { Kestrel = new() { MaxConcurrentConnections = 1 } });
        await using RawHttp2Connection first = await host.ConnectAsync();
        try
        {
            await using RawHttp2Connection second = await host.ConnectAsync(new RawHttp2Options { Greets = false });
            await second.ClosedAsync();
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            // Closed within the handshake.
        }

        int stream = await first.OpenAsync(host.Headers("Unary"));
        await first.DataAsync(stream, Message("x"), endStream: true);
        Assert.Equal(0, (await first.AnswerAsync(stream)).GrpcStatus);
    }

    [Fact]
    public async Task Streams_BeyondTheLimit_AreRefusedForRetry()
    {
        await using TestHost host = await TestHost.StartAsync(transport, new TestHostOptions { Kestrel = new() { MaxStreamsPerConnection = 2 } });
        await using RawHttp2Connection wire = await host.ConnectAsync();
        await wire.OpenAsync(host.Headers("Duplex"));
        await wire.OpenAsync(host.Headers("Duplex"));
        int third = await wire.OpenAsync(host.Headers("Duplex"));
        Assert.Equal(Http2Error.RefusedStream, (await wire.AnswerAsync(third)).Reset);
    }

    [Fact]
    public async Task Connection_ThatSaysNothing_IsClosed()
    {
        var kestrel = new KestrelGrpcOptions { RequestHeadersTimeout = TimeSpan.FromMilliseconds(200) };
        await using TestHost host = await TestHost.StartAsync(transport, new TestHostOptions { Kestrel = kestrel });
        await using RawHttp2Connection wire = await host.ConnectAsync(new RawHttp2Options { Greets = false });
        await wire.ClosedAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("PRI * HT")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    public async Task Connection_BrokenWithItsFirstBytes_IsNoError(string said)
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        await using RawHttp2Connection wire = await host.ConnectAsync(new RawHttp2Options { Greets = false });
        await wire.BytesAsync(System.Text.Encoding.ASCII.GetBytes(said));
        wire.Abort();

        // The stop waits for the connection, and the host fails when an error was logged.
        await host.StopAsync();
    }

    [Fact]
    public async Task Client_ThatAnswersNoPings_IsCutOffAndItsCallCancelled()
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestHost host = await TestHost.StartAsync(transport, new TestHostOptions
        {
            Kestrel = new() { KeepAlivePingDelay = TimeSpan.FromSeconds(1), KeepAlivePingTimeout = TimeSpan.FromSeconds(1) },
            Handlers = new EchoHandlers
            {
                Duplex = (_, _, context) =>
                {
                    context.CancellationToken.Register(() => cancelled.TrySetResult());
                    return cancelled.Task;
                },
            },
        });
        await using RawHttp2Connection wire = await host.ConnectAsync(new RawHttp2Options { AnswersPings = false });
        await wire.OpenAsync(host.Headers("Duplex"));
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await wire.ClosedAsync();
        Assert.True(wire.PingsReceived > 0);
    }

    [Fact]
    public async Task Stream_IdleForLongerThanKestrelLetsBodiesBe_StaysOpen()
    {
        await using TestHost host = await TestHost.StartAsync(transport, new TestHostOptions { Kestrel = new() { KeepAlivePingDelay = TimeSpan.FromSeconds(1) } });
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int stream = await wire.OpenAsync(host.Headers("Duplex"));
        await wire.DataAsync(stream, Message("x"));

        // The server's pings tell the time: four are more than the five seconds after which Kestrel closes connections with a silent body.
        await wire.AnswerAsync(stream, _ => wire.PingsReceived >= 4, "four pings");
        await wire.DataAsync(stream, Message("y"), endStream: true);
        StreamTranscript answer = await wire.AnswerAsync(stream);

        Assert.Equal(2, answer.Messages().Count);
        Assert.Equal(0, answer.GrpcStatus);
    }

    public sealed class OverPlaintext() : ConnectionTests("tcp");

    public sealed class OverTls() : ConnectionTests("tls");
}
