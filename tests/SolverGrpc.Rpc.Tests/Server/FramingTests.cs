using System.IO.Compression;
using Google.Protobuf;
using SolverGrpc.Rpc.Server;
using SolverGrpc.Rpc.Tests.Http2;
using SolverGrpc.Rpc.Tests.Protos;
using SolverGrpc.Rpc.Wire;
using static SolverGrpc.Rpc.Tests.Server.EchoHandlers;

namespace SolverGrpc.Rpc.Tests.Server;

/// <summary>Messages and their five-byte prefix; every fault on its own.</summary>
public abstract class FramingTests(string transport)
{
    private static readonly byte[] Hello = Message("hello");

    [Theory]
    [InlineData("Unary")]
    [InlineData("RawUnary")]
    [InlineData("Duplex")]
    [InlineData("RawDuplex")]
    public async Task Message_ByteByByteWithPaddingAndEmptyFrames_IsOneMessage(string method)
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int stream = await wire.OpenAsync(host.Headers(method));
        for (int i = 0; i < Hello.Length; i++)
        {
            await wire.DataAsync(stream, Hello.AsMemory(i, 1), padding: i % 3 == 0 ? (byte)i : null);
            await wire.DataAsync(stream, default);
        }

        await wire.DataAsync(stream, default, endStream: true);
        StreamTranscript answer = await wire.AnswerAsync(stream);

