using Google.Rpc;
using SolverGrpc.Rpc.Errors;
using SolverGrpc.Rpc.Tests.Server;

namespace SolverGrpc.Rpc.Tests.Client;

/// <summary>Metadata, rich errors, sizes and compression between our client and our server.</summary>
public sealed class MetadataTests
{
    [Fact]
    public async Task Metadata_BothWays_KeepBytesOrderAndNames()
    {
        var handlers = new EchoHandlers
        {
            Unary = async (request, context) =>
            {
                var initial = new Metadata();
                foreach (var entry in context.RequestHeaders.Where(e => e.Key.StartsWith("x-", StringComparison.Ordinal)))
                {
                    initial.Add(entry);
                    context.ResponseTrailers.Add(entry);
                }

                foreach (var received in (Metadata[])[initial, context.ResponseTrailers])
                {
                    received.Add("y", "1");
                    received.Add("y", "2");
                }

                initial.Add("expires", context.RequestHeaders.GetValue("expires")!);
                await context.WriteResponseHeadersAsync(initial);
                return EchoHandlers.Echo(request);
            },
        };
        await using var host = await TestHost.StartAsync(options: new() { Handlers = handlers });
        using var channel = host.OpenChannel();
        byte[] bytes = [0, 255, 44, 10];
        var sent = new Metadata
        {
            { "X-Text", "a, b=c" },
            { "x-text", "second" },
            { "x-raw-bin", bytes },
            { "x-raw-bin", [7] },
            { "expires", "never" },
        };

        using var call = channel.UnaryCall(EchoMethods.Unary, new(), new() { Headers = sent });
        await call;

        foreach (var received in (Metadata[])[await call.ResponseHeadersAsync, call.GetTrailers()])
        {
            Assert.Equal("a, b=c, second", received.GetValue("x-text"));
            Assert.Equal([bytes, [7]], received.GetAll("x-raw-bin").Select(e => e.ValueBytes));
            Assert.Equal(["1", "2"], received.GetAll("y").Select(e => e.Value));
            Assert.DoesNotContain(received, entry => entry.Key is "content-type" or "grpc-status" or "grpc-encoding");
        }

        Assert.Equal("never", (await call.ResponseHeadersAsync).GetValue("expires"));
    }

    [Fact]
    public async Task Error_Rich_ArrivesWithItsDetails()
    {
        var handlers = new EchoHandlers
        {
            Unary = (_, _) => throw RichStatus.Create(
                StatusCode.InvalidArgument,
                "100 % wrong: ☺",
                ErrorInfoDetail.Create("BAD_INPUT", "solver"),
                BadRequestDetail.Create(("quantity", "is NaN"), ("bounds.max[3]", "is below min[3]")),
                RetryDetail.After(TimeSpan.FromMilliseconds(250))).ToRpcException(),
        };
        await using var host = await TestHost.StartAsync(options: new() { Handlers = handlers });
        using var channel = host.OpenChannel();

        var error = await Assert.ThrowsAsync<RpcException>(async () => await channel.UnaryCall(EchoMethods.Unary, new()));

        Assert.Equal((StatusCode.InvalidArgument, "100 % wrong: ☺"), (error.StatusCode, error.Status.Detail));
        var rich = error.GetRpcStatus()!;
        Assert.Equal("BAD_INPUT", rich.GetDetail<ErrorInfo>()!.Reason);
        Assert.Equal(["quantity", "bounds.max[3]"], rich.GetDetail<BadRequest>()!.FieldViolations.Select(v => v.Field));
        Assert.Equal(TimeSpan.FromMilliseconds(250), rich.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan());
    }

    [Theory]
    [InlineData(null, null, false, false)]
    [InlineData("gzip", null, true, false)]
    [InlineData("deflate", "gzip", true, true)]
    [InlineData(null, "deflate", false, true)]
    public async Task Compression_AskedForByEitherSide_IsUsedThatWay(string? request, string? response, bool arrived, bool answered)
    {
        var sawCompressed = false;
        var handlers = new EchoHandlers
        {
            Unary = (message, context) =>
            {
                sawCompressed = context.RequestWasCompressed;
                return Task.FromResult(EchoHandlers.Echo(message));
            },
        };
        await using var host = await TestHost.StartAsync(
            options: new() { Handlers = handlers, Service = new() { ResponseCompressionAlgorithm = response } });
        using var channel = host.OpenChannel(new() { RequestEncoding = request });
        // Room for the response only if it is compressed.
        using var narrow = host.OpenChannel(new() { MaxReceiveMessageSize = 10_000, RequestEncoding = request });

        Assert.Equal(50_000, (await channel.UnaryCall(EchoMethods.Unary, EchoMethods.Zeros(50_000))).Payload.Length);
        Assert.Equal(arrived, sawCompressed);
        var tooLarge = await Assert.ThrowsAsync<RpcException>(
            async () => await narrow.UnaryCall(EchoMethods.Unary, EchoMethods.Zeros(50_000)));
        Assert.Equal(StatusCode.ResourceExhausted, tooLarge.StatusCode);
        Assert.Equal(answered, tooLarge.Status.Detail.Contains("after decompression", StringComparison.Ordinal));

        await channel.UnaryCall(EchoMethods.Unary, new(), new() { WriteOptions = new() { NoCompress = true } });
        Assert.False(sawCompressed);
        await channel.UnaryCall(EchoMethods.Unary, new(), new() { RequestEncoding = "identity" });
        Assert.False(sawCompressed);
        Assert.Throws<ArgumentException>(() => channel.UnaryCall(EchoMethods.Unary, new(), new() { RequestEncoding = "lzma" }));
    }

    [Fact]
    public async Task Message_TooLargeToSend_FailsWithoutReachingTheServer()
    {
        var called = false;
        var handlers = new EchoHandlers
        {
            Unary = (message, _) =>
            {
                called = true;
                return Task.FromResult(EchoHandlers.Echo(message));
            },
        };
        await using var host = await TestHost.StartAsync(options: new() { Handlers = handlers });
        using var channel = host.OpenChannel(new() { MaxSendMessageSize = 100 });
        var error = await Assert.ThrowsAsync<RpcException>(async () => await channel.UnaryCall(EchoMethods.Unary, EchoMethods.Zeros(101)));
        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
        Assert.False(called);

        using var stream = channel.DuplexStreamingCall(EchoMethods.Duplex);
        await Assert.ThrowsAsync<RpcException>(() => stream.RequestStream.WriteAsync(EchoMethods.Zeros(101)));
        await stream.RequestStream.WriteAsync(EchoMethods.Text("small")); // the stream goes on
        Assert.True(await stream.ResponseStream.MoveNext(default));
    }
}
