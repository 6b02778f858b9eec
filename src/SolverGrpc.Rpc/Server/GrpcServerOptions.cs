namespace SolverGrpc.Rpc.Server;

/// <summary>What holds for all services of a server.</summary>
public sealed record GrpcServerOptions
{
    /// <summary>Whether the status of a failed handler tells the exception's text; false by default, for development only.</summary>
    public bool EnableDetailedErrors { get; init; }

    /// <summary>
    /// How long streams may go on after the server has begun to stop, before they end with <see cref="StatusCode.Unavailable"/>;
    /// 5 s by default. Handlers see the stop at once through <see cref="ServerCallContext.ServerStopping"/>.
    /// </summary>
    public TimeSpan StreamStopGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The wait advised to clients that are turned away because the server stops; 1 s by default.</summary>
    public TimeSpan StopRetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The text that <c>GET /</c> answers.</summary>
    public string RootText { get; init; } = "This is a gRPC server: HTTP/2, content type application/grpc.\n";
}
