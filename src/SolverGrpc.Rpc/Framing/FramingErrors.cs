namespace SolverGrpc.Rpc.Framing;

/// <summary>The statuses of messages that break the rules of the wire; the same on both sides of a call.</summary>
internal static class FramingErrors
{
    public static RpcException TooLargeToReceive(long length, long limit)
        => new(StatusCode.ResourceExhausted, $"Received message of {length} bytes exceeds the limit of {limit} bytes.");

    public static RpcException TooLargeInflated(long limit)
        => new(StatusCode.ResourceExhausted, $"Received message exceeds the limit of {limit} bytes after decompression.");

    public static RpcException TooLargeToSend(long length, long limit)
        => new(StatusCode.ResourceExhausted, $"Message of {length} bytes to send exceeds the limit of {limit} bytes.");

    public static RpcException BadFlag(byte flag)
        => new(StatusCode.Internal, $"Message flag {flag} is neither 0 (plain) nor 1 (compressed).");

    public static RpcException Truncated()
        => new(StatusCode.Internal, "The stream ended in the middle of a message.");

    public static RpcException CompressedWithoutEncoding()
        => new(StatusCode.Internal, "The compressed flag is set, but grpc-encoding is missing or 'identity'.");

    public static RpcException UnknownEncoding(string encoding)
        => new(StatusCode.Unimplemented, $"Compression '{encoding}' is not supported.");

    public static RpcException CorruptCompression(string encoding, Exception cause)
        => new(new Status(StatusCode.Internal, $"The compressed message is not valid {encoding}."), innerException: cause);

    public static RpcException BadMessage(string messageType, Exception cause)
        => new(new Status(StatusCode.Internal, $"The message is not a valid {messageType}."), innerException: cause);
}
