using System.Buffers;
using Google.Protobuf;
using SolverGrpc.Rpc.Tests.Protos;
using SolverGrpc.Rpc.Wire;

namespace SolverGrpc.Rpc.Tests.Wire;

/// <summary>The generated parser is the oracle: same message, or both refuse.</summary>
public sealed class WireReaderTests
{
    private const int Cases = 4000;

    [Fact]
    public void Parse_EncodingsNoSerialiserWrites_EqualsTheGeneratedParser()
    {
        for (int seed = 0; seed < Cases; seed++)
        {
            var random = new Random(seed);
            byte[] bytes = WireBytes.Random(random);
            AssertEqual(Known(bytes), HandParser.Parse(WireBytes.Cut(random, bytes)), seed);
        }
    }

    [Fact]
    public void Parse_DamagedBytes_EqualsTheGeneratedParserOrBothRefuse()
    {
        int refused = 0;
        for (int seed = 0; seed < Cases; seed++)
        {
            var random = new Random(seed);
            byte[] bytes = WireBytes.Random(random);
            if (bytes.Length == 0) continue;
            bytes = random.Next(3) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
            for (int flips = random.Next(3); flips > 0 && bytes.Length > 0; flips--) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));

            WireSample? expected = Try(() => Known(bytes), out Exception? oracle);
            WireSample? actual = Try(() => HandParser.Parse(WireBytes.Cut(random, bytes)), out Exception? own);

            // The one case in which the own reader is stricter.
            if (own is WireFormatException { Error: WireError.NegativeLength }) continue;
            Assert.True(
                oracle is null == own is null,
                $"seed {seed}: {Convert.ToHexString(bytes)} generated parser: {oracle?.Message}, own: {own?.Message}");
            if (expected is null) refused++;
            else AssertEqual(expected, actual!, seed);
        }

        Assert.InRange(refused, Cases / 10, Cases * 9 / 10);
    }

    [Theory]
    [InlineData("09 00 00 00", WireError.Truncated)]                                        // a double cut off
    [InlineData("0A 09 00 00 00 00 00 00 00 00 00", WireError.Truncated)]                   // nine bytes of doubles
    [InlineData("0A 10 00 00 00 00 00 00 00 00", WireError.Truncated)]                      // a run longer than the message
    [InlineData("0A FF FF FF FF 0F", WireError.NegativeLength)]                             // length 2^32 - 1
    [InlineData("0A 80", WireError.Truncated)]                                              // a length cut off
    [InlineData("1A 02 01 80", WireError.Truncated)]                                        // a varint cut off by its run
    [InlineData("30 FF FF FF FF FF FF FF FF FF FF 01", WireError.MalformedVarint)]          // eleven bytes
    [InlineData("00", WireError.InvalidTag)]                                                // field 0
    [InlineData("0E", WireError.InvalidTag)]                                                // wire type 6
    [InlineData("0C", WireError.UnmatchedGroup)]                                            // the end of no group
    [InlineData("0B", WireError.UnmatchedGroup)]                                            // a group without end
    [InlineData("0B 14", WireError.UnmatchedGroup)]                                         // the end of another group
    public void Parse_BrokenInOneWay_NamesIt(string hex, WireError expected)
    {
        byte[] bytes = Convert.FromHexString(hex.Replace(" ", ""));
        var error = Assert.Throws<WireFormatException>(() => HandParser.Parse(new ReadOnlySequence<byte>(bytes)));
        Assert.Equal(expected, error.Error);
    }

    [Fact]
    public void Skip_GroupsTooDeep_IsRefusedAndNotAStackOverflow()
    {
        byte[] bytes = [.. Enumerable.Repeat((byte)0x7B, 1_000_000)];
        var error = Assert.Throws<WireFormatException>(() => HandParser.Parse(new ReadOnlySequence<byte>(bytes)));
        Assert.Equal(WireError.TooDeep, error.Error);
    }

    [Fact]
    public void ReadDoubles_IntoAWarmList_AllocatesNothing()
    {
        byte[] bytes = new WireSample { Packed = { Enumerable.Range(0, 780).Select(i => (double)i) } }.ToByteArray();
        var sequence = new ReadOnlySequence<byte>(bytes);
        using var values = new PooledList<double>();
        Read();
        Assert.Equal(0, Allocation.Of(Read));
        Assert.Equal(779.0, values.Span[779]);

        void Read()
        {
            values.Clear();
            var reader = new WireReader(sequence);
            reader.ReadDoubles(reader.ReadTag(), values);
        }
    }

    // A parser told to discard unknown fields does not look at their wire types: the strict one decides.
    private static WireSample Known(byte[] bytes)
    {
        WireSample.Parser.ParseFrom(bytes);
        return WireSample.Parser.WithDiscardUnknownFields(true).ParseFrom(bytes);
    }

    private static void AssertEqual(WireSample expected, WireSample actual, int seed) =>
        // Bytes, because NaN does not equal itself.
        Assert.True(expected.ToByteArray().AsSpan().SequenceEqual(actual.ToByteArray()), $"seed {seed}: expected {expected}, got {actual}");

    private static T? Try<T>(Func<T> parse, out Exception? error)
        where T : class
    {
        error = null;
        try
        {
            return parse();
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or WireFormatException)
        {
            error = e;
            return null;
        }
    }
}
