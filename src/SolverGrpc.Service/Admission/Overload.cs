using SolverGrpc.Mapping.Validation;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Errors;

namespace SolverGrpc.Service.Admission;

/// <summary>The error of a solve that there is no room for.</summary>
internal static class Overload
{
    // a client that comes again sooner than this only adds to the load; one that waits longer than this is lost
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(10), Most = TimeSpan.FromSeconds(30);

    /// <summary>RESOURCE_EXHAUSTED with the time after which to try again.</summary>
    public static Google.Rpc.Status Of(TimeSpan retryAfter) => RichStatus.Create(
        StatusCode.ResourceExhausted,
        "Too many solves are waiting; try again later.",
        ErrorInfoDetail.Create("OVERLOADED", InvalidRequest.Domain),
        RetryDetail.After(Clamp(retryAfter)));

    /// <summary>The same with the trailer that retrying clients obey.</summary>
    public static RpcException ToException(TimeSpan retryAfter) => Of(retryAfter).ToRpcException(RetryDetail.Pushback(Clamp(retryAfter)));

    private static TimeSpan Clamp(TimeSpan wait) => wait < Least ? Least : wait > Most ? Most : wait;
}
