using System.IO.Compression;

namespace SolverGrpc.Abuse.Tests.Clients;

/// <summary>Compressed payloads.</summary>
internal static class Gzip
{
    /// <summary>This many zeros: about a thousandth of it when compressed.</summary>
    public static byte[] OfZeros(int count)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            var chunk = new byte[1 << 16];
            for (int left = count; left > 0; left -= chunk.Length) gzip.Write(chunk, 0, Math.Min(left, chunk.Length));
        }

        return compressed.ToArray();
    }

    public static byte[] Of(byte[] payload)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest)) gzip.Write(payload);
        return compressed.ToArray();
    }
}
