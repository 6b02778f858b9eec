using Google.Protobuf;

namespace SolverGrpc.Rpc.Server.Calls;

/// <summary>One generated message in, one out.</summary>
internal sealed class UnaryCallHandler<TRequest, TResponse>(
    Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse> handler) : CallHandler(method)
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    public override async ValueTask InvokeAsync(HttpServerCall call)
    {
        var request = await call.Request.ReadSingleAsync(method.RequestParser);
        var response = await handler(request, call);
        await call.Request.ExpectEndAsync();
        call.WriteSingle(response);
    }
}
