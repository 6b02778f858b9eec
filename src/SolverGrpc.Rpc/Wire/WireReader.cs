using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace SolverGrpc.Rpc.Wire;

/// <summary>
/// Reads the fields of a protobuf message where its bytes lie, in any number of segments, without allocating. Accepts and refuses the
/// same bytes as the generated parsers: packed and unpacked numbers, fields in any order and number, unknown fields, groups. (One
/// exception: a run of packed numbers with a negative length is refused here and taken for empty there.)
/// </summary>
/// <example>
/// <code>
/// while (reader.ReadTag() is var tag and not 0)
///     switch (tag)
///     {
///         case QuantityTag: quantity = reader.ReadDouble(); break;
///         case AlphaPackedTag or AlphaTag: reader.ReadDoubles(tag, alpha); break;
///         default: reader.Skip(tag); break;
///     }
/// </code>
/// </example>
public ref struct WireReader
{
    private const int VarintBytesMax = 10;
    private const int GroupDepthMax = 100;

    private SequenceReader<byte> _bytes;

    /// <summary>Reads a message.</summary>
    /// <param name="message">The serialised message.</param>
    public WireReader(ReadOnlySequence<byte> message) => _bytes = new SequenceReader<byte>(message);

    /// <summary>How many bytes are left.</summary>
    public readonly long Remaining => _bytes.Remaining;

    /// <summary>Reads the next tag; see <see cref="WireTag"/>.</summary>
    /// <returns>The tag, or 0 at the end of the message.</returns>
    /// <exception cref="WireFormatException">The bytes are no tag.</exception>
    public uint ReadTag()
    {
        if (_bytes.End)
            return 0;
        var tag = (uint)ReadVarint();
        if (WireTag.FieldNumber(tag) == 0 || WireTag.Type(tag) > WireType.Fixed32)
            throw new WireFormatException(WireError.InvalidTag);
        return tag;
    }

    /// <summary>Reads a varint: an unsigned or signed integer (cast it), an enum, a bool (not 0).</summary>
    /// <returns>The 64 bits.</returns>
    /// <exception cref="WireFormatException">The varint is cut off or too long.</exception>
    public ulong ReadVarint()
    {
        ulong value = 0;
        for (var i = 0; i < VarintBytesMax; i++)
        {
            if (!_bytes.TryRead(out var b))
                throw new WireFormatException(WireError.Truncated);
            value |= (ulong)(b & 0x7F) << (7 * i);
            if (b < 0x80)
                return value;
        }

        throw new WireFormatException(WireError.MalformedVarint);
    }

    /// <summary>Reads a double.</summary>
    /// <returns>The double, bit for bit.</returns>
    /// <exception cref="WireFormatException">The bytes end.</exception>
    public double ReadDouble()
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        Copy(bytes);
        return BinaryPrimitives.ReadDoubleLittleEndian(bytes);
    }

    /// <summary>Reads a text; bytes that are not UTF-8 become U+FFFD.</summary>
    /// <returns>The text.</returns>
    /// <exception cref="WireFormatException">The bytes end.</exception>
    public string ReadString()
    {
        var bytes = ReadBytes();
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Reads a length and the bytes it announces, without a copy: bytes, or a message for a reader of its own.</summary>
    /// <returns>The bytes.</returns>
    /// <exception cref="WireFormatException">The bytes end.</exception>
    public ReadOnlySequence<byte> ReadBytes()
    {
        var length = ReadLength();
        var bytes = _bytes.UnreadSequence.Slice(0, length);
        _bytes.Advance(length);
        return bytes;
    }

    /// <summary>Reads an embedded message.</summary>
    /// <returns>Reads that message alone.</returns>
    /// <exception cref="WireFormatException">The bytes end.</exception>
    public WireReader ReadMessage() => new(ReadBytes());

    /// <summary>Appends one occurrence of a <c>repeated double</c> field: a packed run, in one copy, or a single number.</summary>
    /// <param name="tag">The field's tag, of type <see cref="WireType.LengthDelimited"/> or <see cref="WireType.Fixed64"/>.</param>
    /// <param name="values">Takes the doubles, bit for bit.</param>
    /// <exception cref="WireFormatException">The bytes end, or the run is not whole doubles.</exception>
    public void ReadDoubles(uint tag, PooledList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (WireTag.Type(tag) == WireType.Fixed64)
        {
            values.Add(ReadDouble());
            return;
        }

        RequireRun(tag);
        var length = ReadLength();
        if (length % sizeof(double) != 0)
            throw new WireFormatException(WireError.Truncated);
        var room = values.AddRange(length / sizeof(double));
        Copy(MemoryMarshal.AsBytes(room));
        if (!BitConverter.IsLittleEndian)
        {
            var bits = MemoryMarshal.Cast<double, ulong>(room);
            BinaryPrimitives.ReverseEndianness(bits, bits);
        }
    }

    /// <summary>Appends one occurrence of a <c>repeated int64</c> field (or another varint's): a packed run or a single number.</summary>
    /// <param name="tag">The field's tag, of type <see cref="WireType.LengthDelimited"/> or <see cref="WireType.Varint"/>.</param>
    /// <param name="values">Takes the numbers.</param>
    /// <exception cref="WireFormatException">The bytes end, or the run ends in the middle of a number.</exception>
    public void ReadInt64s(uint tag, PooledList<long> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (WireTag.Type(tag) == WireType.Varint)
        {
            values.Add((long)ReadVarint());
            return;
        }

        RequireRun(tag);
        var run = ReadMessage();
        while (!run._bytes.End)
            values.Add((long)run.ReadVarint());
    }

    /// <summary>Passes over the field of a tag, whatever it holds.</summary>
    /// <param name="tag">The tag read last.</param>
    /// <exception cref="WireFormatException">The bytes end, or groups do not match.</exception>
    public void Skip(uint tag) => Skip(tag, GroupDepthMax);

    private void Skip(uint tag, int depthLeft)
    {
        switch (WireTag.Type(tag))
        {
            case WireType.Varint:
                ReadVarint();
                break;
            case WireType.Fixed64:
                Advance(sizeof(ulong));
                break;
            case WireType.Fixed32:
                Advance(sizeof(uint));
                break;
            case WireType.LengthDelimited:
                _bytes.Advance(ReadLength());
                break;
            case WireType.StartGroup:
                SkipGroup(WireTag.FieldNumber(tag), depthLeft);
                break;
            default:
                throw new WireFormatException(WireError.UnmatchedGroup);
        }
    }

    private void SkipGroup(int fieldNumber, int depthLeft)
    {
        if (depthLeft == 0)
            throw new WireFormatException(WireError.TooDeep);
        var end = WireTag.Of(fieldNumber, WireType.EndGroup);
        while (true)
        {
            var tag = ReadTag();
            if (tag == end)
                return;
            if (tag == 0)
                throw new WireFormatException(WireError.UnmatchedGroup);
            Skip(tag, depthLeft - 1);
        }
    }

    // The generated parsers look at the low 32 bits only, and so must we.
    private int ReadLength()
    {
        var length = (int)ReadVarint();
        if (length < 0)
            throw new WireFormatException(WireError.NegativeLength);
        if (length > _bytes.Remaining)
            throw new WireFormatException(WireError.Truncated);
        return length;
    }

    private void Advance(int count)
    {
        if (_bytes.Remaining < count)
            throw new WireFormatException(WireError.Truncated);
        _bytes.Advance(count);
    }

    private void Copy(scoped Span<byte> destination)
    {
        if (!_bytes.TryCopyTo(destination))
            throw new WireFormatException(WireError.Truncated);
        _bytes.Advance(destination.Length);
    }

    private static void RequireRun(uint tag)
    {
        if (WireTag.Type(tag) != WireType.LengthDelimited)
            throw new ArgumentException($"Wire type {WireTag.Type(tag)} holds no such numbers.", nameof(tag));
    }
}
