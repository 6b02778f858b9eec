using System.Buffers;
using SolverGrpc.Rpc.Framing;

namespace SolverGrpc.Rpc.Compression;

/// <summary>Decompresses one message and looks at the limit while doing so: a bomb is refused before it unfolds.</summary>
internal static class Inflater
{
    private const int ChunkBytes = 16 * 1024;

    public static void Inflate(ICompressionProvider provider, in ReadOnlySequence<byte> payload, PooledBuffer output, uint bytesMax)
    {
        output.Clear();
        try
        {
            using var source = new SequenceStream(payload);
            using var stream = provider.CreateDecompressionStream(source);
            while (stream.Read(output.GetSpan(ChunkBytes)) is var read and > 0)
            {
                output.Advance(read);
                if ((uint)output.Length > bytesMax)
                    throw FramingErrors.TooLargeInflated(bytesMax);
            }
        }
        catch (InvalidDataException e)
        {
            throw FramingErrors.CorruptCompression(provider.EncodingName, e);
        }
    }
}
