using System.Runtime.CompilerServices;

namespace SolverGrpc.Rpc.Client;

/// <summary>A call with a stream of requests and one response; can be awaited itself.</summary>
/// <typeparam name="TRequest">The request message.</typeparam>
/// <typeparam name="TResponse">The response message.</typeparam>
public sealed class AsyncClientStreamingCall<TRequest, TResponse> : AsyncCall
{
    internal AsyncClientStreamingCall(ClientCall call, IClientStreamWriter<TRequest> requests, Task<TResponse> response)
        : base(call)
        => (RequestStream, ResponseAsync) = (requests, response);

    /// <summary>The requests to send.</summary>
    public IClientStreamWriter<TRequest> RequestStream { get; }

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
