using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace SolverGrpc.Rpc.Server.Hosting;

/// <summary>TLS and mutual TLS of an endpoint.</summary>
internal static class TlsSettings
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";    // the use a client's certificate is for

    public static HttpsConnectionAdapterOptions Of(GrpcEndpoint endpoint, TimeSpan handshakeTimeout)
    {
        var https = new HttpsConnectionAdapterOptions
        {
            ServerCertificate = endpoint.Certificate,
            ServerCertificateChain = endpoint.CertificateChain,
            SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            HandshakeTimeout = handshakeTimeout,
        };
        if (endpoint.ClientRoots.Count > 0)
        {
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (certificate, chain, _) => ChainsTo(endpoint.ClientRoots, certificate, chain);
        }

        return https;
    }

    private static bool ChainsTo(X509Certificate2Collection roots, X509Certificate2 certificate, X509Chain? presented)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        foreach (var element in presented?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        return chain.Build(certificate);
    }
}
