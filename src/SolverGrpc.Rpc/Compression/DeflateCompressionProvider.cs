using System.IO.Compression;

namespace SolverGrpc.Rpc.Compression;

/// <summary>The encoding <c>deflate</c>: the zlib format (RFC 1950), not bare deflate.</summary>
public sealed class DeflateCompressionProvider : ICompressionProvider
{
    /// <inheritdoc/>
    public string EncodingName => "deflate";

    /// <inheritdoc/>
    public Stream CreateCompressionStream(Stream stream, CompressionLevel level) => new ZLibStream(stream, level, leaveOpen: true);

    /// <inheritdoc/>
    public Stream CreateDecompressionStream(Stream stream) => new ZLibStream(stream, CompressionMode.Decompress, leaveOpen: true);
}
