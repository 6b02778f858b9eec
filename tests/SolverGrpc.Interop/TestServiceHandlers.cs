using Google.Protobuf;
using Grpc.Testing;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Server;

namespace SolverGrpc.Interop;

/// <summary><c>grpc.testing.TestService</c> as the interoperability specification describes it.</summary>
internal static class TestServiceHandlers
{
    private const string Gzip = "gzip";
    private const string EchoInitial = "x-grpc-test-echo-initial";
    private const string EchoTrailing = "x-grpc-test-echo-trailing-bin";

    /// <summary>Binds the service.</summary>
    public static ServerServiceDefinition Bind(GrpcServiceOptions options)
        => ServerServiceDefinition.CreateBuilder(GrpcTestingReflection.Descriptor.Services.Single(s => s.Name == "TestService"), options)
            .AddUnary<Empty, Empty>("EmptyCall", (_, _) => Task.FromResult(new Empty()))
            .AddUnary<SimpleRequest, SimpleResponse>("UnaryCall", UnaryAsync)
            .AddServerStreaming<StreamingOutputCallRequest, StreamingOutputCallResponse>("StreamingOutputCall", OutputAsync)
            .AddClientStreaming<StreamingInputCallRequest, StreamingInputCallResponse>("StreamingInputCall", InputAsync)
            .AddDuplexStreaming<StreamingOutputCallRequest, StreamingOutputCallResponse>("FullDuplexCall", FullDuplexAsync)
            .AddDuplexStreaming<StreamingOutputCallRequest, StreamingOutputCallResponse>("HalfDuplexCall", HalfDuplexAsync)
            .NotYetServed("UnimplementedCall")
            .Build();

    private static async Task<SimpleResponse> UnaryAsync(SimpleRequest request, ServerCallContext context)
    {
        await EchoMetadataAsync(context);
        CheckCompression(request.ExpectCompressed, context);
        ThrowIfAsked(request.ResponseStatus);
        context.ResponseEncoding = request.ResponseCompressed?.Value == true ? Gzip : null;
        return new SimpleResponse { Payload = Zeros(request.ResponseSize) };
    }

    private static async Task OutputAsync(
        StreamingOutputCallRequest request, IServerStreamWriter<StreamingOutputCallResponse> responses, ServerCallContext context)
    {
        await EchoMetadataAsync(context);
        if (request.ResponseParameters.Any(p => p.Compressed?.Value == true))
            context.ResponseEncoding = Gzip;
        await AnswerAsync(request, responses, context);
    }

    private static async Task<StreamingInputCallResponse> InputAsync(
        IAsyncStreamReader<StreamingInputCallRequest> requests, ServerCallContext context)
    {
        var sum = 0;
        await foreach (var request in requests.ReadAllAsync(context.CancellationToken))
        {
            CheckCompression(request.ExpectCompressed, context);
            sum += request.Payload?.Body.Length ?? 0;
        }

        return new StreamingInputCallResponse { AggregatedPayloadSize = sum };
    }

    private static async Task FullDuplexAsync(
        IAsyncStreamReader<StreamingOutputCallRequest> requests,
        IServerStreamWriter<StreamingOutputCallResponse> responses,
        ServerCallContext context)
    {
        await EchoMetadataAsync(context);
        await foreach (var request in requests.ReadAllAsync(context.CancellationToken))
            await AnswerAsync(request, responses, context);
    }

    private static async Task HalfDuplexAsync(
        IAsyncStreamReader<StreamingOutputCallRequest> requests,
        IServerStreamWriter<StreamingOutputCallResponse> responses,
        ServerCallContext context)
    {
        var all = new List<StreamingOutputCallRequest>();
        await foreach (var request in requests.ReadAllAsync(context.CancellationToken))
            all.Add(request);
        foreach (var request in all)
            await AnswerAsync(request, responses, context);
    }

    private static async Task AnswerAsync(
        StreamingOutputCallRequest request, IServerStreamWriter<StreamingOutputCallResponse> responses, ServerCallContext context)
    {
        ThrowIfAsked(request.ResponseStatus);
        foreach (var wanted in request.ResponseParameters)
        {
            if (wanted.IntervalUs > 0)
                await Task.Delay(TimeSpan.FromMicroseconds(wanted.IntervalUs), context.CancellationToken);
            responses.WriteOptions = new WriteOptions { NoCompress = wanted.Compressed?.Value != true };
            await responses.WriteAsync(new StreamingOutputCallResponse { Payload = Zeros(wanted.Size) }, context.CancellationToken);
        }
    }

    private static async Task EchoMetadataAsync(ServerCallContext context)
    {
        if (context.RequestHeaders.Get(EchoTrailing) is { } trailing)
            context.ResponseTrailers.Add(trailing);
        if (context.RequestHeaders.Get(EchoInitial) is { } initial)
            await context.WriteResponseHeadersAsync([initial]);
    }

    private static void CheckCompression(BoolValue? expected, ServerCallContext context)
    {
        if (expected is not null && expected.Value != context.RequestWasCompressed)
        {
            throw new RpcException(
                StatusCode.InvalidArgument,
                $"Compression of the message: expected {expected.Value}, got {context.RequestWasCompressed}.");
        }
    }

    private static void ThrowIfAsked(EchoStatus? status)
    {
        if (status is { Code: not 0 })
            throw new RpcException((StatusCode)status.Code, status.Message);
    }

    private static Payload Zeros(int size) => new() { Body = ByteString.CopyFrom(new byte[size]) };
}
