using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace SolverGrpc.Rpc.Server.Hosting;

/// <summary>Where a server listens.</summary>
public sealed record GrpcEndpoint
{
    private GrpcEndpoint(EndPoint address) => Address = address;

    /// <summary>The address: TCP or a Unix socket.</summary>
    public EndPoint Address { get; }

    /// <summary>The server's certificate with its private key; nothing for plaintext.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The certificates between <see cref="Certificate"/> and its root, sent along with it.</summary>
    public X509Certificate2Collection CertificateChain { get; init; } = [];

    /// <summary>
    /// The roots that clients' certificates must chain to ("mutual TLS"): a client without such a certificate is refused in the
    /// handshake. Empty, the default, to ask for none. Revocation is not checked.
    /// </summary>
    public X509Certificate2Collection ClientRoots { get; init; } = [];

    /// <summary>Listens on TCP.</summary>
    /// <param name="address">Address and port; port 0 for any free one.</param>
    /// <returns>A plaintext endpoint; add a certificate for TLS.</returns>
    public static GrpcEndpoint Tcp(IPEndPoint address) => new(address);

    /// <summary>Listens on a Unix socket.</summary>
    /// <param name="path">The socket's file; one that nobody listens on any more is replaced.</param>
    /// <returns>A plaintext endpoint; who may reach it is decided by the permissions of the folder.</returns>
    public static GrpcEndpoint Unix(string path) => new(new System.Net.Sockets.UnixDomainSocketEndPoint(path));
}
