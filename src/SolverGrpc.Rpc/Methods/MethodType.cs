namespace SolverGrpc.Rpc;

/// <summary>Which side of a call sends a stream of messages.</summary>
public enum MethodType
{
    /// <summary>One request, one response.</summary>
    Unary,

    /// <summary>Any number of requests, one response.</summary>
    ClientStreaming,

    /// <summary>One request, any number of responses.</summary>
    ServerStreaming,

    /// <summary>Any number of both, independently.</summary>
    DuplexStreaming,
}
