using System.IO.Compression;

namespace SolverGrpc.Rpc.Compression;

/// <summary>The encoding <c>gzip</c> (RFC 1952).</summary>
public sealed class GzipCompressionProvider : ICompressionProvider
{
    /// <inheritdoc/>
    public string EncodingName => "gzip";

    /// <inheritdoc/>
    public Stream CreateCompressionStream(Stream stream, CompressionLevel level) => new GZipStream(stream, level, leaveOpen: true);

    /// <inheritdoc/>
    public Stream CreateDecompressionStream(Stream stream) => new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
}
