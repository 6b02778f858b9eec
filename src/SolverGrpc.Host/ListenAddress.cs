using System.Globalization;
using System.Net;

namespace SolverGrpc.Host;

/// <summary>A place to listen, as it is written in the options.</summary>
/// <param name="Scheme">"http", "https" or "unix".</param>
/// <param name="Address">Address and port; null for a Unix socket.</param>
/// <param name="Path">The Unix socket's file; empty for TCP.</param>
internal sealed record ListenAddress(string Scheme, IPEndPoint? Address, string Path)
{
    /// <summary>Whether it is served without TLS to other machines.</summary>
    public bool IsPlaintextBeyondLoopback => Scheme == "http" && !IPAddress.IsLoopback(Address!.Address);

    /// <summary>Reads "http://address:port", "https://address:port" or "unix:/path"; "localhost" and "*" are known, other names are not.</summary>
    public static bool TryParse(string text, out ListenAddress address)
    {
        address = new("", null, "");
        if (text.StartsWith("unix:", StringComparison.Ordinal))
        {
            string path = text["unix:".Length..];
            // sockaddr_un holds 108 bytes with the final 0
            if (!System.IO.Path.IsPathRooted(path) || System.Text.Encoding.UTF8.GetByteCount(path) > 107) return false;
            address = new("unix", null, path);
            return true;
        }

        int separator = text.IndexOf("://", StringComparison.Ordinal);
        string scheme = separator < 0 ? "" : text[..separator];
        if (scheme is not ("http" or "https")) return false;
        string rest = text[(separator + 3)..].TrimEnd('/');
        int colon = rest.LastIndexOf(':');
        if (colon < 0 || !int.TryParse(rest.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port) || port > IPEndPoint.MaxPort) return false;
        IPAddress? ip = rest[..colon] switch
        {
            "localhost" => IPAddress.Loopback,
            "*" => IPAddress.IPv6Any,
            string host => IPAddress.TryParse(host, out IPAddress? parsed) ? parsed : null,
        };
        if (ip is null) return false;
        address = new(scheme, new IPEndPoint(ip, port), "");
        return true;
    }

    /// <summary>The same with the port that was bound.</summary>
    public string Bound(int port) => Address is null ? "unix:" + Path : $"{Scheme}://{new IPEndPoint(Address.Address, port)}";
}
