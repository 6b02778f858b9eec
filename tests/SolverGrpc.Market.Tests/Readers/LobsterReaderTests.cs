using SolverGrpc.Market.Readers;

namespace SolverGrpc.Market.Tests.Readers;

public class LobsterReaderTests
{
    private const string Book = "1000100,18,999900,200,1000300,5,999800,7,9999999999,0,-9999999999,0\n";
    private const long Midnight = 1_340_236_800_000_000_000; // 2012-06-21 UTC

    [Fact]
    public void Pair_Read_GivesBooksAndTradesOfTheDayInTheName()
    {
        List<MarketEvent> events = Read(
            "34200.004241176,1,16113575,18,1000100,1\n34201.5,4,2,30,999900,1\n34202,5,0,10,1000000,-1\n", Book + Book + Book, out ReadReport report);

        Assert.Equal([34_200_004_241_176L, 34_201_500_000_000, 34_202_000_000_000], events.Select(e => e.TimeNs - Midnight));
        Assert.All(events, e => Assert.True(e.HasBook));
        Assert.Equal([99.99, 99.98], events[0].Book.Bids.Price.ToArray());
        Assert.Equal([18, 5], events[0].Book.Asks.Size.ToArray());
        Assert.Equal([(0, Aggressor.Unknown), (30, Aggressor.Seller), (10, Aggressor.Buyer)], events.Select(e => ((int)e.TradeSize, e.Aggressor)));
        Assert.Equal((99.99, 0), (events[1].TradePrice, report.CorruptRows));
    }

    [Fact]
    public void Halt_ShowsNoBook()
    {
        Assert.Empty(Read("34200.1,7,0,0,-1,-1\n", Book, out ReadReport report));
        Assert.Equal(0, report.CorruptRows);
    }

    [Theory]
    [InlineData("34200.1,9,1,1,1,1\n", Book, 2)]
    [InlineData("34200.1,1,1,1\n", Book, 4)]
    [InlineData("x,1,1,1,1,1\n", Book, 1)]
    [InlineData("34200.1,4,1,0,999900,1\n", Book, 4)]
    [InlineData("34200.1,1,1,1,1,1\n", "1000100,18,999900,200,1000300,5,9998x0,7\n", 7)]
    [InlineData("34200.1,1,1,1,1,1\n", "1000100,18,999900,200,1000300,5\n", 6)]
    [InlineData("34200.1,1,1,1,1,1\n", "1000100,18,999900,-2\n", 4)]
    public void Line_ThatIsNone_IsReportedWithItsColumn(string message, string book, int column)
    {
        List<MarketEvent> events = Read("34200,1,1,1,1,1\n" + message, Book + book, out ReadReport report);

        Assert.Single(events);
        CorruptRow corrupt = Assert.Single(report.FirstCorrupt);
        Assert.Equal((2, column), (corrupt.Line, corrupt.Column));
    }

    [Fact]
    public void Files_OfDifferentLength_AreRefused() => Assert.Throws<MarketDataException>(() => Read("34200,1,1,1,1,1\n", Book + Book, out _));

    private static List<MarketEvent> Read(string messages, string books, out ReadReport report)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("lobster-");
        try
        {
            string path = Path.Combine(folder.FullName, "X_2012-06-21_message_3.csv");
            File.WriteAllText(path, messages);
            File.WriteAllText(path.Replace("message", "orderbook", StringComparison.Ordinal), books);
            using MarketReader reader = MarketFile.Open(path);
            report = reader.Report;
            return Mbp10Text.Drain(reader);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
