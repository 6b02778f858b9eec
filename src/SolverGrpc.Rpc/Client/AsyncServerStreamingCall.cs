namespace SolverGrpc.Rpc.Client;

/// <summary>A call with one request and a stream of responses.</summary>
/// <typeparam name="TResponse">The response message.</typeparam>
public sealed class AsyncServerStreamingCall<TResponse> : AsyncCall
{
    internal AsyncServerStreamingCall(ClientCall call, IAsyncStreamReader<TResponse> responses)
        : base(call)
        => ResponseStream = responses;

    /// <summary>The responses.</summary>
    public IAsyncStreamReader<TResponse> ResponseStream { get; }
}