        Assert.Equal("hello", Text(answer));
        Assert.Equal(0, answer.GrpcStatus);
    }

    [Theory]
    [InlineData("Duplex")]
    [InlineData("RawDuplex")]
    public async Task Messages_ManyInOneFrame_AreAllAnswered(string method)
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        byte[] body = [.. Enumerable.Range(0, 100).SelectMany(i => Message($"{i}"))];
        StreamTranscript answer = await host.CallAsync(method, body);
        Assert.Equal(100, answer.Messages().Count);
        Assert.Equal(0, answer.GrpcStatus);
    }

    [Theory]
    [InlineData("Unary")]
    [InlineData("RawUnary")]
    public async Task Message_OfSeveralMegabytes_PassesTheWindowsBothWays(string method)
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        var request = new EchoRequest { Payload = ByteString.CopyFrom(new byte[3_000_000]) };
        StreamTranscript answer = await host.CallAsync(method, RawGrpc.Message(request.ToByteArray()));
        Assert.Equal(request.ToByteArray(), answer.Messages().Single().Payload);
    }

    [Theory]
    [InlineData("Unary")]
    [InlineData("RawUnary")]
    [InlineData("ServerStream")]
    public async Task Message_Missing_IsInternal(string method)
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        AssertRefused(13, await host.CallAsync(method, []));
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int stream = await wire.OpenAsync(host.Headers(method), endStream: true);
        AssertRefused(13, await wire.AnswerAsync(stream));
    }

    [Theory]
    [InlineData("Unary")]
    [InlineData("RawUnary")]
    [InlineData("ServerStream")]
    public async Task Message_Twice_IsInternal(string method)
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        AssertRefused(13, await host.CallAsync(method, [.. Hello, .. Hello]));
    }

    [Fact]
    public async Task Message_TwiceInOneFrame_DoesNotStartTheHandler()
    {
        bool started = false;
        await using TestHost host = await TestHost.StartAsync(transport, new TestHostOptions
        {
            Handlers = new EchoHandlers
            {
                Unary = (request, _) =>
                {
                    started = true;
                    return Task.FromResult(Echo(request));
                },
            },
        });
        AssertRefused(13, await host.CallAsync("Unary", [.. Hello, .. Hello]));
        Assert.False(started);
    }

    [Theory]
    [InlineData("Unary")]
    [InlineData("RawUnary")]
    public async Task Message_ASecondOneLater_IsInternal(string method)
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int stream = await wire.OpenAsync(host.Headers(method));
        await wire.DataAsync(stream, Hello);
        await wire.PingAsync();
        await wire.DataAsync(stream, Hello, endStream: true);
        AssertRefused(13, await wire.AnswerAsync(stream));
    }

    [Fact]
    public async Task Message_FollowedByOneByte_IsInternal()
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        AssertRefused(13, await host.CallAsync("Unary", [.. Hello, 0]));
    }

    [Theory]
    [InlineData("Unary", 1)]
    [InlineData("Unary", 4)]
    [InlineData("Unary", 6)]
    [InlineData("RawUnary", 6)]
    [InlineData("ClientStream", 6)]
    [InlineData("RawDuplex", 6)]
    public async Task Message_Truncated_IsInternal(string method, int bytes)
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        AssertRefused(13, await host.CallAsync(method, Hello[..bytes]));
    }

    [Theory]
    [InlineData("Unary", 5_000_000u)]
    [InlineData("RawUnary", 5_000_000u)]
    [InlineData("Duplex", 0x8000_0000u)]
    [InlineData("Unary", 0x8000_0000u)]
    [InlineData("Unary", uint.MaxValue)]
    public async Task Length_BeyondTheLimit_IsRefusedAsSoonAsThePrefixIsThere(string method, uint length)
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int stream = await wire.OpenAsync(host.Headers(method));
        await wire.DataAsync(stream, RawGrpc.Message([], declaredLength: length));
        StreamTranscript answer = await wire.AnswerAsync(stream);
        AssertRefused(8, answer);
        Assert.Contains("4194304", answer["grpc-message"]);
    }

    [Fact]
    public async Task Length_AtTheLimitOfTheService_IsServedAndOneMoreIsNot()
    {
        var options = new TestHostOptions { Service = new GrpcServiceOptions { MaxReceiveMessageSize = 1000 } };
        await using TestHost host = await TestHost.StartAsync(transport, options);
        var request = new EchoRequest { Text = new string('x', 997) };
        Assert.Equal(1000, request.CalculateSize());
        Assert.Equal(0, (await host.CallAsync("Unary", RawGrpc.Message(request.ToByteArray()))).GrpcStatus);
        request.Text += "x";
        AssertRefused(8, await host.CallAsync("Unary", RawGrpc.Message(request.ToByteArray())));
    }

    [Fact]
    public async Task ContentLength_BeyondTheLimit_IsResourceExhausted()
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int stream = await wire.OpenAsync(host.Headers("Unary", ("content-length", "50000000")));
        AssertRefused(8, await wire.AnswerAsync(stream));
    }

    [Fact]
    public async Task Response_BeyondFourMebibytes_IsSentWhereNoLimitIsSet()
    {
        const int Bytes = 5_000_000;
        await using TestHost host = await TestHost.StartAsync(transport, new TestHostOptions
        {
            Handlers = new EchoHandlers { Unary = (_, _) => Task.FromResult(new EchoResponse { Payload = ByteString.CopyFrom(new byte[Bytes]) }) },
        });
        StreamTranscript answer = await host.CallAsync("Unary", Hello);
        Assert.Equal(Bytes, EchoResponse.Parser.ParseFrom(answer.Messages().Single().Payload).Payload.Length);
        Assert.Equal(0, answer.GrpcStatus);
    }

    [Theory]
    [InlineData("Unary")]
    [InlineData("RawUnary")]
    [InlineData("ServerStream")]
    public async Task Response_BeyondTheSendLimit_IsResourceExhausted(string method)
    {
        var options = new TestHostOptions { Service = new GrpcServiceOptions { MaxSendMessageSize = 3 } };
        await using TestHost host = await TestHost.StartAsync(transport, options);
        StreamTranscript answer = await host.CallAsync(method, Hello);
        Assert.Equal(8, answer.GrpcStatus);
        Assert.Empty(answer.Data);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(255)]
    public async Task Flag_OtherThanZeroOrOne_IsInternal(byte flag)
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        AssertRefused(13, await host.CallAsync("Unary", RawGrpc.Message("x"u8, flag)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("identity")]
    public async Task Flag_CompressedWithoutEncoding_IsInternal(string? encoding)
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        AssertRefused(13, await host.CallAsync("Unary", RawGrpc.Message("x"u8, flag: 1), ("grpc-encoding", encoding)));
    }

    [Fact]
    public async Task Encoding_Unknown_IsUnimplementedAndTheKnownOnesAreListed()
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        StreamTranscript answer = await host.CallAsync("Unary", RawGrpc.Message("x"u8, flag: 1), ("grpc-encoding", "snappy"));
        AssertRefused(12, answer);
        Assert.Equal("identity,gzip,deflate", answer["grpc-accept-encoding"]);
    }

    [Fact]
    public async Task Encoding_UnknownButNotUsed_IsServed()
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        Assert.Equal(0, (await host.CallAsync("Unary", Hello, ("grpc-encoding", "snappy"))).GrpcStatus);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Compressed_Corrupt_IsInternal(string encoding)
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        AssertRefused(13, await host.CallAsync("Unary", RawGrpc.Message("not compressed"u8, flag: 1), ("grpc-encoding", encoding)));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Compressed_CutOff_IsInternal(string encoding)
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        byte[] whole = Compressed(encoding, new EchoRequest { Text = new string('a', 1000) }.ToByteArray());
        AssertRefused(13, await host.CallAsync("Unary", RawGrpc.Message(whole.AsSpan(0, whole.Length / 2), flag: 1), ("grpc-encoding", encoding)));
    }

    [Theory]
    [InlineData("gzip", "Unary")]
    [InlineData("deflate", "RawDuplex")]
    public async Task Compressed_ABomb_IsResourceExhausted(string encoding, string method)
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        byte[] bomb = Compressed(encoding, new byte[50_000_000]);
        Assert.InRange(bomb.Length, 1, 100_000);
        AssertRefused(8, await host.CallAsync(method, RawGrpc.Message(bomb, flag: 1), ("grpc-encoding", encoding)));
    }

    [Theory]
    [InlineData("gzip", "Unary")]
    [InlineData("deflate", "Unary")]
    [InlineData("gzip", "RawDuplex")]
    public async Task Compressed_AsTold_IsServed(string encoding, string method)
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        byte[] request = Compressed(encoding, new EchoRequest { Text = "hello" }.ToByteArray());
        StreamTranscript answer = await host.CallAsync(method, RawGrpc.Message(request, flag: 1), ("grpc-encoding", encoding));
        Assert.Equal("hello", Text(answer));
        Assert.Equal(0, answer.Messages()[0].Flag);
    }

    [Theory]
    [InlineData("Unary")]
    [InlineData("ServerStream")]
    [InlineData("Duplex")]
    public async Task Protobuf_Invalid_IsInternal(string method)
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        AssertRefused(13, await host.CallAsync(method, RawGrpc.Message([0x0A, 0x7F])));
    }

    [Fact]
    public async Task Protobuf_InvalidForAHandlerOfBytes_IsInternal()
    {
        await using TestHost host = await TestHost.StartAsync(transport, new TestHostOptions
        {
            Handlers = new EchoHandlers
            {
                RawUnary = (request, _, _) =>
                {
                    var reader = new WireReader(request);
                    while (reader.ReadTag() is var tag and not 0) reader.Skip(tag);
                    return default;
                },
            },
        });
        AssertRefused(13, await host.CallAsync("RawUnary", RawGrpc.Message([0x0A, 0x7F])));
    }

    [Fact]
    public async Task Unary_WithoutEndStream_IsAnsweredNoLaterThanItsDeadline()
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int stream = await wire.OpenAsync(host.Headers("Unary", ("grpc-timeout", "200m")));
        await wire.DataAsync(stream, Hello);
        Assert.Equal(4, (await wire.AnswerAsync(stream)).GrpcStatus);
    }

    private static byte[] Compressed(string encoding, byte[] bytes)
    {
        var compressed = new MemoryStream();
        using (Stream stream = encoding == "gzip"
            ? new GZipStream(compressed, CompressionLevel.Optimal)
            : new ZLibStream(compressed, CompressionLevel.Optimal))
        {
            stream.Write(bytes);
        }

        return compressed.ToArray();
    }

    private static string Text(StreamTranscript answer) => EchoResponse.Parser.ParseFrom(answer.Messages().Single().Payload).Text;

    private static void AssertRefused(int status, StreamTranscript answer)
    {
        Assert.True(answer.GrpcStatus == status, $"expected {status}: {answer}");
        Assert.True(answer.TrailersOnly, answer.ToString());
        Assert.Equal(200, answer.Status);
    }

    public sealed class OverPlaintext() : FramingTests("tcp");

    public sealed class OverTls() : FramingTests("tls");
}
