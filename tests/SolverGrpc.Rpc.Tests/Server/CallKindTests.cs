using SolverGrpc.Rpc.Tests.Http2;
using SolverGrpc.Rpc.Tests.Protos;
using static SolverGrpc.Rpc.Tests.Server.EchoHandlers;

namespace SolverGrpc.Rpc.Tests.Server;

/// <summary>Every kind of handler, answered as an ordinary call, over every transport.</summary>
public abstract class CallKindTests(string transport)
{
    [Theory]
    [InlineData("Unary")]
    [InlineData("ClientStream")]
    [InlineData("ServerStream")]
    [InlineData("Duplex")]
    [InlineData("RawUnary")]
    [InlineData("RawDuplex")]
    public async Task OneMessage_OfEveryKind_IsAnsweredWithHeadersMessageTrailers(string method)
    {
        await using TestHost host = await TestHost.StartAsync(transport);

        StreamTranscript answer = await host.CallAsync(method, Message("hello"));

        Assert.Equal(200, answer.Status);
        Assert.Equal("application/grpc", answer["content-type"]);
        Assert.Equal("hello", Texts(answer).Single());
        Assert.Equal(new Header("grpc-status", "0"), Assert.Single(answer.Trailers!));
        Assert.True(answer.Ended);
        Assert.Null(answer.Reset);
    }

    [Fact]
    public async Task ClientStream_ManyMessages_GivesOne()
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        StreamTranscript answer = await host.CallAsync("ClientStream", [.. Message("a"), .. Message("b"), .. Message("c")]);
        Assert.Equal(["abc"], Texts(answer));
    }

    [Fact]
    public async Task ServerStream_OneMessage_GivesMany()
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        StreamTranscript answer = await host.CallAsync("ServerStream", Message("a b c"));
        Assert.Equal(["a", "b", "c"], Texts(answer));
        Assert.Equal(0, answer.GrpcStatus);
    }

    [Theory]
    [InlineData("Duplex")]
    [InlineData("RawDuplex")]
    public async Task Duplex_BeforeTheClientEnds_AnswersEachMessageAtOnce(string method)
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int stream = await wire.OpenAsync(host.Headers(method));
        for (var i = 1; i <= 3; i++)
        {
            await wire.DataAsync(stream, Message($"message {i}"));
            await wire.AnswerAsync(stream, t => t.Data.Length > 0 && t.Messages().Count == i, $"answer {i}");
        }

        await wire.DataAsync(stream, default, endStream: true);
        StreamTranscript answer = await wire.AnswerAsync(stream);

        Assert.Equal(["message 1", "message 2", "message 3"], Texts(answer));
        Assert.Equal(0, answer.GrpcStatus);
    }

    [Fact]
    public async Task MethodNotYetServed_Called_IsUnimplementedAndSaysSo()
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        StreamTranscript answer = await host.CallAsync("Later", Message(""));
        Assert.Equal(12, answer.GrpcStatus);
        Assert.Contains("not yet served", answer["grpc-message"]);
        Assert.True(answer.TrailersOnly);
    }

    private static IEnumerable<string> Texts(StreamTranscript answer) =>
        answer.Messages().Select(m => EchoResponse.Parser.ParseFrom(m.Payload).Text);

    public sealed class OverPlaintext() : CallKindTests("tcp");

    public sealed class OverTls() : CallKindTests("tls");

    public sealed class OverUnixSocket() : CallKindTests("unix");
}
