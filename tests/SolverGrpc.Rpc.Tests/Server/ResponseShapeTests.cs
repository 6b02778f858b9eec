using Google.Rpc;
using SolverGrpc.Rpc.Errors;
using SolverGrpc.Rpc.Server;
using SolverGrpc.Rpc.Tests.Http2;
using SolverGrpc.Rpc.Tests.Protos;
using static SolverGrpc.Rpc.Tests.Server.EchoHandlers;

namespace SolverGrpc.Rpc.Tests.Server;

/// <summary>Headers, messages, trailers; the status and its text; what is told of a handler that fails.</summary>
public abstract class ResponseShapeTests(string transport)
{
    [Fact]
    public async Task Status_BeforeAnyMessage_IsTrailersOnly()
    {
        await using TestHost host = await Failing(new RpcException(StatusCode.NotFound, "no such order"));
        StreamTranscript answer = await host.CallAsync("Unary", Message("x"));
        Assert.True(answer.TrailersOnly, answer.ToString());
        Assert.Equal(200, answer.Status);
        Assert.Equal("application/grpc", answer["content-type"]);
        Assert.Equal("5", answer["grpc-status"]);
        Assert.Equal("no such order", answer["grpc-message"]);
    }

    [Fact]
    public async Task Status_AfterAMessage_IsInTheTrailersAlone()
    {
        await using TestHost host = await Start(new EchoHandlers
        {
            ServerStream = async (_, responses, _) =>
            {
                await responses.WriteAsync(new EchoResponse { Text = "one" });
                throw new RpcException(StatusCode.Aborted, "then no more");
            },
        });
        StreamTranscript answer = await host.CallAsync("ServerStream", Message("x"));
        Assert.DoesNotContain(answer.Headers!, h => h.Name.StartsWith("grpc-status", StringComparison.Ordinal));
        Assert.Single(answer.Messages());
        Assert.Equal(2, answer.Trailers!.Count);
        Assert.Contains(new Header("grpc-status", "10"), answer.Trailers);
        Assert.Contains(new Header("grpc-message", "then no more"), answer.Trailers);
    }

    [Fact]
    public async Task Status_SetOnTheContext_IsSentInsteadOfTheMessage()
    {
        await using TestHost host = await Start(new EchoHandlers
        {
            Unary = (_, context) =>
            {
                context.Status = new Status(StatusCode.OutOfRange, "late");
                return Task.FromResult(new EchoResponse { Text = "not sent" });
            },
        });
        StreamTranscript answer = await host.CallAsync("Unary", Message("x"));
        Assert.Equal(11, answer.GrpcStatus);
        Assert.Empty(answer.Data);
    }

    [Theory]
    [InlineData(77)]
    [InlineData(16)]
    [InlineData(1)]
    public async Task StatusCode_OfTheApplication_PassesThrough(int code)
    {
        await using TestHost host = await Failing(new RpcException((StatusCode)code, ""));
        StreamTranscript answer = await host.CallAsync("Unary", Message("x"));
        Assert.Equal(code, answer.GrpcStatus);
        Assert.Null(answer["grpc-message"]);
    }

    [Theory]
    [InlineData(
        "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n",
        "%09%0Atest with whitespace%0D%0Aand Unicode BMP %E2%98%BA and non-BMP %F0%9F%98%88%09%0A")]
    [InlineData("100 % of it", "100 %25 of it")]
    public async Task StatusMessage_WithUnicodeAndControls_IsPercentEncoded(string text, string encoded)
    {
        await using TestHost host = await Failing(new RpcException(StatusCode.Unknown, text));
        Assert.Equal(encoded, (await host.CallAsync("Unary", Message("x")))["grpc-message"]);
    }

