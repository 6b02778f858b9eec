using System.Buffers.Binary;
using SolverGrpc.Market.Readers;

namespace SolverGrpc.Market.Tests.Readers;

public class DbnReaderTests
{
    private const int RecordBytes = 368;

    [Theory]
    [InlineData(1, 100)]
    [InlineData(2, 345)]
    [InlineData(3, 0)]
    public void File_OfEveryVersion_GivesItsBooksAndTrades(byte version, int metadataBytes)
    {
        byte[] bytes = [.. Head(version, metadataBytes), .. Record(100_010_000_000, 7), .. Other(), .. Record(100_020_000_000, 9, action: 'T', side: 'A', flags: 0)];

        List<MarketEvent> events = Mbp10Text.Read(bytes, out ReadReport report);

        Assert.Equal(2, events.Count);
        Assert.Equal((1_609_160_400_000_429_831, true, 100.01, 7), (events[0].TimeNs, events[0].HasBook, events[0].Book.Asks.Price[0], events[0].Book.Asks.Size[0]));
        Assert.Equal(10, events[0].Book.Bids.Count);
        Assert.Equal(99.90, events[0].Book.Bids.Price[9], 9);
        Assert.Equal((false, 50.0, 100.02, Aggressor.Seller), (events[1].HasBook, events[1].TradeSize, events[1].TradePrice, events[1].Aggressor));
        Assert.Equal((3, 1, 0), (report.Rows, report.OtherRows, report.CorruptRows));
    }

    [Fact]
    public void Level_Unset_EndsTheSide()
    {
        byte[] record = Record(100_010_000_000, 7);
        for (int k = 4; k < 10; k++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(48 + (32 * k)), long.MaxValue);
            BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(48 + (32 * k) + 16), 0);
        }

        MarketEvent only = Assert.Single(Mbp10Text.Read([.. Head(2, 8), .. record], out _));
        Assert.Equal((4, 10), (only.Book.Bids.Count, only.Book.Asks.Count));
    }

    [Fact]
    public void Record_CutOffOrWithAWrongLevel_IsCorruptWithItsNumber()
    {
        byte[] bad = Record(100_010_000_000, 7);
        BinaryPrimitives.WriteInt64LittleEndian(bad.AsSpan(48 + 64), -5);

        List<MarketEvent> events = Mbp10Text.Read([.. Head(2, 0), .. Record(100_010_000_000, 7), .. bad, .. Record(100_010_000_000, 7)[..100]], out ReadReport report);

        Assert.Single(events);
        Assert.Equal([(2L, 112), (3L, 0)], report.FirstCorrupt.Select(row => (row.Line, row.Column)));
    }

    [Fact]
    public void Version_NotKnown_IsRefused()
    {
        var error = Assert.Throws<MarketDataException>(() => Mbp10Text.Read(Head(4, 0), out _));
        Assert.Contains("version 4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Record_WithoutALength_EndsReading() =>
        Assert.Throws<MarketDataException>(() => Mbp10Text.Read([.. Head(2, 0), .. new byte[16]], out _));

    private static byte[] Head(byte version, int metadataBytes)
    {
        byte[] head = new byte[8 + metadataBytes];
        "DBN"u8.CopyTo(head);
        head[3] = version;
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(4), metadataBytes);
        return head;
    }

    // another kind of record, of 32 bytes
    private static byte[] Other()
    {
        byte[] record = new byte[32];
        (record[0], record[1]) = (8, 0x17);
        return record;
    }

    private static byte[] Record(long ask, uint size, char action = 'A', char side = 'B', byte flags = 128)
    {
        byte[] record = new byte[RecordBytes];
        Span<byte> r = record;
        (r[0], r[1]) = (RecordBytes / 4, 10);
        BinaryPrimitives.WriteUInt32LittleEndian(r[4..], 5482);
        BinaryPrimitives.WriteUInt64LittleEndian(r[8..], 1_609_160_400_000_429_831);
        BinaryPrimitives.WriteInt64LittleEndian(r[16..], ask);
        BinaryPrimitives.WriteUInt32LittleEndian(r[24..], 50);
        (r[28], r[29], r[30]) = ((byte)action, (byte)side, flags);
        for (int k = 0; k < 10; k++)
        {
            Span<byte> level = r[(48 + (32 * k))..];
            BinaryPrimitives.WriteInt64LittleEndian(level, 99_990_000_000 - (k * 10_000_000));
            BinaryPrimitives.WriteInt64LittleEndian(level[8..], ask + (k * 10_000_000));
            BinaryPrimitives.WriteUInt32LittleEndian(level[16..], size);
            BinaryPrimitives.WriteUInt32LittleEndian(level[20..], size);
        }

        return record;
    }
}
