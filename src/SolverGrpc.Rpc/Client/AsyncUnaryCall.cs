using System.Runtime.CompilerServices;

namespace SolverGrpc.Rpc.Client;

/// <summary>A call with one request and one response; can be awaited itself.</summary>
/// <typeparam name="TResponse">The response message.</typeparam>
public sealed class AsyncUnaryCall<TResponse> : AsyncCall
{
    internal AsyncUnaryCall(ClientCall call, Task<TResponse> response)
        : base(call)
        => ResponseAsync = response;

    /// <summary>The response; fails with <see cref="RpcException"/> if the call ends with anything but OK.</summary>
    public Task<TResponse> ResponseAsync { get; }

    /// <summary>Awaits <see cref="ResponseAsync"/>.</summary>
    /// <returns>The awaiter.</returns>
    public TaskAwaiter<TResponse> GetAwaiter() => ResponseAsync.GetAwaiter();

    /// <summary>Awaits <see cref="ResponseAsync"/>.</summary>
    /// <param name="continueOnCapturedContext">Whether to continue where the await began.</param>
    /// <returns>The awaitable.</returns>
    public ConfiguredTaskAwaitable<TResponse> ConfigureAwait(bool continueOnCapturedContext)
        => ResponseAsync.ConfigureAwait(continueOnCapturedContext);
}
