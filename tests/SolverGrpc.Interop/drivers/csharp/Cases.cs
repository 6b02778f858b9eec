using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Testing;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Client;

namespace SolverGrpc.Interop.Client;

/// <summary>The cases by name.</summary>
internal static class Cases
{
    private const string Gzip = "gzip";
    private const string InitialKey = "x-grpc-test-echo-initial";
    private const string InitialValue = "test_initial_metadata_value";
    private const string TrailingKey = "x-grpc-test-echo-trailing-bin";
    private static readonly byte[] TrailingValue = [0xAB, 0xAB, 0xAB];
    private static readonly CallOptions Patient = new() { Timeout = TimeSpan.FromSeconds(20) };

    private static readonly ServiceDescriptor Service = GrpcTestingReflection.Descriptor.FindTypeByName<ServiceDescriptor>("TestService");
    private static readonly ServiceDescriptor Unserved =
        GrpcTestingReflection.Descriptor.FindTypeByName<ServiceDescriptor>("UnimplementedService");

    private static readonly Method<Empty, Empty> EmptyCall = Method.Of<Empty, Empty>(Service, "EmptyCall");
    private static readonly Method<Empty, Empty> UnimplementedCall = Method.Of<Empty, Empty>(Service, "UnimplementedCall");
    private static readonly Method<SimpleRequest, SimpleResponse> UnaryCall =
        Method.Of<SimpleRequest, SimpleResponse>(Service, "UnaryCall");
    private static readonly Method<StreamingInputCallRequest, StreamingInputCallResponse> InputCall =
        Method.Of<StreamingInputCallRequest, StreamingInputCallResponse>(Service, "StreamingInputCall");
    private static readonly Method<StreamingOutputCallRequest, StreamingOutputCallResponse> OutputCall = OfOutput("StreamingOutputCall");
    private static readonly Method<StreamingOutputCallRequest, StreamingOutputCallResponse> FullDuplexCall = OfOutput("FullDuplexCall");
    private static readonly Method<StreamingOutputCallRequest, StreamingOutputCallResponse> HalfDuplexCall = OfOutput("HalfDuplexCall");

    public static IReadOnlyDictionary<string, Func<Channel, Task>> All { get; } = new Dictionary<string, Func<Channel, Task>>
    {
        ["empty_unary"] = async channel =>
            Expect.Equal("response", new Empty(), await channel.UnaryCall(EmptyCall, new(), Patient)),
        ["large_unary"] = async channel =>
            Expect.Zeros(314159, (await channel.UnaryCall(UnaryCall, LargeRequest(), Patient)).Payload),
        ["client_compressed_unary"] = ClientCompressedUnaryAsync,
        ["client_streaming"] = async channel =>
            Expect.Equal("sum", 74922, await SumAsync(channel, Patient, (27182, null), (8, null), (1828, null), (45904, null))),
        ["client_compressed_streaming"] = ClientCompressedStreamingAsync,
        ["server_streaming"] = async channel =>
        {
            using var call = channel.ServerStreamingCall(OutputCall, OutputRequest([31415, 9, 2653, 58979]), Patient);
            await Expect.OutputAsync(call.ResponseStream, 31415, 9, 2653, 58979);
        },
        ["ping_pong"] = PingPongAsync,
        ["half_duplex"] = HalfDuplexAsync,
        ["empty_stream"] = async channel =>
        {
            using var call = channel.DuplexStreamingCall(FullDuplexCall, Patient);
            await call.RequestStream.CompleteAsync();
            await Expect.OutputAsync(call.ResponseStream);
        },
        ["custom_metadata"] = CustomMetadataAsync,
        ["status_code_and_message"] = StatusCodeAndMessageAsync,
        ["special_status_message"] = channel =>
            EchoStatusAsync(channel, "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n"),
        ["unimplemented_method"] = channel => Expect.FailureAsync(
            "call", StatusCode.Unimplemented, async () => await channel.UnaryCall(UnimplementedCall, new(), Patient)),
        ["unimplemented_service"] = channel => Expect.FailureAsync(
            "call",
            StatusCode.Unimplemented,
            async () => await channel.UnaryCall(Method.Of<Empty, Empty>(Unserved, "UnimplementedCall"), new(), Patient)),
        ["cancel_after_begin"] = async channel =>
        {
            using var source = new CancellationTokenSource();
            using var call = channel.ClientStreamingCall(InputCall, Patient with { CancellationToken = source.Token });
            await source.CancelAsync();
            await Expect.FailureAsync("call", StatusCode.Cancelled, async () => await call);
        },
        ["cancel_after_first_response"] = async channel =>
        {
            using var source = new CancellationTokenSource();
            using var call = channel.DuplexStreamingCall(FullDuplexCall, Patient with { CancellationToken = source.Token });
            await call.RequestStream.WriteAsync(OutputRequest([31415], 27182));
            await Expect.NextAsync(31415, call.ResponseStream);
            await source.CancelAsync();
            await Expect.FailureAsync("call", StatusCode.Cancelled, () => call.ResponseStream.MoveNext(default));
        },
        ["timeout_on_sleeping_server"] = channel => Expect.FailureAsync("call", StatusCode.DeadlineExceeded, async () =>
        {
            using var call = channel.DuplexStreamingCall(FullDuplexCall, new() { Timeout = TimeSpan.FromMilliseconds(1) });
            await call.RequestStream.WriteAsync(OutputRequest([], 27182));
            await call.ResponseStream.MoveNext(default);
        }),
    };

