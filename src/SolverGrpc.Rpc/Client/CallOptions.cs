namespace SolverGrpc.Rpc.Client;

/// <summary>What a caller may say about one call. The default: no metadata, no deadline.</summary>
public sealed record CallOptions
{
    /// <summary>Says nothing.</summary>
    public static CallOptions Default { get; } = new();

    /// <summary>
    /// Metadata to send before the first message; none by default. Several texts of one name reach the server as one, joined by ", ".
    /// </summary>
    public Metadata? Headers { get; init; }

    /// <summary>
    /// The time the whole call may take, retries included, from its start; none by default. Reaches the server as <c>grpc-timeout</c> and
    /// is enforced here too: the call ends with <see cref="StatusCode.DeadlineExceeded"/>. Zero or less means "already expired".
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// The same as a moment, for a deadline handed on from call to call; none by default. With both, the earlier one counts.
    /// </summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Cancels the call: it ends with <see cref="StatusCode.Cancelled"/> and the server is told.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>How request messages are written, unless the stream says otherwise.</summary>
    public WriteOptions? WriteOptions { get; init; }

    /// <summary>
    /// The encoding of request messages, one of <see cref="ChannelOptions.Compression"/>, as in <c>gzip</c>; nothing for the channel's.
    /// </summary>
    public string? RequestEncoding { get; init; }

    /// <summary>
    /// Whether the call waits, until its deadline, for a server that cannot be reached instead of failing with
    /// <see cref="StatusCode.Unavailable"/>; false by default.
    /// </summary>
    public bool WaitForReady { get; init; }
}
