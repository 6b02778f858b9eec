using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace SolverGrpc.Rpc.Wire;

/// <summary>
/// Writes fields of a protobuf message without allocating. Fields written after a generated message, into the same buffer, belong to that
/// message: so a small message may be generated and its long arrays written from here.
/// </summary>
/// <param name="output">Takes the bytes.</param>
public readonly ref struct WireWriter(IBufferWriter<byte> output)
{
    private const int VarintBytesMax = 10;

    /// <summary>Writes a varint field: an integer, an enum, a bool.</summary>
    /// <param name="fieldNumber">The field's number.</param>
    /// <param name="value">The 64 bits; negative numbers take ten bytes.</param>
    public void WriteVarint(int fieldNumber, ulong value)
    {
        var span = output.GetSpan(2 * VarintBytesMax);
        var length = Put(span, WireTag.Of(fieldNumber, WireType.Varint));
        output.Advance(length + Put(span[length..], value));
    }

    /// <summary>Writes a double field.</summary>
    /// <param name="fieldNumber">The field's number.</param>
    /// <param name="value">The double.</param>
    public void WriteDouble(int fieldNumber, double value)
    {
        var span = output.GetSpan(VarintBytesMax + sizeof(double));
        var length = Put(span, WireTag.Of(fieldNumber, WireType.Fixed64));
        BinaryPrimitives.WriteDoubleLittleEndian(span[length..], value);
        output.Advance(length + sizeof(double));
    }

    /// <summary>Writes tag and length of an embedded message, whose fields follow.</summary>
    /// <param name="fieldNumber">The field's number.</param>
    /// <param name="contentBytes">The exact size of the message; see <see cref="WireSize"/>.</param>
    public void WriteMessageHeader(int fieldNumber, int contentBytes)
        => output.Advance(PutHeader(output.GetSpan(2 * VarintBytesMax), fieldNumber, contentBytes));

    /// <summary>Writes a packed <c>repeated double</c> field, in one copy; nothing for no doubles.</summary>
    /// <param name="fieldNumber">The field's number.</param>
    /// <param name="values">The doubles.</param>
    public void WritePackedDoubles(int fieldNumber, ReadOnlySpan<double> values)
    {
        if (values.IsEmpty)
            return;
        var bytes = checked(values.Length * sizeof(double));
        var span = output.GetSpan(checked(bytes + (2 * VarintBytesMax)));
        var length = PutHeader(span, fieldNumber, bytes);
        var run = span.Slice(length, bytes);
        MemoryMarshal.AsBytes(values).CopyTo(run);
        if (!BitConverter.IsLittleEndian)
        {
            var bits = MemoryMarshal.Cast<byte, ulong>(run);
            BinaryPrimitives.ReverseEndianness(bits, bits);
        }

        output.Advance(length + bytes);
    }

    /// <summary>Writes a packed <c>repeated int64</c> field; nothing for no numbers.</summary>
    /// <param name="fieldNumber">The field's number.</param>
    /// <param name="values">The numbers.</param>
    public void WritePackedInt64s(int fieldNumber, ReadOnlySpan<long> values)
    {
        if (values.IsEmpty)
            return;
        var bytes = WireSize.Varints(values);
        var span = output.GetSpan(checked(bytes + (2 * VarintBytesMax)));
        var length = PutHeader(span, fieldNumber, bytes);
        foreach (var value in values)
            length += Put(span[length..], (ulong)value);
        output.Advance(length);
    }

    private static int PutHeader(Span<byte> span, int fieldNumber, int contentBytes)
    {
        var length = Put(span, WireTag.Of(fieldNumber, WireType.LengthDelimited));
        return length + Put(span[length..], (ulong)contentBytes);
    }

    private static int Put(Span<byte> span, ulong value)
    {
        var length = 0;
        for (; value >= 0x80; value >>= 7)
            span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        return length;
    }
}
