namespace SolverGrpc.Rpc.Server.Calls;

/// <summary>The bytes of streams of messages both ways.</summary>
internal sealed class RawDuplexStreamingCallHandler(Method method, RawDuplexStreamingServerMethod handler) : CallHandler(method)
{
    public override async ValueTask InvokeAsync(HttpServerCall call)
    {
        using var responses = new RawResponseStream(call.Response);
        await handler(call.Request, responses, call);
    }
}
