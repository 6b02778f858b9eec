using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Client;
using SolverGrpc.Rpc.Errors;

namespace SolverGrpc.Host.Tests;

/// <summary>The service's methods over a channel.</summary>
internal sealed class SolverClient(string endpoint, TlsOptions? tls = null) : IDisposable
{
    private static readonly Google.Protobuf.Reflection.ServiceDescriptor Service = SolverServiceReflection.Descriptor.Services.Single();
    private static readonly Method<SolveRequest, SolveResponse> SolveMethod = new(Service.FindMethodByName("Solve"));
    private static readonly Method<SolveManyRequest, SolveManyResponse> SolveManyMethod = new(Service.FindMethodByName("SolveMany"));
    private static readonly Method<CompareRequest, CompareResponse> CompareMethod = new(Service.FindMethodByName("Compare"));
    private static readonly Method<TraceFrontierRequest, TraceFrontierResponse> TraceFrontierMethod = new(Service.FindMethodByName("TraceFrontier"));

    private readonly Channel _channel = Channel.ForAddress(endpoint, new() { MaxReceiveMessageSize = 64 << 20, Tls = tls });

    public void Dispose() => _channel.Dispose();

    public AsyncUnaryCall<SolveResponse> SolveAsync(SolveRequest request, CallOptions? options = null) => _channel.UnaryCall(SolveMethod, request, options);

    public AsyncUnaryCall<CompareResponse> CompareAsync(CompareRequest request) => _channel.UnaryCall(CompareMethod, request);

    public AsyncDuplexStreamingCall<SolveManyRequest, SolveManyResponse> SolveMany() => _channel.DuplexStreamingCall(SolveManyMethod);

    public async Task<List<TraceFrontierResponse>> TraceAsync(TraceFrontierRequest request)
    {
        using AsyncServerStreamingCall<TraceFrontierResponse> call = _channel.ServerStreamingCall(TraceFrontierMethod, request);
        return await ListAsync(call.ResponseStream);
    }

    /// <summary>All answers to requests sent one after the other without waiting.</summary>
    public async Task<List<SolveManyResponse>> SolveManyAsync(IEnumerable<SolveRequest> requests)
    {
        using AsyncDuplexStreamingCall<SolveManyRequest, SolveManyResponse> call = SolveMany();
        Task<List<SolveManyResponse>> answers = ListAsync(call.ResponseStream);
        foreach (SolveRequest request in requests) await call.RequestStream.WriteAsync(new SolveManyRequest { Solve = request });
        await call.RequestStream.CompleteAsync();
        return await answers;
    }

    /// <summary>The fields a failed call blames.</summary>
    public static IEnumerable<string> Fields(RpcException exception) =>
        exception.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>()!.FieldViolations.Select(violation => violation.Field);

    private static async Task<List<T>> ListAsync<T>(IAsyncStreamReader<T> stream)
    {
        var all = new List<T>();
        await foreach (T message in stream.ReadAllAsync()) all.Add(message);
        return all;
    }
}
