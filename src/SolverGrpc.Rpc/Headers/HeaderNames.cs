namespace SolverGrpc.Rpc.Headers;

/// <summary>The names and fixed values the protocol uses (doc/PROTOCOL-HTTP2.md).</summary>
public static class HeaderNames
{
    /// <summary>The content type of requests and responses.</summary>
    public const string ContentType = "application/grpc";

    /// <summary>The status code, decimal.</summary>
    public const string GrpcStatus = "grpc-status";

    /// <summary>The status text, percent-encoded.</summary>
    public const string GrpcMessage = "grpc-message";

    /// <summary>The serialized <c>google.rpc.Status</c>.</summary>
    public const string GrpcStatusDetails = "grpc-status-details-bin";

    /// <summary>The time the caller gives.</summary>
    public const string GrpcTimeout = "grpc-timeout";

    /// <summary>The compression of messages whose flag is 1.</summary>
    public const string GrpcEncoding = "grpc-encoding";

    /// <summary>The compressions the sender can read.</summary>
    public const string GrpcAcceptEncoding = "grpc-accept-encoding";

    /// <summary>How many milliseconds a client shall wait before it retries; negative: not at all.</summary>
    public const string GrpcRetryPushback = "grpc-retry-pushback-ms";

    /// <summary>How often this call has been tried before.</summary>
    public const string GrpcPreviousAttempts = "grpc-previous-rpc-attempts";

    /// <summary>The encoding that does nothing.</summary>
    public const string Identity = "identity";
}
