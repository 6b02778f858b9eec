namespace SolverGrpc.Rpc.Client;

/// <summary>A call with a stream each way; both are independent and may be used by two tasks at once.</summary>
/// <typeparam name="TRequest">The request message.</typeparam>
/// <typeparam name="TResponse">The response message.</typeparam>
public sealed class AsyncDuplexStreamingCall<TRequest, TResponse> : AsyncCall
{
    internal AsyncDuplexStreamingCall(ClientCall call, IClientStreamWriter<TRequest> requests, IAsyncStreamReader<TResponse> responses)
        : base(call)
        => (RequestStream, ResponseStream) = (requests, responses);

    /// <summary>The requests to send.</summary>
    public IClientStreamWriter<TRequest> RequestStream { get; }

    /// <summary>The responses.</summary>
    public IAsyncStreamReader<TResponse> ResponseStream { get; }
}
