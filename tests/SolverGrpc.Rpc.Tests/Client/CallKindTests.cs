using SolverGrpc.Rpc.Tests.Protos;
using SolverGrpc.Rpc.Tests.Server;

namespace SolverGrpc.Rpc.Tests.Client;

/// <summary>Calls of all four kinds over every transport, against our own server half.</summary>
public sealed class CallKindTests
{
    [Theory]
    [InlineData("tcp")]
    [InlineData("tls")]
    [InlineData("unix")]
    public async Task EveryKind_OverEveryTransport_Works(string transport)
    {
        await using var host = await TestHost.StartAsync(transport);
        using var channel = host.OpenChannel();

        Assert.Equal("hello", (await channel.UnaryCall(EchoMethods.Unary, EchoMethods.Text("hello"))).Text);

        using var joined = channel.ClientStreamingCall(EchoMethods.ClientStream);
        foreach (var word in (string[])["a", "b", "c"])
            await joined.RequestStream.WriteAsync(EchoMethods.Text(word));
        await joined.RequestStream.CompleteAsync();
        Assert.Equal("abc", (await joined).Text);

        using var split = channel.ServerStreamingCall(EchoMethods.ServerStream, EchoMethods.Text("to be or not"));
        Assert.Equal(["to", "be", "or", "not"], await split.ResponseStream.ReadAllAsync().Select(r => r.Text).ToListAsync());
        Assert.Equal(StatusCode.OK, split.GetStatus().StatusCode);

        using var duplex = channel.DuplexStreamingCall(EchoMethods.Duplex);
        for (var i = 0; i < 3; i++)
        {
            await duplex.RequestStream.WriteAsync(EchoMethods.Text($"{i}"));
            Assert.True(await duplex.ResponseStream.MoveNext(default));
            Assert.Equal($"{i}", duplex.ResponseStream.Current.Text);
        }

        await duplex.RequestStream.CompleteAsync();
        Assert.False(await duplex.ResponseStream.MoveNext(default));
        Assert.False(await duplex.ResponseStream.MoveNext(default));
    }

    [Fact]
    public async Task Message_OfThreeMegabytes_PassesBothWays()
    {
        await using var host = await TestHost.StartAsync();
        using var channel = host.OpenChannel();
        var request = EchoMethods.Zeros(3 << 20);
        Assert.Equal(request.Payload, (await channel.UnaryCall(EchoMethods.Unary, request)).Payload);
    }

    [Fact]
    public async Task Calls_ThousandAtOnce_AllGetTheirOwnAnswer()
    {
        await using var host = await TestHost.StartAsync();
        using var channel = host.OpenChannel();
        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(async i =>
            (await channel.UnaryCall(EchoMethods.Unary, EchoMethods.Text($"{i}"))).Text));
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"{i}"), answers);
    }

    [Fact]
    public async Task Writer_NobodyReads_WaitsForTheServersWindow()
    {
        var release = new TaskCompletionSource();
        var handlers = new EchoHandlers
        {
            ClientStream = async (requests, context) =>
            {
                await release.Task;
                var sum = 0;
                await foreach (var request in requests.ReadAllAsync())
                    sum += request.Payload.Length;
                return new EchoResponse { Text = $"{sum}" };
            },
        };
        await using var host = await TestHost.StartAsync(
            options: new() { Handlers = handlers, Service = new() { MaxReceiveMessageSize = null } });
        using var channel = host.OpenChannel();
        using var call = channel.ClientStreamingCall(EchoMethods.ClientStream);
        var write = call.RequestStream.WriteAsync(EchoMethods.Zeros(20 << 20));
        await channel.UnaryCall(EchoMethods.Unary, new()); // other calls go on
        Assert.False(write.IsCompleted);

        await Assert.ThrowsAsync<InvalidOperationException>(() => call.RequestStream.WriteAsync(EchoMethods.Zeros(1)));
        release.SetResult();
        await write;
        await call.RequestStream.CompleteAsync();
        Assert.Equal($"{20 << 20}", (await call).Text);
        await Assert.ThrowsAsync<InvalidOperationException>(() => call.RequestStream.WriteAsync(EchoMethods.Zeros(1)));
    }

    [Fact]
    public async Task Stream_OnAWarmConnection_ReachesTheServerBeforeItsFirstMessage()
    {
        var handlers = new EchoHandlers { Duplex = (_, _, context) => context.WriteResponseHeadersAsync(new() { { "x", "here" } }) };
        await using var host = await TestHost.StartAsync(options: new() { Handlers = handlers });
        using var channel = host.OpenChannel();
        await channel.UnaryCall(EchoMethods.Unary, new()); // nothing else is left to be sent on the connection
        using var call = channel.DuplexStreamingCall(EchoMethods.Duplex);
        var headers = await call.ResponseHeadersAsync.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal("here", headers.GetValue("x"));
    }

    [Fact]
    public async Task Server_EndingEarly_StopsTheWriterAndKeepsTheStatus()
    {
        var handlers = new EchoHandlers
        {
            Duplex = async (requests, responses, _) =>
            {
                await requests.MoveNext(default);
                await responses.WriteAsync(EchoHandlers.Echo(requests.Current));
                throw new RpcException(StatusCode.FailedPrecondition, "enough");
            },
        };
        await using var host = await TestHost.StartAsync(options: new() { Handlers = handlers });
        using var channel = host.OpenChannel();
        using var call = channel.DuplexStreamingCall(EchoMethods.Duplex);
        await call.RequestStream.WriteAsync(EchoMethods.Text("one"));
        Assert.True(await call.ResponseStream.MoveNext(default));
        var read = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default));
        var write = await Assert.ThrowsAsync<RpcException>(() => call.RequestStream.WriteAsync(EchoMethods.Text("two")));
        Assert.Equal((StatusCode.FailedPrecondition, "enough"), (read.StatusCode, read.Status.Detail));
        Assert.Equal(read.Status, write.Status);
        Assert.Equal(read.Status, call.GetStatus());
    }

    [Fact]
    public async Task Server_EndingEarlyWithoutResponse_FailsTheWriterOfAClientStream()
    {
        var handlers = new EchoHandlers { ClientStream = (_, _) => throw new RpcException(StatusCode.PermissionDenied, "no") };
        await using var host = await TestHost.StartAsync(options: new() { Handlers = handlers });
        using var channel = host.OpenChannel();
        using var call = channel.ClientStreamingCall(EchoMethods.ClientStream);
        var response = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal(StatusCode.PermissionDenied, response.StatusCode);
        var write = await Assert.ThrowsAsync<RpcException>(() => call.RequestStream.WriteAsync(EchoMethods.Text("two")));
        Assert.Equal(StatusCode.PermissionDenied, write.StatusCode);
    }

    [Fact]
    public async Task Method_OfAnotherKindOrUnserved_IsRefused()
    {
        await using var host = await TestHost.StartAsync();
        using var channel = host.OpenChannel();
        Assert.Throws<ArgumentException>(() => channel.DuplexStreamingCall(EchoMethods.Unary));
        var error = await Assert.ThrowsAsync<RpcException>(async () => await channel.UnaryCall(EchoMethods.Later, new()));
        Assert.Equal(StatusCode.Unimplemented, error.StatusCode);
    }

    [Fact]
    public async Task Deadline_OnTheServer_EndsAnOpenStream()
    {
        await using var host = await TestHost.StartAsync();
        using var channel = host.OpenChannel();
        using var call = channel.DuplexStreamingCall(EchoMethods.Duplex, new() { Timeout = TimeSpan.FromMilliseconds(50) });
        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default));
        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
    }
}