    [Fact]
    public async Task StatusMessage_WithHalfACharacter_HasTheReplacementCharacter()
    {
        await using TestHost host = await Failing(new RpcException(StatusCode.Unknown, "half a \uD83D"));
        Assert.Equal("half a %EF%BF%BD", (await host.CallAsync("Unary", Message("x")))["grpc-message"]);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("☺")]
    [InlineData("xx☺")]
    public async Task StatusMessage_OfAnyLength_FitsTheTrailersOfEveryClient(string part)
    {
        await using TestHost host = await Failing(new RpcException(StatusCode.Internal, string.Concat(Enumerable.Repeat(part, 10_000))));
        string message = (await host.CallAsync("Unary", Message("x")))["grpc-message"]!;
        Assert.InRange(message.Length, 2000, 2048);
        Assert.EndsWith("...", message);
        string text = SolverGrpc.Rpc.Headers.PercentEncoding.Decode(message);
        Assert.StartsWith(part, text);
        Assert.DoesNotContain('%', text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Handler_ThatThrows_IsUnknownWithACorrelationIdThatIsLogged(bool detailed)
    {
        var options = new TestHostOptions
        {
            Handlers = new EchoHandlers { Unary = (_, _) => throw new InvalidOperationException("the secret") },
            Server = new GrpcServerOptions { EnableDetailedErrors = detailed },
        };
        await using TestHost host = await TestHost.StartAsync(transport, options);
        host.ExpectErrors();
        StreamTranscript answer = await host.CallAsync("Unary", Message("x"));
        Assert.Equal(2, answer.GrpcStatus);
        string message = answer["grpc-message"]!;
        Assert.Equal(detailed, message.Contains("the secret", StringComparison.Ordinal));
        string id = message[(message.IndexOf("Correlation id: ", StringComparison.Ordinal) + 16)..];
        string logged = Assert.Single(host.Errors);
        Assert.Contains(id, logged);
        Assert.Contains("the secret", logged);
    }

    [Fact]
    public async Task Handler_ThatReturnsNothing_IsUnknown()
    {
        await using TestHost host = await Start(new EchoHandlers { Unary = (_, _) => Task.FromResult<EchoResponse>(null!) });
        host.ExpectErrors();
        Assert.Equal(2, (await host.CallAsync("Unary", Message("x"))).GrpcStatus);
    }

    [Fact]
    public async Task Answer_BeforeTheClientEnds_IsCompleteAndThenReset()
    {
        await using TestHost host = await Start(new EchoHandlers { Duplex = (_, _, _) => throw new RpcException(StatusCode.FailedPrecondition, "no") });
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int stream = await wire.OpenAsync(host.Headers("Duplex"));
        StreamTranscript answer = await wire.AnswerAsync(stream, t => t.Reset is not null, "the reset");
        Assert.Equal(9, answer.GrpcStatus);
        Assert.True(answer.Ended);
        Assert.Equal(Http2Error.NoError, answer.Reset);
    }

    [Fact]
    public async Task Headers_WrittenEarly_ArriveBeforeAnyMessage()
    {
        var release = new TaskCompletionSource();
        await using TestHost host = await Start(new EchoHandlers
        {
            Duplex = async (_, _, context) =>
            {
                await context.WriteResponseHeadersAsync(new Metadata { { "x-early", "yes" } });
                await release.Task;
            },
        });
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int stream = await wire.OpenAsync(host.Headers("Duplex"), endStream: true);
        StreamTranscript answer = await wire.AnswerAsync(stream, t => t.Headers is not null, "headers");
        Assert.Equal("yes", answer["x-early"]);
        Assert.False(answer.Ended);
        release.SetResult();
        Assert.Equal("0", (await wire.AnswerAsync(stream)).Trailers!.Single().Value);
    }

    [Fact]
    public async Task Headers_WrittenTwice_IsAnErrorOfTheHandler()
    {
        await using TestHost host = await Start(new EchoHandlers
        {
            Unary = async (request, context) =>
            {
                await context.WriteResponseHeadersAsync([]);
                await Assert.ThrowsAsync<InvalidOperationException>(() => context.WriteResponseHeadersAsync([]));
                return Echo(request);
            },
        });
        Assert.Equal(0, (await host.CallAsync("Unary", Message("x"))).GrpcStatus);
    }

    [Fact]
    public async Task RichError_Thrown_IsTheWholeStatusInOneTrailer()
    {
        Google.Rpc.Status rich = RichStatus.Create(
            StatusCode.InvalidArgument,
            "two violations ☺",
            ErrorInfoDetail.Create("BAD_PROBLEM", "solver.v1"),
            BadRequestDetail.Create(("alpha[3]", "is negative"), ("beta", "has 2 values, not 390")));
        await using TestHost host = await Failing(rich.ToRpcException());
        StreamTranscript answer = await host.CallAsync("Unary", Message("x"));

        var trailers = new Metadata();
        trailers.AddReceived("grpc-status-details-bin", answer["grpc-status-details-bin"]!);
        Google.Rpc.Status read = trailers.GetRpcStatus()!;
        Assert.Equal(rich, read);
        Assert.Equal(answer.GrpcStatus, read.Code);
        Assert.Equal(SolverGrpc.Rpc.Headers.PercentEncoding.Decode(answer["grpc-message"]!), read.Message);
        Assert.Equal("alpha[3]", read.GetDetail<BadRequest>()!.FieldViolations[0].Field);
    }

    [Fact]
    public async Task RetryPushback_OfAHandler_IsATrailer()
    {
        await using TestHost host = await Failing(new RpcException(new Status(StatusCode.ResourceExhausted, "full"), new Metadata { { "grpc-retry-pushback-ms", "250" } }));
        StreamTranscript answer = await host.CallAsync("Unary", Message("x"), ("grpc-previous-rpc-attempts", "1"));
        Assert.Equal(("8", "250"), (answer["grpc-status"], answer["grpc-retry-pushback-ms"]));
    }

    [Fact]
    public async Task RichError_OfManyViolations_FitsTheTrailersOfEveryClient()
    {
        var violations = Enumerable.Range(0, 100_000).Select(i => ($"alpha[{i}]", "is negative"));
        await using TestHost host = await Failing(RichStatus.Create(
            StatusCode.InvalidArgument, "many", ErrorInfoDetail.Create("BAD_PROBLEM", "solver.v1"), BadRequestDetail.Create(violations)).ToRpcException());
        StreamTranscript answer = await host.CallAsync("Unary", Message("x"));
        Assert.InRange(answer.Headers!.Sum(h => h.Name.Length + h.Value.Length + 32), 2000, 8192);
    }

    private Task<TestHost> Failing(RpcException error) => Start(new EchoHandlers { Unary = (_, _) => throw error });

    private Task<TestHost> Start(EchoHandlers handlers) => TestHost.StartAsync(transport, new TestHostOptions { Handlers = handlers });

    public sealed class OverPlaintext() : ResponseShapeTests("tcp");

    public sealed class OverTls() : ResponseShapeTests("tls");
}
