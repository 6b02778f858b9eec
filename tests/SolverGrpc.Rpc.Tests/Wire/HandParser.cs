using System.Buffers;
using SolverGrpc.Rpc.Tests.Protos;
using SolverGrpc.Rpc.Wire;

namespace SolverGrpc.Rpc.Tests.Wire;

/// <summary>Reads a <see cref="WireSample"/> with <see cref="WireReader"/>, as a service would.</summary>
internal static class HandParser
{
    public static WireSample Parse(ReadOnlySequence<byte> bytes) => Merge(new WireReader(bytes), new WireSample());

    private static WireSample Merge(WireReader reader, WireSample sample)
    {
        using var doubles = new PooledList<double>();
        using var integers = new PooledList<long>();
        while (reader.ReadTag() is var tag and not 0)
        {
            switch (WireTag.FieldNumber(tag), WireTag.Type(tag))
            {
                case (1, WireType.LengthDelimited or WireType.Fixed64):
                    Add(ref reader, sample.Packed);
                    break;
                case (2, WireType.LengthDelimited or WireType.Fixed64):
                    Add(ref reader, sample.Unpacked);
                    break;
                case (2000, WireType.LengthDelimited or WireType.Fixed64):
                    Add(ref reader, sample.Far);
                    break;
                case (3, WireType.LengthDelimited or WireType.Varint):
                    AddIntegers(ref reader, sample.PackedIntegers);
                    break;
                case (4, WireType.LengthDelimited or WireType.Varint):
                    AddIntegers(ref reader, sample.UnpackedIntegers);
                    break;
                case (5, WireType.Fixed64):
                    sample.Number = reader.ReadDouble();
                    break;
                case (6, WireType.Varint):
                    sample.Integer = (long)reader.ReadVarint();
                    break;
                case (7, WireType.LengthDelimited):
                    sample.Text = reader.ReadString();
                    break;
                case (8, WireType.LengthDelimited):
                    sample.Inner = Merge(reader.ReadMessage(), sample.Inner ?? new WireSample());
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }

            void Add(ref WireReader from, ICollection<double> to)
            {
                doubles.Clear();
                from.ReadDoubles(tag, doubles);
                foreach (double value in doubles.Span) to.Add(value);
            }

            void AddIntegers(ref WireReader from, ICollection<long> to)
            {
                integers.Clear();
                from.ReadInt64s(tag, integers);
                foreach (long value in integers.Span) to.Add(value);
            }
        }

        return sample;
    }
}
