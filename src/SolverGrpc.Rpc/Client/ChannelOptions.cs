using SolverGrpc.Rpc.Compression;
using SolverGrpc.Rpc.Framing;

namespace SolverGrpc.Rpc.Client;

/// <summary>How a <see cref="Channel"/> connects and what holds for all its calls.</summary>
public sealed record ChannelOptions
{
    /// <summary>TLS; the system's roots and no client certificate by default. Only for <c>https</c> and <c>unix</c> addresses.</summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>The largest response message accepted, in bytes, also inflated; 4 MiB by default, nothing for no limit.</summary>
    public int? MaxReceiveMessageSize { get; init; } = MessageLimits.DefaultReceiveBytesMax;

    /// <summary>The largest request message sent, in bytes before compression; no limit by default.</summary>
    public int? MaxSendMessageSize { get; init; }

    /// <summary>
    /// The silence after which a PING asks whether the server is still there; at least one second; none (no PINGs) by default. 60 s suits
    /// long streams. Servers of other makes may close connections that ask more often than they allow.
    /// </summary>
    public TimeSpan? KeepAlivePingDelay { get; init; }

    /// <summary>The wait for a PING's answer before the connection counts as lost; at least one second; 20 s by default.</summary>
    public TimeSpan KeepAlivePingTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Whether PINGs are sent even while there is no call; false by default.</summary>
    public bool KeepAliveWithoutCalls { get; init; }

    /// <summary>The time to establish a connection, TLS included; 20 s by default.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The encodings understood in responses and available for requests; gzip and deflate by default.</summary>
    public CompressionProviders Compression { get; init; } = CompressionProviders.Default;

    /// <summary>The encoding of request messages where the call says nothing; none by default.</summary>
    public string? RequestEncoding { get; init; }

    /// <summary>When calls with a single request message are tried again; never by default.</summary>
    public RetryPolicy? Retry { get; init; }

    /// <summary>Stops retries while most calls fail; on by default, nothing for no limit.</summary>
    public RetryThrottling? RetryThrottling { get; init; } = new();

    /// <summary>The clock of deadlines and backoff.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
