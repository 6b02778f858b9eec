using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using SolverGrpc.Rpc.Client;
using SolverGrpc.Rpc.Tests.Http2;
using SolverGrpc.Rpc.Tests.Protos;

namespace SolverGrpc.Rpc.Tests.Client;

/// <summary>What the client makes of answers that no good server gives.</summary>
public sealed class MisbehavingServerTests
{
    private static readonly EchoResponse Response = new() { Text = "somebody" };

    [Theory]
    [InlineData(400, StatusCode.Internal)]
    [InlineData(401, StatusCode.Unauthenticated)]
    [InlineData(403, StatusCode.PermissionDenied)]
    [InlineData(404, StatusCode.Unimplemented)]
    [InlineData(429, StatusCode.Unavailable)]
    [InlineData(502, StatusCode.Unavailable)]
    [InlineData(503, StatusCode.Unavailable)]
    [InlineData(504, StatusCode.Unavailable)]
    [InlineData(500, StatusCode.Unknown)]
    [InlineData(302, StatusCode.Unknown)]
    public async Task HttpStatus_WithoutGrpcStatus_IsMapped(int http, StatusCode expected)
    {
        var error = await FailureAsync(context =>
        {
            context.Response.StatusCode = http;
            return context.Response.WriteAsync("a page for people");
        });
        Assert.Equal(expected, error.StatusCode);
        Assert.Contains($"{http}", error.Status.Detail);
    }

    [Fact]
    public async Task HttpStatus_WithGrpcStatus_GivesWayToIt()
    {
        var error = await FailureAsync(context =>
        {
            context.Response.StatusCode = 503;
            return FakeServer.TrailersOnly(context, StatusCode.FailedPrecondition);
        });
        Assert.Equal(StatusCode.FailedPrecondition, error.StatusCode);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/grpcfoo")]
    [InlineData("application/grpc-web")]
    [InlineData(null)]
    public async Task ContentType_ThatIsNotGrpc_IsUnknown(string? contentType)
    {
        var error = await FailureAsync(context =>
        {
            context.Response.ContentType = contentType;
            return context.Response.WriteAsync("hello");
        });
        Assert.Equal(StatusCode.Unknown, error.StatusCode);
        Assert.Contains($"'{contentType}'", error.Status.Detail);
    }

    [Theory]
    [InlineData("application/grpc+proto")]
    [InlineData("Application/GRPC;charset=utf-8")]
    public async Task ContentType_WithSuffixOrParameter_IsAccepted(string contentType)
    {
        await using var server = await FakeServer.StartAsync(async context =>
        {
            context.Response.ContentType = contentType;
            await FakeServer.Bytes(context, RawGrpc.Message(Response.ToByteArray()));
            FakeServer.Trailers(context, StatusCode.OK);
        });
        using var channel = Channel.ForAddress(server.Address);
        Assert.Equal(Response, await channel.UnaryCall(EchoMethods.Unary, new()));
    }

    [Fact]
    public async Task GrpcStatus_Missing_IsUnknown()
    {
        var error = await FailureAsync(context => FakeServer.Messages(context, Response));
        Assert.Equal((StatusCode.Unknown, "The response ended without grpc-status."), (error.StatusCode, error.Status.Detail));
    }

    [Theory]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("seven")]
    public async Task GrpcStatus_ThatIsNoNumber_IsUnknown(string status)
    {
        var error = await FailureAsync(async context =>
        {
            await FakeServer.Messages(context, Response);
            context.Response.AppendTrailer("grpc-status", status);
        });
        Assert.Equal(StatusCode.Unknown, error.StatusCode);
        Assert.Contains($"'{status}'", error.Status.Detail);
    }

    [Fact]
    public async Task GrpcStatus_OutsideTheKnownOnes_PassesThrough()
    {
        var error = await FailureAsync(context => FakeServer.TrailersOnly(context, (StatusCode)77, ("grpc-message", "caf%C3%A9 100%25")));
        Assert.Equal((77, "café 100%"), ((int)error.StatusCode, error.Status.Detail));
    }

    [Fact]
    public async Task TrailersOnly_WithMetadata_GivesThemAsTrailers()
    {
        var error = await FailureAsync(
            context => FakeServer.TrailersOnly(context, StatusCode.NotFound, ("who", "me"), ("raw-bin", "AAEC")));
        Assert.Equal("me", error.Trailers.GetValue("who"));
        Assert.Equal([0, 1, 2], error.Trailers.GetValueBytes("raw-bin")!);
        Assert.Null(error.Trailers.Get("content-type"));
    }

    [Fact]
    public async Task Ok_WithoutMessage_IsInternal()
    {
        Assert.Equal(StatusCode.Internal, (await FailureAsync(context => FakeServer.TrailersOnly(context, StatusCode.OK))).StatusCode);
        Assert.Equal(StatusCode.Internal, (await FailureAsync(async context =>
        {
            await FakeServer.Messages(context);
            FakeServer.Trailers(context, StatusCode.OK);
        })).StatusCode);
    }

