using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SolverGrpc.Rpc.Client;

namespace SolverGrpc.Host;

/// <summary>
/// How the warm-up calls the host's own TLS endpoint: it takes the host's certificate alone, and where clients need one it has one that is
/// made for this start, lives in memory, is valid for minutes, and is disposed of with its key when the warm-up is over.
/// </summary>
internal sealed class WarmUpTls : IDisposable
{
    private static readonly TimeSpan Validity = TimeSpan.FromMinutes(10);

    private readonly X509Certificate2? _client;

    private WarmUpTls(X509Certificate2? client) => _client = client;

    /// <summary>The root to be trusted in addition; nothing where clients need no certificate.</summary>
    public X509Certificate2Collection ClientRoots => _client is null ? [] : [X509CertificateLoader.LoadCertificate(_client.RawData)];

    /// <summary>For a host with these options.</summary>
    public static WarmUpTls For(SolverHostOptions options) => new(options.ClientRootsPath.Length == 0 ? null : Make());

    /// <summary>For the channel to an endpoint with this certificate.</summary>
    public TlsOptions Trusting(X509Certificate2 server) => new() { ServerCertificate = server, ClientCertificate = _client };

    /// <inheritdoc/>
    public void Dispose() => _client?.Dispose();

    private static X509Certificate2 Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=solver warm-up", key, HashAlgorithmName.SHA256);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now - Validity, now + Validity);
    }
}