    private static async Task ClientCompressedUnaryAsync(Channel channel)
    {
        Task<SimpleResponse> CallAsync(bool expected, string? encoding)
        {
            var request = LargeRequest();
            request.ExpectCompressed = new BoolValue { Value = expected };
            return channel.UnaryCall(UnaryCall, request, Patient with { RequestEncoding = encoding }).ResponseAsync;
        }

        await Expect.FailureAsync("probe", StatusCode.InvalidArgument, () => CallAsync(true, null));
        Expect.Zeros(314159, (await CallAsync(true, Gzip)).Payload);
        Expect.Zeros(314159, (await CallAsync(false, null)).Payload);
    }

    private static async Task ClientCompressedStreamingAsync(Channel channel)
    {
        var gzip = Patient with { RequestEncoding = Gzip };
        var probe = gzip with { WriteOptions = new WriteOptions { NoCompress = true } };
        await Expect.FailureAsync("probe", StatusCode.InvalidArgument, () => SumAsync(channel, probe, (27182, true)));
        Expect.Equal("sum", 73086, await SumAsync(channel, gzip, (27182, true), (45904, false)));
    }

    // A message whose compression is expected otherwise than the call's default says so to the writer.
    private static async Task<int> SumAsync(Channel channel, CallOptions options, params (int Size, bool? Compressed)[] messages)
    {
        using var call = channel.ClientStreamingCall(InputCall, options);
        foreach (var (size, compressed) in messages)
        {
            var request = new StreamingInputCallRequest { Payload = Zeros(size) };
            if (compressed is { } expected)
            {
                request.ExpectCompressed = new BoolValue { Value = expected };
                call.RequestStream.WriteOptions = expected ? options.WriteOptions : new WriteOptions { NoCompress = true };
            }

            await call.RequestStream.WriteAsync(request);
        }

        await call.RequestStream.CompleteAsync();
        return (await call).AggregatedPayloadSize;
    }

    private static async Task PingPongAsync(Channel channel)
    {
        using var call = channel.DuplexStreamingCall(FullDuplexCall, Patient);
        foreach (var (payload, size) in ((int, int)[])[(27182, 31415), (8, 9), (1828, 2653), (45904, 58979)])
        {
            await call.RequestStream.WriteAsync(OutputRequest([size], payload));
            await Expect.NextAsync(size, call.ResponseStream);
        }

        await call.RequestStream.CompleteAsync();
        await Expect.OutputAsync(call.ResponseStream);
    }

    private static async Task HalfDuplexAsync(Channel channel)
    {
        int[] sizes = [31415, 9, 2653, 58979];
        using var call = channel.DuplexStreamingCall(HalfDuplexCall, Patient);
        foreach (var size in sizes)
            await call.RequestStream.WriteAsync(OutputRequest([size]));
        await call.RequestStream.CompleteAsync();
        await Expect.OutputAsync(call.ResponseStream, sizes);
    }

    private static async Task CustomMetadataAsync(Channel channel)
    {
        var options = Patient with { Headers = new Metadata { { InitialKey, InitialValue }, { TrailingKey, TrailingValue } } };
        using var unary = channel.UnaryCall(UnaryCall, LargeRequest(), options);
        await unary;
        await CheckAsync("unary", unary);

        using var duplex = channel.DuplexStreamingCall(FullDuplexCall, options);
        await duplex.RequestStream.WriteAsync(OutputRequest([314159], 271828));
        await duplex.RequestStream.CompleteAsync();
        await Expect.OutputAsync(duplex.ResponseStream, 314159);
        await CheckAsync("duplex", duplex);

        static async Task CheckAsync(string kind, AsyncCall call)
        {
            Expect.Equal($"{kind} initial metadata", InitialValue, (await call.ResponseHeadersAsync).GetValue(InitialKey));
            var trailing = call.GetTrailers().GetValueBytes(TrailingKey) ?? [];
            Expect.Equal($"{kind} trailing metadata", Convert.ToHexString(TrailingValue), Convert.ToHexString(trailing));
        }
    }

    private static async Task StatusCodeAndMessageAsync(Channel channel)
    {
        const string Message = "test status message";
        await EchoStatusAsync(channel, Message);
        var failure = await Expect.FailureAsync("duplex", StatusCode.Unknown, async () =>
        {
            using var call = channel.DuplexStreamingCall(FullDuplexCall, Patient);
            await call.RequestStream.WriteAsync(new StreamingOutputCallRequest { ResponseStatus = Wanted(Message) });
            await call.RequestStream.CompleteAsync();
            await call.ResponseStream.MoveNext(default);
        });
        Expect.Equal("duplex message", Message, failure.Status.Detail);
    }

    private static async Task EchoStatusAsync(Channel channel, string message)
    {
        var request = new SimpleRequest { ResponseStatus = Wanted(message) };
        var failure = await Expect.FailureAsync(
            "unary", StatusCode.Unknown, async () => await channel.UnaryCall(UnaryCall, request, Patient));
        Expect.Equal("unary message", message, failure.Status.Detail);
    }

    private static EchoStatus Wanted(string message) => new() { Code = (int)StatusCode.Unknown, Message = message };

    private static SimpleRequest LargeRequest() => new() { ResponseSize = 314159, Payload = Zeros(271828) };

    private static StreamingOutputCallRequest OutputRequest(int[] sizes, int payload = 0) => new()
    {
        ResponseParameters = { sizes.Select(size => new ResponseParameters { Size = size }) },
        Payload = Zeros(payload),
    };

    private static Payload Zeros(int size) => new() { Body = ByteString.CopyFrom(new byte[size]) };

    private static Method<StreamingOutputCallRequest, StreamingOutputCallResponse> OfOutput(string name)
        => Method.Of<StreamingOutputCallRequest, StreamingOutputCallResponse>(Service, name);
}
