using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using Google.Protobuf;

namespace SolverGrpc.Sessions.Runtime;

/// <summary>The 128 random bits that prove that a client may have a session. Never sent back and never logged.</summary>
/// <param name="Value">In the order of the bytes.</param>
public readonly record struct SessionKey(UInt128 Value)
{
    private const int Bytes = 16, IdBytes = 8;

    /// <summary>The session's public name: it does not give the key away and stays the same.</summary>
    public string SessionId
    {
        get
        {
            Span<byte> key = stackalloc byte[Bytes], hash = stackalloc byte[SHA256.HashSizeInBytes];
            BinaryPrimitives.WriteUInt128BigEndian(key, Value);
            SHA256.HashData(key, hash);
            return BinaryPrimitives.ReadUInt64BigEndian(hash[..IdBytes]).ToString("x16", CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Reads a key.</summary>
    /// <returns>False: these are not 16 bytes.</returns>
    public static bool TryRead(ByteString bytes, [NotNullWhen(true)] out SessionKey? key)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        key = bytes.Length == Bytes ? new(BinaryPrimitives.ReadUInt128BigEndian(bytes.Span)) : null;
        return key is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => SessionId;
}
