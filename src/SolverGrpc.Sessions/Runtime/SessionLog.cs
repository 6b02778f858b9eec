using Microsoft.Extensions.Logging;

namespace SolverGrpc.Sessions.Runtime;

/// <summary>What sessions log: nothing while all is well.</summary>
internal sealed partial class SessionLog(ILogger logger)
{
    [LoggerMessage(1, LogLevel.Error, "Session {SessionId} has failed and is not served until a restart; the journal keeps all of its records, and what was written after them, until then.")]
    public partial void SessionBroke(Exception exception, string sessionId);

    [LoggerMessage(2, LogLevel.Information, "Recovered {Count} sessions in {Seconds} s.")]
    public partial void Recovered(int count, double seconds);
}
