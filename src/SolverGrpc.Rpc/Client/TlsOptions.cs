using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace SolverGrpc.Rpc.Client;

/// <summary>How a channel secures its connections.</summary>
public sealed record TlsOptions
{
    /// <summary>The roots the server's certificate must chain to, instead of the system's.</summary>
    public X509Certificate2Collection? RootCertificates { get; init; }

    /// <summary>
    /// The very certificate the server must present, whatever its name, its dates and its root; for a client that has it, as the server itself.
    /// </summary>
    public X509Certificate2? ServerCertificate { get; init; }

    /// <summary>The certificate, with its private key, that tells the server who calls; none by default.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>
    /// The name the server's certificate must hold, which the server sees as the authority of calls; that of the address by default.
    /// </summary>
    public string? TargetHost { get; init; }

    internal SslClientAuthenticationOptions ToSslOptions()
    {
        var ssl = new SslClientAuthenticationOptions();
        if (ClientCertificate is not null)
            ssl.ClientCertificates = [ClientCertificate];
        if (ServerCertificate is { } own)
            ssl.RemoteCertificateValidationCallback = (_, presented, _, _) => own.RawDataMemory.Span.SequenceEqual(presented?.GetRawCertData());
        if (RootCertificates is not null)
        {
            ssl.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            ssl.CertificateChainPolicy.CustomTrustStore.AddRange(RootCertificates);
        }

        return ssl;
    }
}
