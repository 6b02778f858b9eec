using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace SolverGrpc.Rpc.Server.Hosting;

/// <summary>Sets Kestrel up for gRPC, all in one place.</summary>
public static class KestrelGrpcExtensions
{
    /// <summary>Sets endpoints and limits.</summary>
    /// <param name="kestrel">Kestrel's options.</param>
    /// <param name="options">Where and within which limits.</param>
    /// <exception cref="ArgumentException">No endpoint is given.</exception>
    /// <exception cref="InvalidOperationException">Plaintext is asked for beyond loopback and is not allowed.</exception>
    public static void ConfigureGrpc(this KestrelServerOptions kestrel, KestrelGrpcOptions options)
    {
        ArgumentNullException.ThrowIfNull(kestrel);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Endpoints.Count == 0)
            throw new ArgumentException("A gRPC server needs at least one endpoint.", nameof(options));
        SetLimits(kestrel, options);
        foreach (var endpoint in options.Endpoints)
            Listen(kestrel, endpoint, options);
    }

    private static void SetLimits(KestrelServerOptions kestrel, KestrelGrpcOptions options)
    {
        kestrel.AddServerHeader = false;

        // Metadata that is not UTF-8 must not end the call: every byte is a character in Latin-1.
        kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;

        var limits = kestrel.Limits;
        limits.MaxConcurrentConnections = options.MaxConcurrentConnections;
        limits.MaxRequestHeadersTotalSize = options.RequestHeadersBytesMax;
        limits.MaxRequestHeaderCount = options.RequestHeadersCountMax;
        limits.RequestHeadersTimeout = options.RequestHeadersTimeout;
        limits.KeepAliveTimeout = options.IdleConnectionTimeout;

        // A reader may be slow for as long as it answers pings: back pressure stops its own call only.
        limits.MinResponseDataRate = null;

        limits.Http2.MaxStreamsPerConnection = options.MaxStreamsPerConnection;
        limits.Http2.InitialStreamWindowSize = options.StreamWindowBytes;
        limits.Http2.InitialConnectionWindowSize = options.ConnectionWindowBytes;
        limits.Http2.KeepAlivePingDelay = options.KeepAlivePingDelay;
        limits.Http2.KeepAlivePingTimeout = options.KeepAlivePingTimeout;
    }

    private static void Listen(KestrelServerOptions kestrel, GrpcEndpoint endpoint, KestrelGrpcOptions options)
    {
        if (endpoint.Address is UnixDomainSocketEndPoint)
            UnixSocketFile.RemoveStale(endpoint.Address);
        else if (endpoint.Certificate is null && endpoint.Address is IPEndPoint ip && !IPAddress.IsLoopback(ip.Address)
            && !options.AllowPlaintextBeyondLoopback)
            throw new InvalidOperationException($"Plaintext is served on loopback only, not on {ip}, unless it is explicitly allowed.");

        kestrel.Listen(endpoint.Address, listen =>
        {
            if (endpoint.Certificate is not null)
            {
                // Clients that speak HTTP/1.1 alone get through the handshake and are then told which protocol it takes.
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(TlsSettings.Of(endpoint, options.HandshakeTimeout));
            }
            else
            {
                listen.Protocols = HttpProtocols.Http2;
            }

            if (options.ConnectionAgeMax is { } age)
                listen.Use(next => new ConnectionAge(next, age, options.ConnectionAgeGrace).OnConnectionAsync);
            listen.Use(next => new DrainPulse(next).OnConnectionAsync);
            listen.Use(next => new Http1Refusal(next, options.RequestHeadersTimeout).OnConnectionAsync);
        });
    }
}
