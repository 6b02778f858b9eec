using System.Text;
using SolverGrpc.Rpc.Tests.Http2;
using static SolverGrpc.Rpc.Tests.Server.EchoHandlers;

namespace SolverGrpc.Rpc.Tests.Server;

/// <summary>What is a gRPC request at all, and which method it names.</summary>
public abstract class RequestAcceptanceTests(string transport)
{
    [Theory]
    [InlineData("application/grpc")]
    [InlineData("application/grpc+proto")]
    [InlineData("application/grpc+json")]
    [InlineData("application/grpc;charset=utf-8")]
    [InlineData("Application/GRPC")]
    public async Task ContentType_OfGrpc_IsServed(string contentType)
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        Assert.Equal(0, (await host.CallAsync("Unary", Message("x"), ("content-type", contentType))).GrpcStatus);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/json")]
    [InlineData("application/grpcfoo")]
    [InlineData("application/grpc-web")]
    [InlineData("application/grpc-web-text+proto")]
    public async Task ContentType_OfSomethingElse_Is415WithoutGrpcStatus(string? contentType)
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        StreamTranscript answer = await host.CallAsync("Unary", Message("x"), ("content-type", contentType));
        Assert.Equal(415, answer.Status);
        Assert.Null(answer.GrpcStatus);
    }

    [Fact]
    public async Task Te_Missing_IsServed()
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        Assert.Equal(0, (await host.CallAsync("Unary", Message("x"), ("te", null))).GrpcStatus);
    }

    [Theory]
    [InlineData("GET", "/rpc.testing.v1.EchoService/Unary")]
    [InlineData("PUT", "/rpc.testing.v1.EchoService/Unary")]
    [InlineData("HEAD", "/rpc.testing.v1.EchoService/Unary")]
    [InlineData("GET", "/favicon.ico")]
    public async Task HttpMethod_OtherThanPost_Is405(string method, string path)
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        StreamTranscript answer = await host.CallAsync(path, [], (":method", method));
        Assert.Equal(405, answer.Status);
        Assert.Equal("POST", answer["allow"]);
    }

    [Fact]
    public async Task Get_OfTheRoot_AnswersAShortText()
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int stream = await wire.OpenAsync(host.Headers("/", (":method", "GET"), ("content-type", null)), endStream: true);
        StreamTranscript answer = await wire.AnswerAsync(stream);
        Assert.Equal(200, answer.Status);
        Assert.Contains("gRPC", Encoding.UTF8.GetString(answer.Data));
    }

    [Theory]
    [InlineData("/rpc.testing.v1.EchoService/unary")]
    [InlineData("/rpc.testing.v1.echoservice/Unary")]
    [InlineData("/rpc.testing.v1.EchoService/Unary/")]
    [InlineData("/rpc.testing.v1.EchoService/Unary?x=1")]
    [InlineData("/rpc.testing.v1.EchoService/%55nary")]
    [InlineData("//rpc.testing.v1.EchoService/Unary")]
    [InlineData("/rpc.testing.v1.EchoService/Nothing")]
    [InlineData("/rpc.testing.v1.Nothing/Unary")]
    [InlineData("/x")]
    [InlineData("/")]
    public async Task Path_OtherThanExactlyAMethod_IsTrailersOnlyUnimplemented(string path)
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        StreamTranscript answer = await host.CallAsync(path, Message("x"));
        Assert.Equal(200, answer.Status);
        Assert.Equal(12, answer.GrpcStatus);
        Assert.True(answer.TrailersOnly, answer.ToString());
        Assert.Equal("application/grpc", answer["content-type"]);
    }

    [Fact]
    public async Task Http1_OnThePort_Is426WithUpgrade()
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        string answer = await Http1Client.AskAsync(host, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 426 ", answer);
        Assert.Contains("\r\nUpgrade: h2\r\n", answer);
    }

    [Fact]
    public async Task Response_Always_HasNoServerHeader()
    {
        await using TestHost host = await TestHost.StartAsync(transport);
        Assert.Null((await host.CallAsync("Unary", Message("x")))["server"]);
    }

    public sealed class OverPlaintext() : RequestAcceptanceTests("tcp");

    public sealed class OverTls() : RequestAcceptanceTests("tls");
}
