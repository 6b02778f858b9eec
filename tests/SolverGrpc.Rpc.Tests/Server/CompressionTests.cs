using System.IO.Compression;
using SolverGrpc.Rpc.Server;
using SolverGrpc.Rpc.Tests.Http2;
using SolverGrpc.Rpc.Tests.Protos;
using static SolverGrpc.Rpc.Tests.Server.EchoHandlers;

namespace SolverGrpc.Rpc.Tests.Server;

/// <summary>Responses are compressed only when asked for and only when the client accepts it.</summary>
public abstract class CompressionTests(string transport)
{
    [Fact]
    public async Task Response_Always_ListsTheEncodingsTheServerReads()
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        Assert.Equal("identity,gzip,deflate", (await host.CallAsync("Unary", Message("x")))["grpc-accept-encoding"]);
    }

    [Theory]
    [InlineData("Unary", "gzip")]
    [InlineData("Unary", "deflate")]
    [InlineData("RawUnary", "gzip")]
    [InlineData("ServerStream", "gzip")]
    public async Task Response_AskedForByTheServiceAndAccepted_IsCompressed(string method, string encoding)
    {
        await using TestHost host = await Start(encoding);
        StreamTranscript answer = await host.CallAsync(method, Message("hello"), ("grpc-accept-encoding", $"identity, {encoding}"));
        Assert.Equal(encoding, answer["grpc-encoding"]);
        (byte flag, byte[] payload) = answer.Messages().Single();
        Assert.Equal(1, flag);
        Assert.Equal("hello", Inflated(encoding, payload).Text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("identity")]
    [InlineData("identity,deflate,gzipped")]
    public async Task Response_NotAccepted_IsNotCompressed(string? accepted)
    {
        await using TestHost host = await Start("gzip");
        AssertPlain(await host.CallAsync("Unary", Message("hello"), ("grpc-accept-encoding", accepted)));
    }

    [Fact]
    public async Task Response_NotAskedFor_IsNotCompressed()
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        AssertPlain(await host.CallAsync("Unary", Message("hello"), ("grpc-accept-encoding", "gzip")));
    }

    [Fact]
    public async Task Response_AskedForByTheHandler_IsCompressedMessageByMessage()
    {
        await using TestHost host = await TestHost.StartAsync(transport, new TestHostOptions
        {
            Handlers = new EchoHandlers
            {
                ServerStream = async (_, responses, context) =>
                {
                    context.ResponseEncoding = "gzip";
                    await responses.WriteAsync(new EchoResponse { Text = "compressed" });
                    responses.WriteOptions = new WriteOptions { NoCompress = true };
                    await responses.WriteAsync(new EchoResponse { Text = "plain" });
                },
            },
        });
        StreamTranscript answer = await host.CallAsync("ServerStream", Message("x"), ("grpc-accept-encoding", "gzip"));
        Assert.Equal("gzip", answer["grpc-encoding"]);
        Assert.Equal([1, 0], answer.Messages().Select(m => (int)m.Flag));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Messages_ManyCompressed_AreEachReadAlone(string encoding)
    {
        await using TestHost host = await Start(encoding);
        StreamTranscript answer = await host.CallAsync("ServerStream", Message("same same same"), ("grpc-accept-encoding", encoding));
        Assert.Equal(["same", "same", "same"], answer.Messages().Select(message => Inflated(encoding, message.Payload).Text));
    }

    [Fact]
    public async Task Request_CompressedOrNot_IsKnownToTheHandler()
    {
        var seen = new List<bool>();
        await using TestHost host = await TestHost.StartAsync(transport, new TestHostOptions
        {
            Handlers = new EchoHandlers
            {
                Duplex = async (requests, _, context) =>
                {
                    while (await requests.MoveNext(default)) seen.Add(context.RequestWasCompressed);
                },
            },
        });
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest)) gzip.Write([]);
        await host.CallAsync("Duplex", [.. RawGrpc.Message(compressed.ToArray(), flag: 1), .. Message("plain")], ("grpc-encoding", "gzip"));
        Assert.Equal([true, false], seen);
    }

    private static EchoResponse Inflated(string encoding, byte[] payload)
    {
        using Stream inflated = encoding == "gzip"
            ? new GZipStream(new MemoryStream(payload), CompressionMode.Decompress)
            : new ZLibStream(new MemoryStream(payload), CompressionMode.Decompress);
        return EchoResponse.Parser.ParseFrom(inflated);
    }

    private static void AssertPlain(StreamTranscript answer)
    {
        Assert.Null(answer["grpc-encoding"]);
        Assert.Equal(0, answer.Messages().Single().Flag);
        Assert.Equal(0, answer.GrpcStatus);
    }

    private Task<TestHost> Start(string encoding) => TestHost.StartAsync(
        transport, new TestHostOptions { Service = new GrpcServiceOptions { ResponseCompressionAlgorithm = encoding } });

    public sealed class OverPlaintext() : CompressionTests("tcp");

    public sealed class OverTls() : CompressionTests("tls");
}
