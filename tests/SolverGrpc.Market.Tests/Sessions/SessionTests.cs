using SolverGrpc.Market.Readers;
using SolverGrpc.Market.Sessions;

namespace SolverGrpc.Market.Tests.Sessions;

public class SessionTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void Interval_HasItsLastBookAndItsVolume()
    {
        RecordedSession session = Record((0.1, 100.01, 0), (0.5, 100.02, 30), (0.9, 100.03, 20), (2.5, 100.03, 7), (3.5, 100.05, 0));

        Assert.Equal(3, session.Count);
        Assert.Equal((true, 50, 100.03), (session[0].HasBook, session[0].Volume, session[0].Mid + session[0].HalfSpread));
        // the same book again is none; its trade counts
        Assert.Equal((false, 7), (session[1].HasBook, session[1].Volume));
        Assert.Equal((3 * Second, true), (session[2].TimeNs, session[2].HasBook));
    }

    [Fact]
    public void Periods_ByTime_HoldWhatHappenedInThem()
    {
        RecordedSession session = Record([.. Enumerable.Range(0, 100).Select(t => (t + 0.5, 100 + (t * 0.01), 1.0))]);
        PeriodMap periods = PeriodMap.ByTime(session, 0, 10, 0);
        Assert.Equal((10, 0L), (periods.Count, periods.StartNs));
        Assert.All(Enumerable.Range(0, 100), t => Assert.Equal(t / 10, periods[t]));
        PeriodMap two = PeriodMap.ByTime(session, 2, 10, 30 * Second);
        Assert.Equal((-1, 0, -1), (two[29], two[30], two[50]));
    }

    [Fact]
    public void Periods_ByCount_DivideTheDataEvenly()
    {
        RecordedSession session = Record([.. Enumerable.Range(0, 100).Select(t => (t + 0.5, 100 + (t * 0.01), 1.0))]);
        PeriodMap periods = PeriodMap.ByTime(session, 4);
        Assert.Equal(99.0 / 4, periods.DurationSeconds[0], 1e-6);
        Assert.All(Enumerable.Range(0, 100).GroupBy(t => periods[t]), period => Assert.InRange(period.Count(), 24, 26));
    }

    [Fact]
    public void Periods_ByVolume_HoldTheSameVolume()
    {
        var random = new Random(3);
        RecordedSession session = Record([.. Enumerable.Range(0, 1_000).Select(t => (t + 0.5, 100 + (t * 0.01), (double)random.Next(1, 20)))]);
        PeriodMap periods = PeriodMap.ByVolume(session, 500);
        double[] volumes = [.. Enumerable.Range(0, 1_000).GroupBy(t => periods[t]).OrderBy(g => g.Key).Select(g => g.Sum(t => session[t].Volume))];
        Assert.Equal(volumes.Length, periods.Count);
        Assert.All(volumes[..^1], volume => Assert.InRange(volume, 480, 520));
        Assert.Equal(999, periods.DurationSeconds.Sum(), 1e-6);
    }

    [Fact]
    public void Session_WithoutBooks_IsRefused() => Assert.Throws<MarketDataException>(() => new SessionRecorder().Finish());

    private static RecordedSession Record(params (double Seconds, double Ask, double Volume)[] events)
    {
        var recorder = new SessionRecorder();
        foreach ((double seconds, double ask, double volume) in events)
        {
            var item = new MarketEvent { TimeNs = (long)(seconds * Second), HasBook = true, TradeSize = volume, TradePrice = ask };
            item.Book.Asks.Add(ask, 100);
            item.Book.Bids.Add(99, 100);
            recorder.Add(item);
        }

        return recorder.Finish();
    }
}
