using System.Buffers;
using Google.Protobuf;
using SolverGrpc.Rpc.Framing;
using SolverGrpc.Rpc.Tests.Protos;
using SolverGrpc.Rpc.Wire;

namespace SolverGrpc.Rpc.Tests.Wire;

/// <summary>The generated serialiser is the oracle: the same bytes.</summary>
public sealed class WireWriterTests
{
    [Fact]
    public void Write_AnyNumbers_GivesTheBytesOfTheGeneratedSerialiser()
    {
        for (int seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            double[] doubles = [.. Enumerable.Range(0, random.Next(100)).Select(_ => BitConverter.Int64BitsToDouble(random.NextInt64()))];
            long[] integers = [.. Enumerable.Range(0, random.Next(100)).Select(_ => random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64))];
            var inner = new WireSample { Far = { doubles }, PackedIntegers = { integers } };
            byte[] expected = new WireSample { Packed = { doubles }, PackedIntegers = { integers }, Number = 0.5, Integer = -seed - 1, Inner = inner }.ToByteArray();

            using var output = new PooledBuffer();
            var writer = new WireWriter(output);
            writer.WritePackedDoubles(1, doubles);
            writer.WritePackedInt64s(3, integers);
            writer.WriteDouble(5, 0.5);
            writer.WriteVarint(6, (ulong)(-seed - 1));
            writer.WriteMessageHeader(8, WireSize.PackedInt64s(3, integers) + WireSize.PackedDoubles(2000, doubles.Length));
            writer.WritePackedInt64s(3, integers);
            writer.WritePackedDoubles(2000, doubles);

            Assert.True(output.WrittenSpan.SequenceEqual(expected), $"seed {seed}");
        }
    }

    [Fact]
    public void Write_AfterAGeneratedMessage_ExtendsThatMessage()
    {
        var output = new ArrayBufferWriter<byte>();
        new WireSample { Text = "small part", Inner = new WireSample { Integer = 7 } }.WriteTo(output);
        var writer = new WireWriter(output);
        writer.WriteMessageHeader(8, WireSize.PackedDoubles(1, 3));
        writer.WritePackedDoubles(1, [1, 2, 3]);

        WireSample read = WireSample.Parser.ParseFrom(output.WrittenSpan);

        Assert.Equal("small part", read.Text);
        Assert.Equal(7, read.Inner.Integer);
        Assert.Equal([1.0, 2.0, 3.0], read.Inner.Packed);
    }
}
