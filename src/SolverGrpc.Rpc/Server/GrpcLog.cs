using Microsoft.Extensions.Logging;

namespace SolverGrpc.Rpc.Server;

/// <summary>What the server half logs: errors of handlers, and for those who debug how calls end. Nothing for calls that go well.</summary>
internal sealed partial class GrpcLog(ILogger logger)
{
    [LoggerMessage(1, LogLevel.Error, "Handler of {Method} failed. Correlation id: {CorrelationId}")]
    public partial void HandlerFailed(Exception exception, string method, string correlationId);

    [LoggerMessage(2, LogLevel.Debug, "{Method} ended with {StatusCode}: {Detail}")]
    public partial void CallEnded(string method, StatusCode statusCode, string detail);

    [LoggerMessage(3, LogLevel.Debug, "{Method} was cancelled: {Reason}")]
    public partial void CallCancelled(string method, string reason);

    [LoggerMessage(4, LogLevel.Debug, "{Path} is not served")]
    public partial void NotServed(string path);

    [LoggerMessage(5, LogLevel.Information, "Stopping: {Count} streams are ended")]
    public partial void StreamsEnded(int count);

    [LoggerMessage(6, LogLevel.Error, "{Method} could not be ended with {StatusCode}. Correlation id: {CorrelationId}")]
    public partial void EndFailed(Exception exception, string method, StatusCode statusCode, string correlationId);
}
