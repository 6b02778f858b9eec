using Google.Rpc;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Errors;
using Status = Google.Rpc.Status;

namespace SolverGrpc.Client;

/// <summary>A call that ended with another status than OK. What it is says its type, or else <see cref="Code"/> and <see cref="Reason"/>.</summary>
public class CallException : SolverException
{
    private const string Fenced = "FENCED", Late = "LATE_ATTEMPT";

    // after these the service asks for a new stream
    private static readonly string[] ResumableReasons = ["SERVER_STOPPING", "JOURNAL_FAILED", "SLOW_READER", "SEQ_GAP"];

    private protected CallException(Status status, Exception? innerException, string? message = null)
        : base($"{(StatusCode)status.Code}: {message ?? status.Message}", innerException)
    {
        Status = status;
        Reason = status.GetDetail<ErrorInfo>()?.Reason ?? "";
        RetryAfter = status.GetDetail<RetryInfo>()?.RetryDelay.ToTimeSpan();
    }

    /// <summary>The error as it came.</summary>
    public Status Status { get; }

    /// <summary>The code.</summary>
    public StatusCode Code => (StatusCode)Status.Code;

    /// <summary>Why, for a program; empty if the service did not say.</summary>
    public string Reason { get; }

    /// <summary>When it is sensible to try again, if the service said so.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>A session that ended so may go on on a new stream: the link broke, or the service asks for it.</summary>
    internal bool IsResumable => Reason.Length > 0
        ? ResumableReasons.Contains(Reason)
        : Code is StatusCode.Unavailable or StatusCode.Internal or StatusCode.Unknown or StatusCode.Cancelled;

    /// <summary>The exception of an error.</summary>
    internal static CallException From(Status status, Exception? cause = null)
    {
        if (status.GetDetail<ErrorInfo>()?.Reason is Fenced or Late) return new TakenOverException(status, cause);
        return (StatusCode)status.Code switch
        {
            StatusCode.InvalidArgument => new InvalidProblemException(status, cause),
            StatusCode.Unavailable => new UnreachableException(status, cause),
            StatusCode.DeadlineExceeded => new DeadlineExceededException(status, cause),
            StatusCode.ResourceExhausted => new OverloadedException(status, cause),
            StatusCode.Unimplemented => new NotServedException(status, cause),
            _ => new(status, cause),
        };
    }

    /// <summary>The exception of a call that ended so, with the rich error if there is one.</summary>
    internal static CallException From(RpcException exception) =>
        From(exception.GetRpcStatus() ?? new() { Code = (int)exception.StatusCode, Message = exception.Status.Detail }, exception);
}

/// <summary>The request is not a problem at all.</summary>
public sealed class InvalidProblemException : CallException
{
    internal InvalidProblemException(Status status, Exception? cause)
        : base(status, cause, Describe(status))
        => Violations = [.. Faults(status).Select(fault => new Violation(fault.Field, fault.Description))];

    /// <summary>Every fault at once.</summary>
    public IReadOnlyList<Violation> Violations { get; }

    private static Google.Protobuf.Collections.RepeatedField<BadRequest.Types.FieldViolation> Faults(Status status) => status.GetDetail<BadRequest>()?.FieldViolations ?? [];

    private static string Describe(Status status) =>
        string.Join(Environment.NewLine + "  ", Faults(status).Select(fault => $"{fault.Field}: {fault.Description}").Prepend(status.Message));
}

/// <summary>One fault of a request.</summary>
/// <param name="Field">Its path with the index, as in <c>problem.cost.power_law.alpha[17]</c>.</param>
/// <param name="Description">What is wrong and what is allowed.</param>
public sealed record Violation(string Field, string Description);

/// <summary>No service answers at the address, TLS was refused, or the link broke.</summary>
public sealed class UnreachableException : CallException
{
    internal UnreachableException(Status status, Exception? cause)
        : base(status, cause)
    {
    }
}

/// <summary>The call's time is up.</summary>
public sealed class DeadlineExceededException : CallException
{
    internal DeadlineExceededException(Status status, Exception? cause)
        : base(status, cause)
    {
    }
}

/// <summary>The service has enough to do, or the message is too large; see <see cref="CallException.RetryAfter"/>.</summary>
public sealed class OverloadedException : CallException
{
    internal OverloadedException(Status status, Exception? cause)
        : base(status, cause)
    {
    }
}

/// <summary>The service at the address does not serve this call (yet).</summary>
public sealed class NotServedException : CallException
{
    internal NotServedException(Status status, Exception? cause)
        : base(status, cause)
    {
    }
}

/// <summary>A newer stream has taken the session over; nothing that was sent on this one since then has an effect.</summary>
public sealed class TakenOverException : CallException
{
    internal TakenOverException(Status status, Exception? cause)
        : base(status, cause)
    {
    }
}
