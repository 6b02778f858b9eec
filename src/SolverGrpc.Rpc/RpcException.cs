namespace SolverGrpc.Rpc;

/// <summary>
/// A call that did not end with <see cref="StatusCode.OK"/>. A handler throws it to choose the status; a client gets it.
/// </summary>
/// <remarks>The rich form (<c>google.rpc.Status</c>) travels in <see cref="Trailers"/>: see <see cref="Errors.RichStatus"/>.</remarks>
public sealed class RpcException : Exception
{
    /// <summary>Makes the exception of a status.</summary>
    /// <param name="status">How the call ended; not <see cref="StatusCode.OK"/> unless it only carries a broken peer's answer.</param>
    /// <param name="trailers">The trailing metadata that go with it; none by default.</param>
    /// <param name="innerException">What caused it, never sent to the peer.</param>
    public RpcException(Status status, Metadata? trailers = null, Exception? innerException = null)
        : base(status.ToString(), innerException)
    {
        Status = status;
        Trailers = trailers ?? [];
    }

    /// <summary>Makes the exception of a code and a text.</summary>
    /// <param name="statusCode">The code.</param>
    /// <param name="detail">The text for people.</param>
    public RpcException(StatusCode statusCode, string detail)
        : this(new Status(statusCode, detail))
    {
    }

    /// <summary>How the call ended.</summary>
    public Status Status { get; }

    /// <summary>The code of <see cref="Status"/>.</summary>
    public StatusCode StatusCode => Status.StatusCode;

    /// <summary>The trailing metadata.</summary>
    public Metadata Trailers { get; }
}
