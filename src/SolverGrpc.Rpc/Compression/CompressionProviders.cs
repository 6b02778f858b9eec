using SolverGrpc.Rpc.Headers;

namespace SolverGrpc.Rpc.Compression;

/// <summary>The encodings one side of a call knows.</summary>
public sealed class CompressionProviders
{
    private readonly ICompressionProvider[] _providers;

    /// <summary>Knows the given encodings.</summary>
    /// <param name="providers">The encodings, the preferred first; <c>identity</c> is always known.</param>
    public CompressionProviders(params ICompressionProvider[] providers)
    {
        ArgumentNullException.ThrowIfNull(providers);
        _providers = [.. providers];
        AcceptEncoding = string.Join(',', _providers.Select(p => p.EncodingName).Prepend(HeaderNames.Identity));
    }

    /// <summary>Gzip and deflate.</summary>
    public static CompressionProviders Default { get; } = new(new GzipCompressionProvider(), new DeflateCompressionProvider());

    /// <summary>The value of <c>grpc-accept-encoding</c>, as in <c>identity,gzip,deflate</c>.</summary>
    public string AcceptEncoding { get; }

    /// <summary>Finds an encoding by its name.</summary>
    /// <param name="encodingName">The name; <c>identity</c> is not found.</param>
    /// <returns>The encoding, or nothing.</returns>
    public ICompressionProvider? Find(string? encodingName)
    {
        foreach (var provider in _providers)
        {
            if (provider.EncodingName.Equals(encodingName, StringComparison.OrdinalIgnoreCase))
                return provider;
        }

        return null;
    }

    /// <summary>Whether a peer's <c>grpc-accept-encoding</c> lists an encoding.</summary>
    /// <param name="acceptEncoding">The header's value, or nothing.</param>
    /// <param name="encodingName">The encoding.</param>
    /// <returns>Whether it is listed.</returns>
    public static bool IsAccepted(ReadOnlySpan<char> acceptEncoding, string encodingName)
    {
        foreach (var part in acceptEncoding.Split(','))
        {
            if (acceptEncoding[part].Trim().Equals(encodingName, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
