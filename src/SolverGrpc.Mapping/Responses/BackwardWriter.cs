using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Collections;
using SolverGrpc.Rpc.Wire;

namespace SolverGrpc.Mapping.Responses;

/// <summary>
/// Writes a protobuf message from its end to its begin: when the header of an embedded message is due, its length is
/// known. Fields are therefore written last first; values that proto3 leaves out (0, empty) are left out. Reused; allocates only when it grows.
/// </summary>
internal sealed class BackwardWriter
{
    private const int KeptBytesMax = 1 << 20;

    private byte[] _buffer = new byte[8192];
    private int _start = 8192;

    /// <summary>What has been written.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(_start);

    /// <summary>Bytes written so far: the mark at which an embedded message ends.</summary>
    public int Length => _buffer.Length - _start;

    /// <summary>Forgets what has been written.</summary>
    public void Clear()
    {
        if (_buffer.Length > KeptBytesMax) _buffer = new byte[8192];
        _start = _buffer.Length;
    }

    /// <summary>A double field.</summary>
    public void Double(int field, double value)
    {
        if (value == 0) return;
        BinaryPrimitives.WriteDoubleLittleEndian(Take(sizeof(double)), value);
        Tag(field, WireType.Fixed64);
    }

    /// <summary>An integer, enum or bool field.</summary>
    public void Varint(int field, long value)
    {
        if (value == 0) return;
        Varint((ulong)value);
        Tag(field, WireType.Varint);
    }

    /// <summary>A string field.</summary>
    public void Text(int field, string value)
    {
        if (value.Length == 0) return;
        int end = Length;
        Encoding.UTF8.GetBytes(value, Take(Encoding.UTF8.GetByteCount(value)));
        Message(field, end);
    }

    /// <summary>A string, bytes or message field from its bytes.</summary>
    public void Text(int field, ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) return;
        int end = Length;
        utf8.CopyTo(Take(utf8.Length));
        Message(field, end);
    }

    /// <summary>A packed repeated double field.</summary>
    public void Doubles(int field, ReadOnlySpan<double> values)
    {
        if (values.IsEmpty) return;
        int end = Length;
        Span<byte> run = Take(checked(values.Length * sizeof(double)));
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(values).CopyTo(run);
        }
        else
        {
            for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteDoubleLittleEndian(run[(i * sizeof(double))..], values[i]);
        }

        Message(field, end);
    }

    /// <summary>A packed repeated integer field.</summary>
    public void Varints<T>(int field, ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (values.IsEmpty) return;
        int end = Length;
        for (int i = values.Length - 1; i >= 0; i--) Varint((ulong)long.CreateTruncating(values[i]));
        Message(field, end);
    }

    /// <summary>The same.</summary>
    public void Varints<T>(int field, RepeatedField<T> values)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (values.Count == 0) return;
        int end = Length;
        for (int i = values.Count - 1; i >= 0; i--) Varint((ulong)long.CreateTruncating(values[i]));
        Message(field, end);
    }

    /// <summary>An embedded message; null: none.</summary>
    public void Message(int field, IMessage? message)
    {
        if (message is null) return;
        int end = Length;
        message.WriteTo(Take(message.CalculateSize()));
        Message(field, end);
    }

    /// <summary>The header of an embedded message (or text, or packed run) that was written since <paramref name="end"/>.</summary>
    public void Message(int field, int end)
    {
        Varint((ulong)(Length - end));
        Tag(field, WireType.LengthDelimited);
    }

    private void Tag(int field, WireType type) => Varint(WireTag.Of(field, type));

    // seven bits a byte, the lowest first, and a bit in all bytes but the last that says that it goes on
    private void Varint(ulong value)
    {
        int length = (BitOperations.Log2(value | 1) / 7) + 1;
        if (length > sizeof(ulong) || _start < sizeof(ulong))
        {
            Span<byte> bytes = Take(length);
            for (int i = 0; i < length - 1; i++, value >>= 7) bytes[i] = (byte)(value | 0x80);
            bytes[^1] = (byte)value;
            return;
        }

        // all bytes at once; those before them are still to be written
        value = (value & 0x0000_0000_0FFF_FFFF) | ((value << 4) & 0x0FFF_FFFF_0000_0000);
        value = (value & 0x0000_3FFF_0000_3FFF) | ((value << 2) & 0x3FFF_0000_3FFF_0000);
        value = (value & 0x007F_007F_007F_007F) | ((value << 1) & 0x7F00_7F00_7F00_7F00);
        value |= 0x8080_8080_8080_8080 & ((1UL << (8 * (length - 1))) - 1);
        BinaryPrimitives.WriteUInt64LittleEndian(_buffer.AsSpan(_start - sizeof(ulong), sizeof(ulong)), value << (64 - (8 * length)));
        _start -= length;
    }

    private Span<byte> Take(int count)
    {
        if (count > _start) Grow(count);
        _start -= count;
        return _buffer.AsSpan(_start, count);
    }

    private void Grow(int count)
    {
        int length = Length;
        var larger = new byte[(int)Math.Min(Math.Max(checked(length + (long)count), 2L * _buffer.Length), Array.MaxLength)];
        Written.CopyTo(larger.AsSpan(larger.Length - length));
        _buffer = larger;
        _start = larger.Length - length;
    }
}
