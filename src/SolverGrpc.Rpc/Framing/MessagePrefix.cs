using System.Buffers;
using System.Buffers.Binary;

namespace SolverGrpc.Rpc.Framing;

/// <summary>The five bytes before every message: a flag (0 plain, 1 compressed) and the length, unsigned, big-endian.</summary>
/// <param name="Flag">The flag byte as it stands.</param>
/// <param name="Length">The number of bytes that follow.</param>
public readonly record struct MessagePrefix(byte Flag, uint Length)
{
    /// <summary>How many bytes a prefix has.</summary>
    public const int Size = 5;

    /// <summary>Reads a prefix.</summary>
    /// <param name="buffer">What has arrived, in any number of segments.</param>
    /// <param name="prefix">The prefix.</param>
    /// <returns>Whether all five bytes are there.</returns>
    public static bool TryRead(in ReadOnlySequence<byte> buffer, out MessagePrefix prefix)
    {
        if (buffer.FirstSpan.Length >= Size)
        {
            prefix = Read(buffer.FirstSpan);
            return true;
        }

        if (buffer.Length < Size)
        {
            prefix = default;
            return false;
        }

        Span<byte> bytes = stackalloc byte[Size];
        buffer.Slice(0, Size).CopyTo(bytes);
        prefix = Read(bytes);
        return true;
    }

    /// <summary>Writes a prefix.</summary>
    /// <param name="destination">At least five bytes.</param>
    /// <param name="length">The number of bytes that follow.</param>
    /// <param name="compressed">Whether they are compressed.</param>
    public static void Write(Span<byte> destination, int length, bool compressed)
    {
        destination[0] = compressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(destination[1..], length);
    }

    private static MessagePrefix Read(ReadOnlySpan<byte> bytes) => new(bytes[0], BinaryPrimitives.ReadUInt32BigEndian(bytes[1..]));
}
