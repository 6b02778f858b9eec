using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using Google.Protobuf;

namespace SolverGrpc.Sessions.State;

/// <summary>
/// Reads what a <see cref="BinaryWriter"/> wrote where it lies: a restart reads many snapshots, and copies of their parts would be
/// most of its work.
/// </summary>
/// <param name="bytes">What was written.</param>
internal ref struct SpanReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Everything has been read.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>The next byte.</summary>
    /// <exception cref="InvalidDataException">There is none. So with all others.</exception>
    public byte ReadByte() => Read(1)[0];

    /// <summary>True or false.</summary>
    public bool ReadBoolean() => ReadByte() != 0;

    /// <summary>A number in four bytes.</summary>
    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Read(sizeof(int)));

    /// <summary>A number in eight bytes.</summary>
    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Read(sizeof(long)));

    /// <summary>A number in eight bytes.</summary>
    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Read(sizeof(ulong)));

    /// <summary>A number in eight bytes.</summary>
    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Read(sizeof(double)));

    /// <summary>A number in seven bits of each byte.</summary>
    public int ReadVarint32() => (int)ReadVarint64();

    /// <summary>A number in seven bits of each byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // a restart is over before anything is compiled twice
    public long ReadVarint64()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = ReadByte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return (long)value;
        }

        throw new InvalidDataException("a number does not end");
    }

    /// <summary>A text in UTF-8.</summary>
    public ReadOnlySpan<byte> ReadText() => Read(ReadVarint32());

    /// <summary>A text.</summary>
    public string ReadString() => Encoding.UTF8.GetString(ReadText());

    /// <summary>A message behind its length.</summary>
    /// <param name="message">Takes it; empty before.</param>
    public T ReadInto<T>(T message)
        where T : IMessage
    {
        message.MergeFrom(Read(ReadInt32()));
        return message;
    }

    /// <summary>The next bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Read(int count)
    {
        if ((uint)count > (uint)_rest.Length) throw new InvalidDataException("the bytes end too early");
        ReadOnlySpan<byte> read = _rest[..count];
        _rest = _rest[count..];
        return read;
    }
}
