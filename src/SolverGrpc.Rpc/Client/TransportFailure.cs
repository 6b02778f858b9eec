namespace SolverGrpc.Rpc.Client;

/// <summary>The status of a call whose HTTP exchange broke, from the exception of the HTTP client.</summary>
internal static class TransportFailure
{
    // RFC 9113 section 7.
    private const long RefusedStream = 0x7;
    private const long Cancel = 0x8;
    private const long EnhanceYourCalm = 0xB;
    private const long InadequateSecurity = 0xC;
    private const long NoError = 0x0;

    /// <summary>Whether the request has certainly not reached a server.</summary>
    public static bool IsConnectFailure(Exception exception) => exception switch
    {
        HttpRequestException http => http.HttpRequestError
            is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError,
        OperationCanceledException { InnerException: TimeoutException } => true, // ConnectTimeout
        _ => false,
    };

    public static Status StatusOf(Exception exception, CallLifetime lifetime)
    {
        if (lifetime.Why is { } why)
            return why;
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is HttpProtocolException protocol)
                return new(CodeOf(protocol, lifetime), protocol.Message);
        }

        var code = exception switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => StatusCode.ResourceExhausted,
            HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException => StatusCode.Unavailable,
            _ => StatusCode.Internal,
        };
        return new(code, $"{exception.Message} {exception.InnerException?.Message}".TrimEnd());
    }

    // PROTOCOL-HTTP2.md, "Errors". NO_ERROR is a GOAWAY that cut the stream off, which the HTTP client does not tell from a reset;
    // a PING without answer is to it a protocol error like any other, but for the option that the text names.
    private static StatusCode CodeOf(HttpProtocolException e, CallLifetime lifetime) => e.ErrorCode switch
    {
        _ when e.Message.Contains(nameof(SocketsHttpHandler.KeepAlivePingDelay), StringComparison.Ordinal) => StatusCode.Unavailable,
        NoError or RefusedStream => StatusCode.Unavailable,
        Cancel => lifetime.DeadlinePassed ? StatusCode.DeadlineExceeded : StatusCode.Cancelled,
        EnhanceYourCalm => StatusCode.ResourceExhausted,
        InadequateSecurity => StatusCode.PermissionDenied,
        _ => StatusCode.Internal,
    };
}
