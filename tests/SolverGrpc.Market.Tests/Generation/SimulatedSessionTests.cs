using SolverGrpc.Market.Generation;
using SolverGrpc.Market.Readers;
using SolverGrpc.Market.Tests.Readers;

namespace SolverGrpc.Market.Tests.Generation;

public class SimulatedSessionTests
{
    private static readonly SessionOptions Small = new() { PeriodCount = 6, BooksPerPeriod = 40, TradesPerPeriod = 5, SparseEvery = 3 };

    [Fact]
    public void Session_WrittenAndReadAgain_IsTheSame()
    {
        var file = new MemoryStream();
        var writer = new Mbp10CsvWriter(file, "SIM");
        List<MarketEvent> written = Events(Small);
        foreach (MarketEvent item in written) writer.Write(item);

        List<MarketEvent> read = Mbp10Text.Read(file.ToArray(), out ReadReport report);

        Assert.Equal(0, report.CorruptRows + report.CrossedBooks);
        Assert.Equal(written.Count, read.Count);
        for (int i = 0; i < read.Count; i++)
        {
            Assert.Equal(written[i].TimeNs, read[i].TimeNs);
            Assert.Equal((written[i].TradeSize, written[i].Aggressor), (read[i].TradeSize, read[i].Aggressor));
            Assert.Equal(written[i].Book.Asks.Price.ToArray(), read[i].Book.Asks.Price.ToArray());
            Assert.Equal(written[i].Book.Bids.Size.ToArray(), read[i].Book.Bids.Size.ToArray());
        }
    }

    [Fact]
    public void Session_OfTheSameSeed_IsTheSame_AndOfAnotherIsNot()
    {
        double Sum(int seed) => Events(Small with { Seed = seed }).Sum(e => ((e.TimeNs - Small.StartNs) / 1e9) + e.Book.Mid);
        Assert.Equal(Sum(3), Sum(3));
        Assert.NotEqual(Sum(3), Sum(4));
    }

    [Fact]
    public void Session_HasItsPeriodsBooksAndTrades()
    {
        List<MarketEvent> events = Events(Small);
        var perPeriod = events.GroupBy(e => (e.TimeNs - Small.StartNs) / 60_000_000_000).ToDictionary(g => (int)g.Key, g => g.ToArray());
        Assert.Equal([45, 45, 9, 45, 45, 9], Enumerable.Range(0, 6).Select(i => perPeriod[i].Length));
        Assert.All(perPeriod.Values, period => Assert.Equal(5, period.Count(e => e.TradeSize > 0)));
    }

    // the k-th share lies where the truth says: checked on the rounded books, by the mean price at a depth
    [Fact]
    public void Books_OnAverage_QuoteTheKthShareWhereTheTruthSays()
    {
        var options = new SessionOptions { PeriodCount = 1, BooksPerPeriod = 40_000, TradesPerPeriod = 1, Volatility = 0.5, Price = 500 };
        double[] depths = [10, 30, 100, 500, 1_000];
        var sums = new double[depths.Length];
        int books = 0;
        foreach (MarketEvent e in Events(options))
        {
            books++;
            for (int j = 0; j < depths.Length; j++) sums[j] += PriceAt(e.Book.Asks, depths[j]) - e.Book.Mid;
        }

        double distance = new SessionTruth(options).Distance[0];
        for (int j = 0; j < depths.Length; j++)
        {
            double expected = options.HalfSpread + (distance * Math.Pow((depths[j] - 0.5) / options.Depth, 1 / options.DepthGrowth));
            Assert.True(Math.Abs((sums[j] / books) - expected) < 0.0005, $"share {depths[j]}: {sums[j] / books} instead of {expected}");
        }
    }

    private static double PriceAt(BookSide side, double share)
    {
        double quoted = 0;
        for (int k = 0; k < side.Count; k++)
        {
            quoted += side.Size[k];
            if (quoted >= share) return side.Price[k];
        }

        throw new InvalidOperationException($"the book has only {quoted} shares");
    }

    private static List<MarketEvent> Events(SessionOptions options)
    {
        var session = new SimulatedSession(options);
        var events = new List<MarketEvent>();
        while (true)
        {
            var next = new MarketEvent();
            if (!session.Read(next)) return events;
            events.Add(next);
        }
    }
}
