using System.Buffers.Binary;
using System.Security.Cryptography;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Sessions.Streaming;

/// <summary>An event as it came in.</summary>
/// <param name="Message">What it says.</param>
/// <param name="Bytes">The very bytes, for the journal and to tell a repeated event from another one.</param>
/// <param name="ArrivedAt">When, as a timestamp of the runtime's clock; only measured, never used for ordering.</param>
public sealed record InboundEvent(StreamReoptimizeRequest Message, ReadOnlyMemory<byte> Bytes, long ArrivedAt)
{
    /// <summary>Its number.</summary>
    public long Seq => Message.Seq;

    /// <summary>The first 64 bits of the SHA-256 of the bytes: the same for the same content.</summary>
    public ulong ContentHash()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Bytes.Span, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
