using System.Globalization;
using System.IO.Compression;
using System.Text;
using SolverGrpc.Market.Readers;

namespace SolverGrpc.Market.Tests.Readers;

public class Mbp10CsvReaderTests
{
    private const long Time = 1_729_511_669_221_064_336; // 2024-10-21T11:54:29.221064336Z

    [Fact]
    public void Row_Whole_GivesTheBook()
    {
        MarketEvent only = Assert.Single(Mbp10Text.Read(Mbp10Text.Of([Mbp10Text.Row()]), out ReadReport report));

        Assert.Equal(Time, only.TimeNs);
        Assert.True(only.HasBook);
        Assert.Equal(0, only.TradeSize);
        Assert.Equal([99.99, 99.98, 99.97, 99.96, 99.95, 99.94, 99.93, 99.92, 99.91, 99.90], only.Book.Bids.Price.ToArray());
        Assert.Equal([100.01, 100.02, 100.03, 100.04, 100.05, 100.06, 100.07, 100.08, 100.09, 100.10], only.Book.Asks.Price.ToArray());
        Assert.Equal([100, 200, 300, 400, 500, 600, 700, 800, 900, 1000], only.Book.Asks.Size.ToArray());
        Assert.Equal((1, 0), (report.Rows, report.CorruptRows));
    }

    [Fact]
    public void Columns_InAnyOrderWithOthersBetween_MeanTheSame()
    {
        string[] mixed = ["", "unknown", .. Mbp10Text.Columns.Reverse(), "another"];
        MarketEvent only = Assert.Single(Mbp10Text.Read(Mbp10Text.Of([Mbp10Text.Row()], mixed), out _));

        Assert.Equal(Time, only.TimeNs);
        Assert.Equal((100.01, 100, 99.90), (only.Book.Asks.Price[0], only.Book.Asks.Size[0], only.Book.Bids.Price[9]));
    }

    [Fact]
    public void Prices_AsPartsOf1e9AndTimesAsNanoseconds_MeanTheSame()
    {
        Dictionary<string, string> row = Mbp10Text.Row(("ts_event", $"{Time}"), ("action", "T"));
        foreach (string column in row.Keys.Where(c => c == "price" || c.Contains("_px_", StringComparison.Ordinal)).ToArray())
            row[column] = ((long)(decimal.Parse(row[column], CultureInfo.InvariantCulture) * 1_000_000_000m)).ToString(CultureInfo.InvariantCulture);
        row["bid_px_09"] = "9223372036854775807";
        row["bid_sz_09"] = "0";

        MarketEvent only = Assert.Single(Mbp10Text.Read(Mbp10Text.Of([row]), out _));

        Assert.Equal((Time, 100.01, 99.99), (only.TimeNs, only.Book.Asks.Price[0], only.TradePrice));
        Assert.Equal((9, 10), (only.Book.Bids.Count, only.Book.Asks.Count));
    }

    [Theory]
    [InlineData(128, true, 0, 0, 0)]
    [InlineData(130, true, 0, 0, 0)]
    [InlineData(0, false, 1, 0, 0)]
    [InlineData(128 | 4, false, 0, 1, 0)]
    [InlineData(128 | 8, false, 0, 0, 1)]
    [InlineData(128 | 8 | 4, false, 0, 1, 0)]
    public void Flags_DecideWhetherTheBookCounts(int flags, bool used, int unfinished, int untrusted, int untimely)
    {
        List<MarketEvent> events = Mbp10Text.Read(Mbp10Text.Of([Mbp10Text.Row(("flags", $"{flags}"))]), out ReadReport report);

        Assert.Equal(used ? 1 : 0, events.Count);
        Assert.Equal((unfinished, untrusted, untimely), (report.UnfinishedBooks, report.UntrustedBooks, report.UntimelyBooks));
    }

