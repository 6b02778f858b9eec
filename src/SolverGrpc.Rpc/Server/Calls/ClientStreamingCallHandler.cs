using Google.Protobuf;

namespace SolverGrpc.Rpc.Server.Calls;

/// <summary>A stream of generated messages in, one out.</summary>
internal sealed class ClientStreamingCallHandler<TRequest, TResponse>(
    Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse> handler) : CallHandler(method)
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    public override async ValueTask InvokeAsync(HttpServerCall call)
        => call.WriteSingle(await handler(new RequestStream<TRequest>(call.Request, method.RequestParser), call));
}