    [Fact]
    public async Task ClientStream_AnsweredOkWithoutMessage_IsInternal()
    {
        await using var server = await FakeServer.StartAsync(context => FakeServer.TrailersOnly(context, StatusCode.OK));
        using var channel = Channel.ForAddress(server.Address);
        using var call = channel.ClientStreamingCall(EchoMethods.ClientStream);
        var error = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal(StatusCode.Internal, error.StatusCode);
    }

    [Fact]
    public async Task Unary_WithTwoMessages_IsInternal()
    {
        var error = await FailureAsync(async context =>
        {
            await FakeServer.Messages(context, Response, Response);
            FakeServer.Trailers(context, StatusCode.OK);
        });
        Assert.Equal(StatusCode.Internal, error.StatusCode);
        Assert.Contains("more than one", error.Status.Detail);
    }

    [Theory]
    [InlineData(StatusCode.OK, StatusCode.Internal)]
    [InlineData(StatusCode.DataLoss, StatusCode.DataLoss)]
    public async Task Message_Truncated_IsInternalUnlessTheServerSaysWhy(StatusCode told, StatusCode expected)
    {
        var error = await FailureAsync(async context =>
        {
            await FakeServer.Bytes(context, RawGrpc.Message([1, 2, 3], declaredLength: 10));
            FakeServer.Trailers(context, told);
        });
        Assert.Equal(expected, error.StatusCode);
    }

    [Theory]
    [InlineData(0, 5u << 20, StatusCode.ResourceExhausted)]
    [InlineData(0, uint.MaxValue, StatusCode.ResourceExhausted)]
    [InlineData(1, 3u, StatusCode.Internal)] // compressed, but no encoding named
    [InlineData(2, 3u, StatusCode.Internal)]
    public async Task Prefix_ThatBreaksTheRules_EndsTheCallAndResetsTheStream(byte flag, uint length, StatusCode expected)
    {
        var aborted = new TaskCompletionSource();
        var error = await FailureAsync(async context =>
        {
            await FakeServer.Bytes(context, RawGrpc.Message([1, 2, 3], flag, length));
            context.RequestAborted.Register(aborted.SetResult);
            await aborted.Task;
        });
        Assert.Equal(expected, error.StatusCode);
        await aborted.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Message_ThatIsNoProtobuf_IsInternal()
    {
        var error = await FailureAsync(context => FakeServer.Bytes(context, RawGrpc.Message([0xFF, 0xFF, 0xFF])));
        Assert.Equal(StatusCode.Internal, error.StatusCode);
        Assert.Contains(nameof(EchoResponse), error.Status.Detail);
    }

    [Theory]
    [InlineData(Http2Error.RefusedStream, StatusCode.Unavailable)]
    [InlineData(Http2Error.Cancel, StatusCode.Cancelled)]
    [InlineData(Http2Error.EnhanceYourCalm, StatusCode.ResourceExhausted)]
    [InlineData(Http2Error.InadequateSecurity, StatusCode.PermissionDenied)]
    [InlineData(Http2Error.InternalError, StatusCode.Internal)]
    [InlineData(Http2Error.ProtocolError, StatusCode.Internal)]
    internal async Task Reset_AfterHeaders_IsMapped(Http2Error error, StatusCode expected)
    {
        var failure = await FailureAsync(async context =>
        {
            await FakeServer.Messages(context);
            context.Features.GetRequiredFeature<IHttpResetFeature>().Reset((int)error);
        });
        Assert.Equal(expected, failure.StatusCode);
    }

    [Fact]
    public async Task Connection_CutInTheMiddle_IsUnavailable()
    {
        var error = await FailureAsync(async context =>
        {
            await FakeServer.Messages(context);
            context.Features.GetRequiredFeature<Microsoft.AspNetCore.Connections.Features.IConnectionLifetimeFeature>().Abort();
        });
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
    }

    [Fact]
    public async Task Server_ThatSpeaksOnlyHttp1_IsInternal()
    {
        await using var server = await FakeServer.StartAsync(context => FakeServer.Ok(context, Response), protocols: HttpProtocols.Http1);
        using var channel = Channel.ForAddress(server.Address);
        var error = await Assert.ThrowsAsync<RpcException>(async () => await channel.UnaryCall(EchoMethods.Unary, new()));
        Assert.Equal(StatusCode.Internal, error.StatusCode);
    }

    [Fact]
    public async Task Server_ThatIsNotThere_IsUnavailable()
    {
        var server = await FakeServer.StartAsync(_ => Task.CompletedTask);
        var address = server.Address;
        await server.DisposeAsync();
        using var channel = Channel.ForAddress(address);
        var call = channel.UnaryCall(EchoMethods.Unary, new());
        var error = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        Assert.Contains($"Cannot connect to {address}", error.Status.Detail, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RpcException>(() => call.ResponseHeadersAsync);
        Assert.Equal(StatusCode.Unavailable, call.GetStatus().StatusCode);
    }

    private static async Task<RpcException> FailureAsync(RequestDelegate answer)
    {
        await using var server = await FakeServer.StartAsync(answer);
        using var channel = Channel.ForAddress(server.Address);
        return await Assert.ThrowsAsync<RpcException>(async () => await channel.UnaryCall(EchoMethods.Unary, new()));
    }
}
