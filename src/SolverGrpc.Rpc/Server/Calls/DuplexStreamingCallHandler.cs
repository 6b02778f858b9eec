using Google.Protobuf;

namespace SolverGrpc.Rpc.Server.Calls;

/// <summary>Streams of generated messages both ways.</summary>
internal sealed class DuplexStreamingCallHandler<TRequest, TResponse>(
    Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse> handler) : CallHandler(method)
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    public override ValueTask InvokeAsync(HttpServerCall call)
        => new(handler(
            new RequestStream<TRequest>(call.Request, method.RequestParser), new ResponseStream<TResponse>(call.Response, call), call));
}
