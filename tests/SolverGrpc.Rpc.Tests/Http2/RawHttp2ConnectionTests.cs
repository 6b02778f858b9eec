using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace SolverGrpc.Rpc.Tests.Http2;

/// <summary>The raw client against a Kestrel that echoes, with headers and trailers, and nothing of ours in between.</summary>
public sealed class RawHttp2ConnectionTests
{
    [Theory]
    [InlineData("tcp")]
    [InlineData("unix")]
    [InlineData("tls")]
    public async Task Echo_OverEveryTransport_GivesHeadersDataTrailers(string transport)
    {
        await using EchoServer server = await EchoServer.StartAsync(transport);
        await using RawHttp2Connection wire = await server.ConnectAsync();
        byte[] body = Enumerable.Range(0, 100_000).Select(i => (byte)(i * 31)).ToArray();

        int stream = await wire.OpenAsync(RawGrpc.Headers("/echo", (":scheme", transport == "tls" ? "https" : "http"), ("x-say", "hello")));
        await wire.DataAsync(stream, body, endStream: true);
        StreamTranscript answer = await wire.AnswerAsync(stream);

        Assert.Equal(200, answer.Status);
        Assert.Equal(body, answer.Data);
        Assert.Equal("hello", answer["x-said"]);
        Assert.Contains(new Header("x-length", "100000"), answer.Trailers!);
        Assert.True(answer.Ended);
    }

    [Fact]
    public async Task Data_InPaddedSplitAndEmptyFrames_ArrivesWhole()
    {
        await using EchoServer server = await EchoServer.StartAsync("tcp");
        await using RawHttp2Connection wire = await server.ConnectAsync();
        int stream = wire.NewStream();
        await wire.HeadersAsync(stream, RawGrpc.Headers("/echo", ("x-say", new string('x', 3000))), fragment: 7);
        await wire.DataAsync(stream, "a"u8.ToArray(), padding: 255);
        await wire.DataAsync(stream, default);
        await wire.DataAsync(stream, "bc"u8.ToArray(), padding: 0);
        await wire.DataAsync(stream, default, endStream: true, padding: 3);

        StreamTranscript answer = await wire.AnswerAsync(stream);

        Assert.Equal("abc"u8.ToArray(), answer.Data);
        Assert.Equal(3000, answer["x-said"]!.Length);
    }

    [Fact]
    public async Task Body_LargerThanTheServersWindows_WaitsForThem()
    {
        await using EchoServer server = await EchoServer.StartAsync("tcp");
        await using RawHttp2Connection wire = await server.ConnectAsync();
        var body = new byte[3 << 20];

        int stream = await wire.OpenAsync(RawGrpc.Headers("/count"));
        await wire.DataAsync(stream, body, endStream: true);

        Assert.Equal("3145728", (await wire.AnswerAsync(stream))["x-length"]);
    }

    [Fact]
    public async Task Reader_WithoutWindowUpdates_StopsTheServerAtTheWindow()
    {
        await using EchoServer server = await EchoServer.StartAsync("tcp");
        var options = new RawHttp2Options { ReplenishesWindows = false, Settings = [(Setting.InitialWindowSize, 10)] };
        await using RawHttp2Connection wire = await server.ConnectAsync(options);

        int stream = await wire.OpenAsync(RawGrpc.Headers("/echo"));
        await wire.DataAsync(stream, new byte[25], endStream: true);
        Assert.Equal(10, (await wire.AnswerAsync(stream, t => t.Data.Length >= 10, "ten octets")).Data.Length);
        await wire.PingAsync();
        Assert.Equal(10, wire.Transcript(stream).Data.Length);

        await wire.WindowUpdateAsync(stream, 15);
        Assert.Equal(25, (await wire.AnswerAsync(stream)).Data.Length);
    }

    [Fact]
    public async Task Reset_OfAnOpenStream_ReachesTheServerAndLeavesTheConnection()
    {
        await using EchoServer server = await EchoServer.StartAsync("tcp");
        await using RawHttp2Connection wire = await server.ConnectAsync();
        int stream = await wire.OpenAsync(RawGrpc.Headers("/echo"));
        await wire.DataAsync(stream, "x"u8.ToArray());
        await wire.AnswerAsync(stream, t => t.Headers is not null, "headers");

        await wire.ResetAsync(stream);
        await server.Aborted.WaitAsync(TimeSpan.FromSeconds(20));

        int next = await wire.OpenAsync(RawGrpc.Headers("/count"), endStream: true);
        Assert.Equal("0", (await wire.AnswerAsync(next))["x-length"]);
    }

    [Fact]
    public async Task Data_OnAnIdleStream_BringsGoAwayWithProtocolError()
    {
        await using EchoServer server = await EchoServer.StartAsync("tcp");
        await using RawHttp2Connection wire = await server.ConnectAsync();

        await wire.FrameAsync(FrameType.Data, FrameFlags.EndStream, 7, new byte[1]);

        Assert.Equal(Http2Error.ProtocolError, (await wire.GoAwayReceivedAsync())?.Error);
        await wire.ClosedAsync();
        Assert.True(wire.Transcript(7).ConnectionLost);
    }

    private sealed class EchoServer : IAsyncDisposable
    {
        private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly string _transport;
        private readonly string _socketPath = Path.Combine(Path.GetTempPath(), $"raw-{Guid.NewGuid():N}.sock");
        private readonly X509Certificate2 _certificate = TestCertificate.Create();
        private readonly WebApplication _app;

        private EchoServer(string transport)
        {
            _transport = transport;
            WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            {
                if (transport == "unix") kestrel.ListenUnixSocket(_socketPath, listen => listen.Protocols = HttpProtocols.Http2);
                else
                {
                    kestrel.Listen(IPAddress.Loopback, 0, listen =>
                    {
                        listen.Protocols = HttpProtocols.Http2;
                        if (transport == "tls") listen.UseHttps(_certificate);
                    });
                }
            });
            if (transport == "tls") builder.WebHost.UseKestrelHttpsConfiguration();
            _app = builder.Build();
            _app.Run(EchoAsync);
        }

        /// <summary>Completes when a request was aborted by its client.</summary>
        public Task Aborted => _aborted.Task;

        public static async Task<EchoServer> StartAsync(string transport)
        {
            var server = new EchoServer(transport);
            await server._app.StartAsync();
            return server;
        }

        public Task<RawHttp2Connection> ConnectAsync(RawHttp2Options? options = null)
        {
            EndPoint endPoint = _transport == "unix"
                ? new UnixDomainSocketEndPoint(_socketPath)
                : new IPEndPoint(IPAddress.Loopback, new Uri(_app.Urls.Single()).Port);
            X509Certificate2? root = _transport == "tls" ? _certificate : null;
            return RawHttp2Connection.ConnectAsync(endPoint, (options ?? new()) with { TlsRoot = root });
        }

        public async ValueTask DisposeAsync()
        {
            await _app.DisposeAsync();
            _certificate.Dispose();
        }

        private async Task EchoAsync(HttpContext context)
        {
            context.RequestAborted.Register(() => _aborted.TrySetResult());
            if (context.Request.Headers.TryGetValue("x-say", out var say)) context.Response.Headers["x-said"] = say;
            await context.Response.StartAsync();
            var buffer = new byte[8192];
            int total = 0;
            for (int read; (read = await context.Request.Body.ReadAsync(buffer)) > 0; total += read)
                if (context.Request.Path == "/echo") await context.Response.Body.WriteAsync(buffer.AsMemory(0, read));
            context.Response.AppendTrailer("x-length", total.ToString());
        }
    }
}
