using SolverGrpc.Rpc.Tests.Http2;
using static SolverGrpc.Rpc.Tests.Server.EchoHandlers;

namespace SolverGrpc.Rpc.Tests.Server;

/// <summary>Metadata both ways on the wire.</summary>
public abstract class MetadataTests(string transport)
{
    private Metadata? _received;

    [Fact]
    public async Task Metadata_SentByTheHandler_IsInHeadersAndTrailersInOrderAndUnpadded()
    {
        await using TestHost host = await Start(async context =>
        {
            await context.WriteResponseHeadersAsync(new Metadata { { "x-one", "1" }, { "x-two", "a" }, { "x-two", "b" }, { "x-bytes-bin", [0xAB] } });
            context.ResponseTrailers.Add("x-end-bin", [0xAB, 0xCD]);
            context.ResponseTrailers.Add("x-end", "last");
        });
        StreamTranscript answer = await host.CallAsync("Unary", Message("x"));
        Assert.Equal("1", answer.Headers!.Single(h => h.Name == "x-one").Value);
        Assert.Equal(["a", "b"], answer.Headers!.Where(h => h.Name == "x-two").Select(h => h.Value));
        Assert.Equal("qw", answer.Headers!.Single(h => h.Name == "x-bytes-bin").Value);
        Assert.Equal([("grpc-status", "0"), ("x-end-bin", "q80"), ("x-end", "last")], answer.Trailers!);
    }

    [Theory]
    [InlineData("q80")]
    [InlineData("q80=")]
    public async Task BinaryMetadata_PaddedOrNot_IsRead(string value)
    {
        await using TestHost host = await Start();
        await host.CallAsync("Unary", Message("x"), ("x-bytes-bin", value));
        Assert.Equal([0xAB, 0xCD], _received!.GetValueBytes("x-bytes-bin"));
    }

    [Fact]
    public async Task BinaryMetadata_JoinedByCommas_IsSplitAndKeepsItsOrder()
    {
        await using TestHost host = await Start();
        await host.CallAsync("Unary", Message("x"), ("x-bytes-bin", "AQ==,Ag, Aw"), ("x-bytes-bin", "BA"));
        Assert.Equal([1, 2, 3, 4], _received!.GetAll("x-bytes-bin").Select(e => (int)e.ValueBytes.Single()));
    }

    [Fact]
    public async Task BinaryMetadata_ThatIsNotBase64_IsDroppedAndTheCallServed()
    {
        await using TestHost host = await Start();
        Assert.Equal(0, (await host.CallAsync("Unary", Message("x"), ("x-bytes-bin", "!!"), ("x-good", "yes"))).GrpcStatus);
        Assert.Empty(_received!.GetAll("x-bytes-bin"));
        Assert.Equal("yes", _received!.GetValue("x-good"));
    }

    [Fact]
    public async Task TextMetadata_BeyondAscii_DoesNotEndTheCall()
    {
        await using TestHost host = await Start();
        Assert.Equal(0, (await host.CallAsync("Unary", Message("x"), ("x-latin", "caf\u00E9"), ("x-good", "yes"))).GrpcStatus);
        Assert.Equal("yes", _received!.GetValue("x-good"));
    }

    [Fact]
    public async Task Metadata_OfTheProtocol_IsNotSeenByTheHandler()
    {
        await using TestHost host = await Start();
        await host.CallAsync(
            "Unary", Message("x"),
            ("grpc-timeout", "10S"), ("grpc-accept-encoding", "gzip"), ("accept-encoding", "br"), ("grpc-unheard-of", "1"),
            ("user-agent", "raw/1.0"), ("grpc-previous-rpc-attempts", "2"), ("x-mine", "1"), ("0_a.b-c", "1"), ("x$", "dropped"));
        Assert.Equal(["0_a.b-c", "grpc-previous-rpc-attempts", "user-agent", "x-mine"], _received!.Select(e => e.Key).Order());
    }

    [Theory]
    [InlineData("grpc-status")]
    [InlineData("grpc-message")]
    [InlineData("grpc-encoding")]
    [InlineData("content-type")]
    [InlineData("x y")]
    public async Task Metadata_OfTheProtocol_IsNotSetByTheHandler(string name)
    {
        await using TestHost host = await Start(context =>
        {
            Assert.ThrowsAny<ArgumentException>(() => context.ResponseTrailers.Add(name, "5"));
            return Task.CompletedTask;
        });
        StreamTranscript answer = await host.CallAsync("Unary", Message("x"));
        Assert.Equal(new Header("grpc-status", "0"), Assert.Single(answer.Trailers!));
        Assert.Equal("application/grpc", answer["content-type"]);
    }

    [Theory]
    [InlineData(20, 1000)]
    [InlineData(1, 40_000)]
    public async Task Headers_Beyond16KiB_AreRefusedAndOtherConnectionsGoOn(int count, int length)
    {
        await using TestHost host = await Start();
        await using RawHttp2Connection other = await host.ConnectAsync();
        await using (RawHttp2Connection wire = await host.ConnectAsync())
        {
            int stream = wire.NewStream();
            try
            {
                await wire.HeadersAsync(stream, host.Headers("Unary", [.. Enumerable.Range(0, count).Select(i => ($"x-{i}", (string?)new string('x', length)))]));
            }
            catch (IOException)
            {
                // The server need not read them all before it closes.
                await wire.ClosedAsync();
            }

            StreamTranscript answer = await wire.AnswerAsync(stream);
            Assert.True(answer.Status == 431 || answer.GrpcStatus == 8 || answer.ConnectionLost, answer.ToString());
            Assert.NotEqual(0, answer.GrpcStatus);
        }

        int good = await other.OpenAsync(host.Headers("Unary"));
        await other.DataAsync(good, Message("x"), endStream: true);
        Assert.Equal(0, (await other.AnswerAsync(good)).GrpcStatus);
    }

    [Fact]
    public async Task Headers_MoreThan40_AreRefused()
    {
        await using TestHost host = await Start();
        StreamTranscript answer = await host.CallAsync("Unary", Message("x"), [.. Enumerable.Range(0, 50).Select(i => ($"x-{i}", (string?)"x"))]);
        Assert.True(answer.Status == 431 || answer.ConnectionLost, answer.ToString());
    }

    [Fact]
    public async Task Context_OfACall_TellsWhoCallsWhat()
    {
        string? seen = null;
        await using TestHost host = await Start(context =>
        {
            seen = $"{context.Method} {context.Host} {context.Peer}";
            return Task.CompletedTask;
        });
        await host.CallAsync("Unary", Message("x"));
        Assert.Matches(@"^/rpc\.testing\.v1\.EchoService/Unary localhost ipv4:127\.0\.0\.1:\d+$", seen);
    }

    private Task<TestHost> Start(Func<SolverGrpc.Rpc.Server.ServerCallContext, Task>? handler = null) =>
        TestHost.StartAsync(transport, new TestHostOptions
        {
            Handlers = new EchoHandlers
            {
                Unary = async (request, context) =>
                {
                    _received = context.RequestHeaders;
                    if (handler is not null) await handler(context);
                    return Echo(request);
                },
            },
        });

    public sealed class OverPlaintext() : MetadataTests("tcp");

    public sealed class OverTls() : MetadataTests("tls");
}
