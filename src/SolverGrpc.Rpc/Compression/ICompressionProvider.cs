using System.IO.Compression;

namespace SolverGrpc.Rpc.Compression;

/// <summary>A message encoding.</summary>
public interface ICompressionProvider
{
    /// <summary>The name in <c>grpc-encoding</c>.</summary>
    string EncodingName { get; }

    /// <summary>Compresses what is written to the result into a stream, which stays open.</summary>
    /// <param name="stream">Takes the compressed bytes.</param>
    /// <param name="level">How hard to compress.</param>
    /// <returns>Takes the plain bytes; disposing it completes the message.</returns>
    Stream CreateCompressionStream(Stream stream, CompressionLevel level);

    /// <summary>Decompresses a stream, which stays open.</summary>
    /// <param name="stream">Brings the compressed bytes.</param>
    /// <returns>Brings the plain bytes.</returns>
    Stream CreateDecompressionStream(Stream stream);
}
