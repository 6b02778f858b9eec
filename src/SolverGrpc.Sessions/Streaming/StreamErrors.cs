using System.Globalization;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Errors;
using Status = Google.Rpc.Status;

namespace SolverGrpc.Sessions.Streaming;

/// <summary>How a stream ends that broke a rule. The session is kept in every case.</summary>
public static class StreamErrors
{
    internal const string Domain = "solver.v1";

    /// <summary>A number that no event can have here.</summary>
    public static Status OutOfRange(long seq, long expected) =>
        Create(StatusCode.OutOfRange, "SEQ_OUT_OF_RANGE", $"seq {seq} is 0, negative or goes back; expected {expected}.", Expected(expected));

    /// <summary>An event that was applied so long ago that nobody knows what it said.</summary>
    public static Status TooLow(long seq, long expected) =>
        Create(StatusCode.FailedPrecondition, "SEQ_TOO_LOW", $"seq {seq} is too low; expected {expected}.", Expected(expected));

    /// <summary>More events came than may be held while earlier ones are missing, or none can come any more.</summary>
    public static Status GapUnfilled(long expected) =>
        Create(StatusCode.FailedPrecondition, "SEQ_GAP", $"seq {expected} is missing and did not come; resume and send from there.", Expected(expected));

    /// <summary>An event with the number of another one.</summary>
    public static Status OtherContent(long seq, long expected) =>
        Create(StatusCode.AlreadyExists, "SEQ_REUSED", $"seq {seq} has been used with other content.", Expected(expected));

    /// <summary>More waits for the reader than may wait.</summary>
    public static Status SlowReader() =>
        Create(StatusCode.ResourceExhausted, "SLOW_READER", "The client does not read what the session has to say; resume.");

    /// <summary>A last_server_seq that was never sent.</summary>
    public static Status NeverSent(long lastServerSeq, long sent) =>
        Create(StatusCode.OutOfRange, "SERVER_SEQ_OUT_OF_RANGE", $"last_server_seq {lastServerSeq} was never sent; the last one is {sent}.");

    /// <summary>A rich error with a reason of this service.</summary>
    internal static Status Create(StatusCode code, string reason, FormattableString message, params KeyValuePair<string, string>[] metadata) =>
        RichStatus.Create(code, message.ToString(CultureInfo.InvariantCulture), ErrorInfoDetail.Create(reason, Domain, metadata));

    private static Status Create(StatusCode code, string reason, string message) =>
        RichStatus.Create(code, message, ErrorInfoDetail.Create(reason, Domain));

    private static KeyValuePair<string, string> Expected(long seq) => new("expected_seq", seq.ToString(CultureInfo.InvariantCulture));
}
