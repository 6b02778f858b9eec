using Google.Protobuf;

namespace SolverGrpc.Rpc.Server.Calls;

/// <summary>One generated message in, a stream out.</summary>
internal sealed class ServerStreamingCallHandler<TRequest, TResponse>(
    Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse> handler) : CallHandler(method)
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    public override async ValueTask InvokeAsync(HttpServerCall call)
    {
        var request = await call.Request.ReadSingleAsync(method.RequestParser);
        await call.Request.ExpectEndAsync();
        await handler(request, new ResponseStream<TResponse>(call.Response, call), call);
    }
}
