using SolverGrpc.Rpc;
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

    public static Status TooMany(int max) => Create(StatusCode.ResourceExhausted, "TOO_MANY_SESSIONS", $"There are {max} sessions already.");

    public static Status Fenced(long epoch) => Create(StatusCode.Aborted, "FENCED", $"A newer stream, epoch {epoch}, has taken the session over.");

    public static Status NoJournal() => Create(
        StatusCode.FailedPrecondition, "NO_JOURNAL", $"This server keeps no journal: set its option JournalPath, or open with DURABILITY_NONE.");

    public static Status JournalFailed(JournalFaultKind fault) => Create(
        StatusCode.Unavailable, "JOURNAL_FAILED", $"The journal takes nothing more ({fault}); resume when the server has been restarted.");

    public static Status Stopping() => Create(StatusCode.Unavailable, "SERVER_STOPPING", $"The server is stopping; resume.");

    public static Status Broken() => Create(StatusCode.Internal, "SESSION_BROKEN", $"The session has failed; see the server's log.");
}
