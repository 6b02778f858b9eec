using System.Globalization;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Errors;
using SolverGrpc.Sessions.Journal;
using static SolverGrpc.Sessions.Streaming.StreamErrors;
using Status = Google.Rpc.Status;

namespace SolverGrpc.Sessions.Runtime;

/// <summary>How a stream ends for reasons that are not in its events.</summary>
internal static class RuntimeErrors
{
    public static Status NotBegun() => Create(StatusCode.InvalidArgument, "NOT_BEGUN", $"The first message of a stream must be open with seq 1, or resume.");

    public static Status BegunTwice() => Create(StatusCode.InvalidArgument, "BEGUN_TWICE", $"open and resume can only be the first message of a stream.");

    public static Status BadKey() => Create(StatusCode.InvalidArgument, "SESSION_KEY", $"session_key must have 16 bytes.");

    public static Status OtherOpen() => Create(StatusCode.AlreadyExists, "SESSION_KEY_REUSED", $"There is a session with this key that was opened with other content.");

    public static Status NotYours() => Create(StatusCode.PermissionDenied, "SESSION_OF_OTHERS", $"There is a session for this client_order_id, and session_key is not its key.");

    public static Status Unknown() => Create(StatusCode.NotFound, "SESSION_UNKNOWN", $"There is no session with this key.");

    // a session ends when its order does: there is no telling when
    private static readonly TimeSpan RoomAfter = TimeSpan.FromSeconds(1);

    public static Status TooMany(int max) => RichStatus.Create(
        StatusCode.ResourceExhausted,
        string.Create(CultureInfo.InvariantCulture, $"There are {max} sessions already; try again later."),
        ErrorInfoDetail.Create("TOO_MANY_SESSIONS", Domain),
        RetryDetail.After(RoomAfter));

    /// <summary>How a stream ends that was not taken.</summary>
    public static RpcException Refused(Status refusal) =>
        refusal.Code == (int)StatusCode.ResourceExhausted ? refusal.ToRpcException(RetryDetail.Pushback(RoomAfter)) : refusal.ToRpcException();

    public static Status Fenced(long epoch) => Create(StatusCode.Aborted, "FENCED", $"A newer stream, epoch {epoch}, has taken the session over.");

    public static Status Late() => Create(StatusCode.Aborted, "LATE_ATTEMPT", $"A newer stream has the session: this one was begun before it and was read after it.");

    public static Status NoJournal() => Create(
        StatusCode.FailedPrecondition, "NO_JOURNAL", $"This server keeps no journal, so that it cannot promise to have the session after a crash: start it with --journal-path FOLDER, or open with policy.durability DURABILITY_NONE for a session in memory.");

    public static Status JournalFailed(JournalFaultKind fault) => Create(
        StatusCode.Unavailable, "JOURNAL_FAILED", $"The journal takes nothing more ({fault}); resume when the server has been restarted.");

    public static Status Stopping() => Create(StatusCode.Unavailable, "SERVER_STOPPING", $"The server is stopping; resume.");

    public static Status Broken() => Create(StatusCode.Internal, "SESSION_BROKEN", $"The session has failed; see the server's log.");
}
