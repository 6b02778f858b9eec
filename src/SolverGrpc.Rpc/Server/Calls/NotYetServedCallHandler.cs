namespace SolverGrpc.Rpc.Server.Calls;

/// <summary>Answers that the method is part of the contract and has no behaviour yet.</summary>
internal sealed class NotYetServedCallHandler(Method method) : CallHandler(method)
{
    public override ValueTask InvokeAsync(HttpServerCall call)
        => throw new RpcException(StatusCode.Unimplemented, $"Method '{Method}' is not yet served.");
}
