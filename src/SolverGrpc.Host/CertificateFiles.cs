using System.Security.Cryptography.X509Certificates;

namespace SolverGrpc.Host;

/// <summary>Certificates in PEM files.</summary>
internal static class CertificateFiles
{
    /// <summary>The first certificate of a file with its private key.</summary>
    public static X509Certificate2 Load(string path, string keyPath) => X509Certificate2.CreateFromPemFile(path, keyPath.Length == 0 ? path : keyPath);

    /// <summary>All certificates of a file, without keys.</summary>
    public static X509Certificate2Collection LoadAll(string path)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(path);
        return all;
    }
}
