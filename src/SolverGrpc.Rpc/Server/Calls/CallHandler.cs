namespace SolverGrpc.Rpc.Server.Calls;

/// <summary>Brings one kind of handler to the wire: reads what it needs, runs it, writes what it gives.</summary>
internal abstract class CallHandler(Method method)
{
    /// <summary>The method.</summary>
    public Method Method { get; } = method;

    /// <summary>Answers a call up to, but without, its status.</summary>
    public abstract ValueTask InvokeAsync(HttpServerCall call);
}
