namespace SolverGrpc.Rpc;

/// <summary>How messages are written.</summary>
public sealed record WriteOptions
{
    /// <summary>Flushed at once, compressed if the call is.</summary>
    public static WriteOptions Default { get; } = new();

    /// <summary>Whether a message may wait in the buffer for the next one or for the end of the call; false by default.</summary>
    public bool BufferHint { get; init; }

    /// <summary>Whether a message is sent uncompressed even when the call has an encoding; false by default.</summary>
    public bool NoCompress { get; init; }
}
