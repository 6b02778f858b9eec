using System.Buffers;
using System.Buffers.Binary;
using SolverGrpc.Rpc.Wire;

namespace SolverGrpc.Rpc.Tests.Wire;

/// <summary>Serialised <c>WireSample</c>s as no serialiser writes them: split, unpacked, unordered, overlong, with unknown fields.</summary>
internal sealed class WireBytes(Random random)
{
    private readonly List<byte> _bytes = [];

    public static byte[] Random(Random random, int depth = 2)
    {
        var bytes = new WireBytes(random);
        for (int fields = random.Next(8); fields > 0; fields--) bytes.AddField(depth);
        return [.. bytes._bytes];
    }

    /// <summary>The same bytes in segments of 1 to 20.</summary>
    public static ReadOnlySequence<byte> Cut(Random random, byte[] bytes)
    {
        if (bytes.Length == 0) return default;
        Segment? first = null, last = null;
        for (int at = 0; at < bytes.Length;)
        {
            int length = Math.Min(bytes.Length - at, random.Next(1, 21));
            last = new Segment(bytes.AsMemory(at, length), last);
            first ??= last;
            at += length;
        }

        return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
    }

    private void AddField(int depth)
    {
        switch (random.Next(10))
        {
            case 0: AddDoubles(1); break;
            case 1: AddDoubles(2); break;
            case 2: AddDoubles(2000); break;
            case 3: AddIntegers(3); break;
            case 4: AddIntegers(4); break;
            case 5:
                Tag(5, WireType.Fixed64);
                Double();
                break;
            case 6:
                Tag(6, WireType.Varint);
                Varint((ulong)random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64));
                break;
            case 7: Delimited(7, [.. Enumerable.Range(0, random.Next(30)).Select(_ => (byte)random.Next(0x20, 0x7F))]); break;
            case 8 when depth > 0: Delimited(8, Random(random, depth - 1)); break;
            default: AddUnknown(random.Next(9, 1 << random.Next(4, 29)), depth); break;
        }
    }

    private void AddDoubles(int field)
    {
        int count = random.Next(4) switch { 0 => 0, 1 => 1, _ => random.Next(40) };
        var run = new byte[8 * count];
        for (int i = 0; i < count; i++) BinaryPrimitives.WriteInt64LittleEndian(run.AsSpan(8 * i), random.NextInt64());
        if (random.Next(2) == 0)
        {
            Delimited(field, run);
            return;
        }

        for (int i = 0; i < count; i++)
        {
            Tag(field, WireType.Fixed64);
            _bytes.AddRange(run.AsSpan(8 * i, 8));
        }
    }

    private void AddIntegers(int field)
    {
        var run = new WireBytes(random);
        bool packed = random.Next(2) == 0;
        for (int count = random.Next(20); count > 0; count--)
        {
            if (!packed) run.Tag(field, WireType.Varint);
            run.Varint((ulong)random.NextInt64() >> random.Next(64));
        }

        if (packed) Delimited(field, [.. run._bytes]);
        else _bytes.AddRange(run._bytes);
    }

    private void AddUnknown(int field, int depth)
    {
        if (field == 2000) field++;
        switch (random.Next(5))
        {
            case 0:
                Tag(field, WireType.Varint);
                Varint((ulong)random.NextInt64());
                break;
            case 1:
                Tag(field, WireType.Fixed64);
                Double();
                break;
            case 2:
                Tag(field, WireType.Fixed32);
                _bytes.AddRange([1, 2, 3, 4]);
                break;
            case 3:
                Delimited(field, new byte[random.Next(30)]);
                break;
            default:
                Tag(field, WireType.StartGroup);
                if (depth > 0) _bytes.AddRange(Random(random, depth - 1));
                Tag(field, WireType.EndGroup);
                break;
        }
    }

    private void Tag(int field, WireType type) => Varint(WireTag.Of(field, type));

    private void Double() => _bytes.AddRange(BitConverter.GetBytes(random.NextDouble()));

    private void Delimited(int field, byte[] content)
    {
        Tag(field, WireType.LengthDelimited);
        Varint((ulong)content.Length);
        _bytes.AddRange(content);
    }

    // Now and then with more bytes than needed, which parsers accept.
    private void Varint(ulong value)
    {
        int bytes = random.Next(10) == 0 ? random.Next(WireSize.Varint(value), 11) : WireSize.Varint(value);
        for (int i = 0; i < bytes; i++, value >>= 7) _bytes.Add((byte)((value & 0x7F) | (i < bytes - 1 ? 0x80u : 0u)));
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? before)
        {
            Memory = memory;
            if (before is null) return;
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }
}
