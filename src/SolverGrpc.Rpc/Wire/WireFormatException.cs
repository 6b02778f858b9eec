namespace SolverGrpc.Rpc.Wire;

/// <summary>What is wrong with bytes that are not a message.</summary>
public enum WireError
{
    /// <summary>The bytes end in the middle of a field.</summary>
    Truncated,

    /// <summary>A length has its highest bit set.</summary>
    NegativeLength,

    /// <summary>A varint has more than ten bytes.</summary>
    MalformedVarint,

    /// <summary>A tag has field number 0 or a wire type that does not exist.</summary>
    InvalidTag,

    /// <summary>A group ends that was not begun, or is not ended.</summary>
    UnmatchedGroup,

    /// <summary>Groups within groups go too deep.</summary>
    TooDeep,
}

/// <summary>Bytes that are not a message. A raw handler lets it pass: the call ends with <see cref="StatusCode.Internal"/>.</summary>
/// <param name="error">What is wrong.</param>
public sealed class WireFormatException(WireError error) : Exception($"The bytes are not a protobuf message: {error}.")
{
    /// <summary>What is wrong.</summary>
    public WireError Error { get; } = error;
}