    [Theory]
    [InlineData("B", Aggressor.Buyer)]
    [InlineData("A", Aggressor.Seller)]
    [InlineData("N", Aggressor.Unknown)]
    public void Trade_InAnUnfinishedEvent_IsATradeWithoutABook(string side, Aggressor aggressor)
    {
        Dictionary<string, string> row = Mbp10Text.Row(("action", "T"), ("side", side), ("price", "100.02"), ("size", "70"), ("flags", "0"));

        MarketEvent only = Assert.Single(Mbp10Text.Read(Mbp10Text.Of([row]), out _));

        Assert.Equal((false, 70, 100.02, aggressor), (only.HasBook, only.TradeSize, only.TradePrice, only.Aggressor));
    }

    [Theory]
    [InlineData("bid_px_03", "abc")]
    [InlineData("ask_px_00", "100.0x")]
    [InlineData("ask_px_00", "-100.01")]
    [InlineData("ask_px_00", "0")]
    [InlineData("bid_sz_02", "-5")]
    [InlineData("bid_sz_02", "1.5")]
    [InlineData("ts_event", "2024-13-21T11:54:29Z")]
    [InlineData("ts_event", "2024-02-30T11:54:29Z")]
    [InlineData("ts_event", "2024-10-21T24:54:29Z")]
    [InlineData("ts_event", "")]
    [InlineData("action", "Z")]
    [InlineData("side", "")]
    [InlineData("flags", "300")]
    public void Field_ThatIsNone_IsReportedWithLineAndColumn(string column, string value)
    {
        string text = Mbp10Text.Of([Mbp10Text.Row(), Mbp10Text.Row((column, value)), Mbp10Text.Row()]);

        List<MarketEvent> events = Mbp10Text.Read(text, out ReadReport report);

        Assert.Equal(2, events.Count);
        CorruptRow corrupt = Assert.Single(report.FirstCorrupt);
        Assert.Equal((3, 1 + Array.IndexOf(Mbp10Text.Columns, column)), (corrupt.Line, corrupt.Column));
        Assert.Contains(column, corrupt.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ask_px_04", "100.03")] // not above the level before it
    [InlineData("bid_px_04", "")] // a hole
    [InlineData("ask_sz_09", "0")] // a price without a size
    [InlineData("ask_px_09", "")] // a size without a price
    public void Levels_ThatAreNoBook_AreCorrupt(string column, string value)
    {
        Assert.Empty(Mbp10Text.Read(Mbp10Text.Of([Mbp10Text.Row((column, value))]), out ReadReport report));
        Assert.Equal(1, report.CorruptRows);
    }

    [Fact]
    public void Book_Crossed_IsCountedAndNotShown()
    {
        Dictionary<string, string> row = Mbp10Text.Row(("bid_px_00", "100.01"));
        Assert.Empty(Mbp10Text.Read(Mbp10Text.Of([row]), out ReadReport report));
        Assert.Equal((1, 0), (report.CrossedBooks, report.CorruptRows));
    }

    [Fact]
    public void Book_OfOneSide_IsNoCrossedBook()
    {
        Dictionary<string, string> row = Mbp10Text.Row();
        foreach (string column in row.Keys.Where(c => c.StartsWith("bid_px", StringComparison.Ordinal)).ToArray()) row[column] = "";
        foreach (string column in row.Keys.Where(c => c.StartsWith("bid_sz", StringComparison.Ordinal)).ToArray()) row[column] = "0";
        MarketEvent only = Assert.Single(Mbp10Text.Read(Mbp10Text.Of([row]), out _));
        Assert.Equal((0, 10), (only.Book.Bids.Count, only.Book.Asks.Count));
    }

    [Fact]
    public void Line_CutOffAnywhere_IsNeverUsedAsAWholeOne()
    {
        string good = Mbp10Text.Of([Mbp10Text.Row()]), row = good[(good.IndexOf('\n', StringComparison.Ordinal) + 1)..].TrimEnd('\n');
        // beyond the last comma only the symbol is shorter: another instrument
        for (int length = 0; length < row.LastIndexOf(','); length++)
        {
            List<MarketEvent> events = Mbp10Text.Read(good + row[..length] + "\n", out ReadReport report);
            Assert.True(events.Count == 1 && report.CorruptRows == 1, $"cut after {length} characters: {events.Count} events");
        }
    }

    [Fact]
    public void Rows_TooManyCorrupt_FailWithTheLastOne()
    {
        string text = Mbp10Text.Of(Enumerable.Repeat(Mbp10Text.Row(("size", "x")), 4));
        var error = Assert.Throws<MarketDataException>(() => Mbp10Text.Read(text, out _, new ReadOptions { CorruptRowsMax = 3 }));
        Assert.Contains("line 5, column 10", error.Message, StringComparison.Ordinal);
        Mbp10Text.Read(text, out ReadReport report, new ReadOptions { CorruptRowsMax = 4 });
        Assert.Equal(4, report.CorruptRows);
    }

    [Fact]
    public void Instruments_Several_NeedAChoice()
    {
        string text = Mbp10Text.Of([Mbp10Text.Row(), Mbp10Text.Row(("symbol", "OTHER"), ("instrument_id", "39"), ("bid_px_00", "99.985"))]);

        Assert.Throws<MarketDataException>(() => Mbp10Text.Read(text, out _));
        MarketEvent only = Assert.Single(Mbp10Text.Read(text, out ReadReport report, new ReadOptions { Symbol = "OTHER" }));

        Assert.Equal((99.985, 1), (only.Book.Bids.Price[0], report.OtherRows));
    }

    [Theory]
    [InlineData("ask_px_00")]
    [InlineData("bid_sz_00")]
    public void Header_WithoutANeededColumn_NamesIt(string column)
    {
        string[] columns = [.. Mbp10Text.Columns.Where(c => c != column)];
        var error = Assert.Throws<MarketDataException>(() => Mbp10Text.Read(Mbp10Text.Of([], columns), out _));
        Assert.True(error.Message.Contains(column, StringComparison.Ordinal) || error.Message.Contains("format", StringComparison.Ordinal));
    }

    [Fact]
    public void Lines_EndingInCarriageReturn_ReadTheSame()
    {
        List<MarketEvent> events = Mbp10Text.Read(Mbp10Text.Of([Mbp10Text.Row(), Mbp10Text.Row()], newLine: "\r\n"), out ReadReport report);
        Assert.Equal((2, 0), (events.Count, report.CorruptRows));
    }

    [Fact]
    public void File_PackedAndLargerThanABlock_ReadsTheSameAndTellsItsProgress()
    {
        const int Rows = 3_000;
        string text = Mbp10Text.Of(Enumerable.Range(0, Rows).Select(i => Mbp10Text.Row(("ask_sz_00", $"{i + 1}"))));
        string path = Path.GetTempFileName();
        try
        {
            using (var packed = new GZipStream(File.Create(path), CompressionLevel.Fastest)) packed.Write(Encoding.UTF8.GetBytes(text));
            var told = new List<ReadProgress>();
            using MarketReader reader = MarketFile.Open(path, new ReadOptions { Progress = new Listener(told) });
            List<MarketEvent> events = Mbp10Text.Drain(reader);

            Assert.Equal(Enumerable.Range(1, Rows).Select(i => (double)i), events.Select(e => e.Book.Asks.Size[0]));
            Assert.True(told.Count > 2 && told[^1].Bytes == told[^1].TotalBytes && told[^1].Rows > 0, string.Join('\n', told));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Reading_AllocatesNothingPerRow()
    {
        byte[] text = Encoding.UTF8.GetBytes(Mbp10Text.Of(Enumerable.Repeat(Mbp10Text.Row(), 2_000)));
        using MarketReader reader = MarketFile.Open(new MemoryStream(text));
        var target = new MarketEvent();
        for (int i = 0; i < 100; i++) Assert.True(reader.Read(target));

        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int i = 0; i < 300; i++) Assert.True(reader.Read(target));
        }));
    }

    private sealed class Listener(List<ReadProgress> told) : IProgress<ReadProgress>
    {
        public void Report(ReadProgress value) => told.Add(value);
    }
}
