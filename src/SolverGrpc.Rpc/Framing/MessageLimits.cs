namespace SolverGrpc.Rpc.Framing;

/// <summary>How large messages may be.</summary>
public static class MessageLimits
{
    /// <summary>The receive limit where nothing else is said, in bytes, compressed and inflated alike: 4 MiB.</summary>
    public const int DefaultReceiveBytesMax = 4 * 1024 * 1024;
}
