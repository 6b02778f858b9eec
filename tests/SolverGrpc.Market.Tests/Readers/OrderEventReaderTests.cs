using SolverGrpc.Market.Readers;

namespace SolverGrpc.Market.Tests.Readers;

public class OrderEventReaderTests
{
    private const string Header = "id,timestamp,exchange.timestamp,price,volume,action,direction\n";

    [Fact]
    public void Orders_ComingChangingAndGoing_MakeTheBook()
    {
        List<MarketEvent> events = Mbp10Text.Read(
            Header
            + "1,1430438404518,0,236.40,200000000,created,bid\n"
            + "2,1430438404519,0,236.50,100000000,created,ask\n"
            + "3,1430438404520,0,236.40,50000000,created,bid\n"
            + "1,1430438404521,0,236.40,150000000,changed,bid\n"
            + "2,1430438404521,0,236.50,50000000,changed,ask\n"
            + "3,1430438404522,0,236.40,50000000,deleted,bid\n"
            + "1,1430438404523,0,236.40,0,deleted,bid\n"
            + "9,1430438404523,0,236.40,0,deleted,bid\n",
            out ReadReport report);

        Assert.Equal(7, events.Count);
        Assert.Equal([2, 2, 2.5, 2, 2, 1.5], events.Take(6).Select(e => e.Book.Bids.Size[0]));
        Assert.Equal((0, 1), (events[6].Book.Bids.Count, events[6].Book.Asks.Count));
        // a cancelled order is no trade; a fill counts once, on the side of the bid
        Assert.Equal([0, 0, 0, 0.5, 0, 0, 1.5], events.Select(e => e.TradeSize));
        Assert.Equal((1_430_438_404_518_000_000, 236.4, 236.4), (events[0].TimeNs, events[3].TradePrice, events[0].Book.Bids.Price[0]));
        Assert.Equal((1, 0), (report.UnknownOrders, report.CorruptRows));
    }

    [Fact]
    public void Book_Rebuilt_IsThatOfASortedListOfAllOrders()
    {
        int seed = 7;
        var random = new Random(seed);
        var orders = new Dictionary<int, (bool Bid, int Cents, long Volume)>();
        var text = new System.Text.StringBuilder(Header);
        var expected = new List<(double[] Price, double[] Size)>();
        for (int i = 0; i < 2_000; i++)
        {
            if (orders.Count < 5 || random.Next(2) == 0)
            {
                bool bid = random.Next(2) == 0;
                (bool Bid, int Cents, long Volume) order = (bid, bid ? 10_000 - random.Next(40) : 10_001 + random.Next(40), random.Next(1, 9) * 100_000_000L);
                orders.Add(i, order);
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i},{1000 + i},0,{order.Cents / 100}.{order.Cents % 100:00},{order.Volume},created,{(bid ? "bid" : "ask")}\n");
            }
            else
            {
                (int id, var order) = orders.ElementAt(random.Next(orders.Count));
                orders.Remove(id);
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{id},{1000 + i},0,{order.Cents / 100}.{order.Cents % 100:00},{order.Volume},deleted,{(order.Bid ? "bid" : "ask")}\n");
            }

            var levels = orders.Values.Where(o => !o.Bid).GroupBy(o => o.Cents).OrderBy(g => g.Key).Take(10).ToArray();
            expected.Add(([.. levels.Select(g => g.Key / 100.0)], [.. levels.Select(g => g.Sum(o => o.Volume) / 1e8)]));
        }

        List<MarketEvent> events = Mbp10Text.Read(text.ToString(), out _);
        for (int i = 0; i < expected.Count; i++)
        {
            Assert.True(expected[i].Price.SequenceEqual(events[i].Book.Asks.Price.ToArray()), $"seed {seed}, event {i}");
            Assert.True(expected[i].Size.SequenceEqual(events[i].Book.Asks.Size.ToArray()), $"seed {seed}, event {i}");
        }
    }

    [Theory]
    [InlineData("1,5,0,236.4,2,moved,bid\n", 6)]
    [InlineData("1,5,0,236.4,2,created,up\n", 7)]
    [InlineData("1,5,0,-1,2,created,bid\n", 4)]
    [InlineData("1,5,0,1,2,created\n", 6)]
    [InlineData("1,5,0,1,2.5,created,bid\n", 5)]
    public void Line_ThatIsNone_IsReportedWithItsColumn(string line, int column)
    {
        Assert.Empty(Mbp10Text.Read(Header + line, out ReadReport report));
        Assert.Equal((2, column), (report.FirstCorrupt[0].Line, report.FirstCorrupt[0].Column));
    }

    [Fact]
    public void File_OfAnUnknownFormat_IsRefused() => Assert.Throws<MarketDataException>(() => Mbp10Text.Read("a,b,c\n1,2,3\n", out _));
}
