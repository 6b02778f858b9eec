namespace SolverGrpc.Rpc;

/// <summary>
/// The outcome of a call, with the numbers of the gRPC specification (doc/statuscodes.md).
/// </summary>
/// <remarks>
/// The layer itself creates only <see cref="Cancelled"/>, <see cref="Unknown"/>, <see cref="DeadlineExceeded"/>,
/// <see cref="ResourceExhausted"/>, <see cref="Unimplemented"/>, <see cref="Internal"/>, <see cref="Unavailable"/> and
/// <see cref="Unauthenticated"/>; the others are the application's. Numbers above 16 are passed through unchanged.
/// </remarks>
public enum StatusCode
{
    /// <summary>The call succeeded.</summary>
    OK = 0,

    /// <summary>The call was cancelled, usually by the client.</summary>
    Cancelled = 1,

    /// <summary>The handler failed in a way it did not describe.</summary>
    Unknown = 2,

    /// <summary>The request is wrong whatever the state of the system.</summary>
    InvalidArgument = 3,

    /// <summary>The deadline passed before the call ended.</summary>
    DeadlineExceeded = 4,

    /// <summary>Something the request names does not exist.</summary>
    NotFound = 5,

    /// <summary>Something the request creates exists already.</summary>
    AlreadyExists = 6,

    /// <summary>The caller is known and may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>A limit is reached: message size, quota, queue.</summary>
    ResourceExhausted = 8,

    /// <summary>The system is not in the state the request needs; do not retry before the state is changed.</summary>
    FailedPrecondition = 9,

    /// <summary>Lost to a concurrent call; retry at a higher level.</summary>
    Aborted = 10,

    /// <summary>Past the valid range.</summary>
    OutOfRange = 11,

    /// <summary>The method or the feature does not exist here.</summary>
    Unimplemented = 12,

    /// <summary>An invariant of the protocol or of the server is broken.</summary>
    Internal = 13,

    /// <summary>The server cannot answer now; retry with backoff.</summary>
    Unavailable = 14,

    /// <summary>Data is lost beyond recovery.</summary>
    DataLoss = 15,

    /// <summary>The caller is not known.</summary>
    Unauthenticated = 16,
}
