namespace SolverGrpc.Rpc.Server.Calls;

/// <summary>The bytes of streams of messages both ways.</summary>
internal sealed class RawDuplexStreamingCallHandler(Method method, RawDuplexStreamingServerMethod handler) : CallHandler(method)
{
    public override async ValueTask InvokeAsync(HttpServerCall call)
    {
        var message = MessageBufferPool.Rent();
        try
        {
            await handler(call.Request, new RawResponseStream(call.Response, message), call);
        }
        finally
        {
            MessageBufferPool.Return(message);
        }
    }
}
