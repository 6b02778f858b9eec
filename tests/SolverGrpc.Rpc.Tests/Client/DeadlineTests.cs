using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using SolverGrpc.Rpc.Client;
using SolverGrpc.Rpc.Headers;
using SolverGrpc.Rpc.Tests.Http2;
using SolverGrpc.Rpc.Tests.Protos;

namespace SolverGrpc.Rpc.Tests.Client;

/// <summary>Deadlines and cancellation, as the caller and as the server see them.</summary>
public sealed class DeadlineTests
{
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Timeout_IsToldToTheServer()
    {
        await using var server = await FakeServer.StartAsync(context => FakeServer.Ok(context, new EchoResponse()));
        var time = new TestTime();
        using var channel = Channel.ForAddress(server.Address, new() { TimeProvider = time });

        await channel.UnaryCall(EchoMethods.Unary, new());
        await channel.UnaryCall(EchoMethods.Unary, new(), new() { Timeout = TimeSpan.FromSeconds(3) });
        var both = new CallOptions { Deadline = time.GetUtcNow().AddSeconds(2), Timeout = TimeSpan.FromSeconds(3) };
        await channel.UnaryCall(EchoMethods.Unary, new(), both);
        await channel.UnaryCall(EchoMethods.Unary, new(), new() { Timeout = TimeSpan.MaxValue });

        TimeSpan?[] expected = [null, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(2)];
        Assert.Equal(expected, server.Requests.Take(3).Select(Timeout));
        Assert.True(Timeout(server.Requests.Last()) > TimeSpan.FromDays(4_000_000));

        static TimeSpan? Timeout(Dictionary<string, string> headers)
        {
            if (!headers.TryGetValue("grpc-timeout", out var text))
                return null;
            Assert.True(GrpcTimeout.TryParse(text, out var timeout), text);
            return timeout;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Deadline_Passing_EndsTheCallAndResetsTheStream(bool headersFirst)
    {
        await using var server = await FakeServer.StartAsync(context => HangAsync(context, headersFirst));
        var time = new TestTime();
        using var channel = Channel.ForAddress(server.Address, new() { TimeProvider = time });
        using var call = channel.UnaryCall(EchoMethods.Unary, new(), new() { Timeout = TimeSpan.FromSeconds(3) });
        await _arrived.Task;
        if (headersFirst)
            await call.ResponseHeadersAsync;

        time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.False(call.ResponseAsync.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));

        var error = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
        await _aborted.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Deadline_LongerThanATimer_IsWaitedForInPieces()
    {
        await using var server = await FakeServer.StartAsync(context => HangAsync(context, headersFirst: false));
        var time = new TestTime();
        using var channel = Channel.ForAddress(server.Address, new() { TimeProvider = time });
        using var call = channel.UnaryCall(EchoMethods.Unary, new(), new() { Timeout = TimeSpan.FromDays(70) });
        await _arrived.Task;
        for (var day = 0; day < 69; day++)
            time.Advance(TimeSpan.FromDays(1));
        Assert.False(call.ResponseAsync.IsCompleted);
        time.Advance(TimeSpan.FromDays(1));
        var error = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
        Assert.All(time.Waits, wait => Assert.True(wait.TotalMilliseconds < uint.MaxValue));
    }

    [Fact]
    public async Task Deadline_AlreadyPassed_NothingIsSent()
    {
        await using var server = await FakeServer.StartAsync(context => FakeServer.Ok(context, new EchoResponse()));
        using var channel = Channel.ForAddress(server.Address);
        var error = await Assert.ThrowsAsync<RpcException>(
            async () => await channel.UnaryCall(EchoMethods.Unary, new(), new() { Timeout = TimeSpan.Zero }));
        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Reset_WithCancelAfterTheDeadline_CountsAsDeadline()
    {
        var time = new TestTime { FiresTimers = false };
        await using var server = await FakeServer.StartAsync(async context =>
        {
            await FakeServer.Messages(context);
            await _arrived.Task;
            // As a server may whose timer is quicker than ours.
            context.Features.GetRequiredFeature<IHttpResetFeature>().Reset((int)Http2Error.Cancel);
        });
        using var channel = Channel.ForAddress(server.Address, new() { TimeProvider = time });
        using var call = channel.ServerStreamingCall(EchoMethods.ServerStream, new(), new() { Timeout = TimeSpan.FromSeconds(3) });
        await call.ResponseHeadersAsync;
        time.Advance(TimeSpan.FromSeconds(3));
        _arrived.SetResult();
        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default));
        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
    }

    [Theory]
    [InlineData("token")]
    [InlineData("dispose")]
    [InlineData("channel")]
    public async Task Cancel_BeforeTheAnswer_EndsTheCallAndResetsTheStream(string how)
    {
        await using var server = await FakeServer.StartAsync(context => HangAsync(context, headersFirst: false));
        using var channel = Channel.ForAddress(server.Address);
        using var source = new CancellationTokenSource();
        using var call = channel.UnaryCall(EchoMethods.Unary, new(), new() { CancellationToken = source.Token });
        await _arrived.Task;
        if (how == "token")
            await source.CancelAsync();
        else if (how == "dispose")
            call.Dispose();
        else
            channel.Dispose();
        var error = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal(StatusCode.Cancelled, error.StatusCode);
        await _aborted.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Cancel_OfARead_EndsTheCall()
    {
        await using var server = await FakeServer.StartAsync(context => HangAsync(context, headersFirst: true));
        using var channel = Channel.ForAddress(server.Address);
        using var call = channel.ServerStreamingCall(EchoMethods.ServerStream, new());
        using var source = new CancellationTokenSource();
        var read = call.ResponseStream.MoveNext(source.Token);
        await call.ResponseHeadersAsync;
        await source.CancelAsync();
        var error = await Assert.ThrowsAsync<RpcException>(() => read);
        Assert.Equal(StatusCode.Cancelled, error.StatusCode);
        Assert.Equal(StatusCode.Cancelled, call.GetStatus().StatusCode);
        await _aborted.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Dispose_BetweenReads_ResetsTheStreamAtOnce()
    {
        await using var server = await FakeServer.StartAsync(context => HangAsync(context, headersFirst: true));
        using var channel = Channel.ForAddress(server.Address);
        var call = channel.DuplexStreamingCall(EchoMethods.Duplex);
        await call.ResponseHeadersAsync;
        Assert.Throws<InvalidOperationException>(() => call.GetStatus());
        call.Dispose();
        await _aborted.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(StatusCode.Cancelled, call.GetStatus().StatusCode);
        await Assert.ThrowsAsync<RpcException>(() => call.RequestStream.WriteAsync(new()));
        await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default));
    }

    private async Task HangAsync(HttpContext context, bool headersFirst)
    {
        context.RequestAborted.Register(() => _aborted.TrySetResult());
        if (headersFirst)
            await FakeServer.Messages(context);
        _arrived.TrySetResult();
        await _aborted.Task;
    }
}
