using System.Security.Cryptography.X509Certificates;
using SolverGrpc.Rpc.Client;

namespace SolverGrpc.Client;

/// <summary>How the two sides prove who they are: paths of PEM files.</summary>
public sealed record Tls
{
    /// <summary>Certificates to trust; null: those of the system.</summary>
    public string? Ca { get; init; }

    /// <summary>Our own certificate, for a service that asks for one (mutual TLS); needs <see cref="Key"/>.</summary>
    public string? Certificate { get; init; }

    /// <summary>The private key of <see cref="Certificate"/>.</summary>
    public string? Key { get; init; }

    /// <summary>The name in the service's certificate, where it is not the host of the address.</summary>
    public string? ServerName { get; init; }

    /// <summary>The same for a channel, with the files read.</summary>
    /// <exception cref="ArgumentException">The certificate is without its key, or the key without its certificate.</exception>
    internal TlsOptions Load()
    {
        if (Certificate is null != Key is null) throw new ArgumentException("Certificate and Key go together.");
        X509Certificate2Collection? roots = null;
        if (Ca is not null)
        {
            roots = [];
            roots.ImportFromPemFile(Ca);
        }

        return new()
        {
            RootCertificates = roots,
            ClientCertificate = Certificate is null ? null : X509Certificate2.CreateFromPemFile(Certificate, Key),
            TargetHost = ServerName,
        };
    }
}
