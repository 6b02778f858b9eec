using System.Buffers.Binary;
using System.IO.Compression;
using SolverGrpc.Market.Readers;
using static SolverGrpc.Market.Tests.Readers.DbnBytes;

namespace SolverGrpc.Market.Tests.Readers;

public class DbnReaderTests
{
    private const long Ask = 100_010_000_000;
    private const int Yesterday = 20201227, Today = 20201228, Tomorrow = 20201229;

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public void File_OfEveryVersion_GivesItsBooksAndTrades(byte version, bool sendTime)
    {
        byte[] bytes =
        [
            .. Head(version, ("AAPL", 5482, Today, Tomorrow)), .. Record(Ask, 7, sendTime: sendTime), .. Other(),
            .. Record(100_020_000_000, 9, action: 'T', side: 'A', flags: 0, sendTime: sendTime),
        ];

        List<MarketEvent> events = Mbp10Text.Read(bytes, out ReadReport report);

        Assert.Equal(2, events.Count);
        Assert.Equal((TimeNs, true, 100.01, 7), (events[0].TimeNs, events[0].HasBook, events[0].Book.Asks.Price[0], events[0].Book.Asks.Size[0]));
        Assert.Equal(10, events[0].Book.Bids.Count);
        Assert.Equal(99.90, events[0].Book.Bids.Price[9], 9);
        Assert.Equal((false, 50.0, 100.02, Aggressor.Seller), (events[1].HasBook, events[1].TradeSize, events[1].TradePrice, events[1].Aggressor));
        Assert.Equal((3, 1, 0), (report.Rows, report.OtherRows, report.CorruptRows));
    }

    [Theory]
    [InlineData(1, "AAPL")]
    [InlineData(2, "AAPL")]
    [InlineData(3, "AAPL")]
    [InlineData(2, "5482")]
    public void Instrument_ByItsNameOrNumber_IsTheOnlyOneRead(byte version, string chosen)
    {
        byte[] bytes =
        [
            .. Head(version, ("MSFT", 11, Today, Tomorrow), ("AAPL", 11, Yesterday, Today), ("AAPL", 5482, Today, Tomorrow)),
            .. Record(Ask, 1, instrument: 11), .. Record(Ask, 7), .. Record(Ask, 2, instrument: 11),
        ];

        MarketEvent only = Assert.Single(Mbp10Text.Read(bytes, out ReadReport report, new ReadOptions { Symbol = chosen }));

        Assert.Equal(7, only.Book.Asks.Size[0]);
        Assert.Equal((3, 2), (report.Rows, report.OtherRows));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Instrument_NamedByARecord_IsFound(byte version)
    {
        byte[] bytes = [.. Head(version), .. Mapping(version, "MSFT", 11), .. Mapping(version, "AAPL", 5482), .. Record(Ask, 1, instrument: 11), .. Record(Ask, 7)];
        MarketEvent only = Assert.Single(Mbp10Text.Read(bytes, out ReadReport report, new ReadOptions { Symbol = "AAPL" }));
        Assert.Equal((7, 3), (only.Book.Asks.Size[0], report.OtherRows));
    }

    [Fact]
    public void Instruments_Several_NeedAChoice()
    {
        byte[] bytes = [.. Head(2, ("MSFT", 11, Today, Tomorrow), ("AAPL", 5482, Today, Tomorrow)), .. Record(Ask, 1, instrument: 11), .. Record(Ask, 7)];
        Assert.Contains("record 2: the file holds several instruments (11, 5482)", Assert.Throws<MarketDataException>(() => Mbp10Text.Read(bytes, out _)).Message, StringComparison.Ordinal);
        Assert.Contains("no instrument 'IBM'; it has MSFT, AAPL", Assert.Throws<MarketDataException>(() => Mbp10Text.Read(bytes, out _, new ReadOptions { Symbol = "IBM" })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_PackedWithGzip_ReadsTheSame()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write([.. Head(3), .. Record(Ask, 7), .. Record(Ask, 8)]);
        Assert.Equal([7, 8], Mbp10Text.Read(packed.ToArray(), out _).Select(item => item.Book.Asks.Size[0]));
    }

    [Theory]
    [InlineData(new byte[] { 0x28, 0xB5, 0x2F, 0xFD, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0x51, 0x2A, 0x4D, 0x18, 0, 0, 0, 0 })]
    public void File_PackedWithZstd_IsRefusedByName(byte[] head) =>
        Assert.Contains("zstd", Assert.Throws<MarketDataException>(() => Mbp10Text.Read(head, out _)).Message, StringComparison.Ordinal);

    [Fact]
    public void Level_Unset_EndsTheSide()
    {
        byte[] record = Record(Ask, 7);
        for (int k = 4; k < 10; k++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(48 + (32 * k)), long.MaxValue);
            BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(48 + (32 * k) + 16), 0);
        }

        MarketEvent only = Assert.Single(Mbp10Text.Read([.. Head(2), .. record], out _));
        Assert.Equal((4, 10), (only.Book.Bids.Count, only.Book.Asks.Count));
    }

    [Fact]
    public void Record_CutOffOrWithAWrongLevel_IsCorruptWithItsNumber()
    {
        byte[] bad = Record(Ask, 7);
        BinaryPrimitives.WriteInt64LittleEndian(bad.AsSpan(48 + 64), -5);

        List<MarketEvent> events = Mbp10Text.Read([.. Head(2), .. Record(Ask, 7), .. bad, .. Record(Ask, 7)[..100]], out ReadReport report);

        Assert.Single(events);
        Assert.Equal([(2L, 112), (3L, 0)], report.FirstCorrupt.Select(row => (row.Line, row.Column)));
    }

    public static TheoryData<string, byte[]> Unreadable => new()
    {
        { "version 4", Bare(4, 0) },
        { "version 0", Bare(0, 0) },
        { "ends within its metadata", Bare(2, 200) },
        { "8 bytes of metadata", [.. Bare(2, 8), .. new byte[8]] },
        { "names of 0 bytes", [.. Bare(2, 120), .. new byte[120]] },
        { "ends within its lists", [.. Bare(1, 104), .. new byte[104]] },
        { "more than a file can have", Bare(3, int.MaxValue) },
        { "record 1 says it is 0 bytes long", [.. Head(2), .. new byte[16]] },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void File_ThatCannotBeRead_IsRefusedAndSaysWhy(string why, byte[] bytes) =>
        Assert.Contains(why, Assert.Throws<MarketDataException>(() => Mbp10Text.Read(bytes, out _)).Message, StringComparison.Ordinal);

    [Fact]
    public void Metadata_CutOffAnywhere_IsRefused()
    {
        byte[] head = Head(2, ("AAPL", 5482, Today, Tomorrow));
        for (int length = 0; length < head.Length; length++)
        {
            byte[] cut = head[..length];
            Assert.Throws<MarketDataException>(() => Mbp10Text.Read(cut, out _));
            if (length < 108) continue;
            BinaryPrimitives.WriteInt32LittleEndian(cut.AsSpan(4), length - 8);
            Assert.Throws<MarketDataException>(() => Mbp10Text.Read(cut, out _));
        }
    }
}
