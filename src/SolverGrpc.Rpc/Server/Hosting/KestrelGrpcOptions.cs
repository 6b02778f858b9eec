namespace SolverGrpc.Rpc.Server.Hosting;

/// <summary>How Kestrel serves gRPC: where, and within which limits.</summary>
public sealed record KestrelGrpcOptions
{
    /// <summary>Where to listen; at least one.</summary>
    public IReadOnlyList<GrpcEndpoint> Endpoints { get; init; } = [];

    /// <summary>Whether plaintext TCP may be served on addresses other than loopback; false by default.</summary>
    public bool AllowPlaintextBeyondLoopback { get; init; }

    /// <summary>How many connections may be open; further ones are closed at once. 1 or more, 1000 by default.</summary>
    public int MaxConcurrentConnections { get; init; } = 1000;

    /// <summary>How many calls one connection may have open, streams included; 1 or more, 1000 by default.</summary>
    public int MaxStreamsPerConnection { get; init; } = 1000;

    /// <summary>How much a client may send ahead on one call, in bytes; 65,535 or more, 1 MiB by default.</summary>
    public int StreamWindowBytes { get; init; } = 1 << 20;

    /// <summary>How much a client may send ahead on one connection, in bytes; not less than one call's, 4 MiB by default.</summary>
    public int ConnectionWindowBytes { get; init; } = 4 << 20;

    /// <summary>How large the headers of one call may be in total, in bytes; 16 KiB by default. Beyond: HTTP status 431.</summary>
    public int RequestHeadersBytesMax { get; init; } = 16 * 1024;

    /// <summary>How many headers one call may have; 40 by default. Beyond: HTTP status 431.</summary>
    public int RequestHeadersCountMax { get; init; } = 40;

    /// <summary>How long the headers of a call, or the first bytes of a connection, may take; 5 s by default.</summary>
    public TimeSpan RequestHeadersTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a TLS handshake may take; 5 s by default.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a connection may be silent before it is asked whether it is alive; 1 s or more, 30 s by default.</summary>
    public TimeSpan KeepAlivePingDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the answer may take before the connection is closed; 1 s or more, 20 s by default.</summary>
    public TimeSpan KeepAlivePingTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a connection without calls is kept; 10 min by default.</summary>
    public TimeSpan IdleConnectionTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How old a connection may become before it gets GOAWAY, more or less by up to a tenth; nothing, the default, for no limit. Clients open
    /// another one for their next call, which is how they spread again over servers that come and go.
    /// </summary>
    public TimeSpan? ConnectionAgeMax { get; init; }

    /// <summary>How long the calls of a connection past its age may go on before it is closed; 60 s by default.</summary>
    public TimeSpan ConnectionAgeGrace { get; init; } = TimeSpan.FromSeconds(60);
}
