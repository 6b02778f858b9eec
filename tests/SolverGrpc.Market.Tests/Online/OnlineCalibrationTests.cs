using SolverGrpc.Market.Generation;
using SolverGrpc.Market.Impact;
using SolverGrpc.Market.Online;
using SolverGrpc.Market.Readers;

namespace SolverGrpc.Market.Tests.Online;

public class OnlineCalibrationTests
{
    private static readonly SessionOptions Session = new() { PeriodCount = 40, BooksPerPeriod = 40, TradesPerPeriod = 5, HalfSpread = 0.0175 };

    [Fact]
    public void Session_LikeItsBaseline_ChangesLittle()
    {
        List<OnlineEstimate> estimates = Run(Session, Baseline(Session));
        Assert.Equal(40, estimates.Count);
        Assert.All(estimates.Skip(5), e => Assert.InRange(e.ImpactScale, 0.85, 1.15));
        Assert.All(estimates, e => Assert.Empty(e.Jumps));
        Assert.Equal(Baseline(Session).Volatility[30], estimates[29].Volatility[0], 0.35 * Baseline(Session).Volatility[30]);
        Assert.Equal(Baseline(Session).Volume[30], estimates[29].Volume[0], 0.15 * Baseline(Session).Volume[30]);
        Assert.Empty(estimates[^1].Volume);
    }

    [Fact]
    public void Session_TwiceAsDearAndBusy_IsLearntStepByStep()
    {
        OnlineBaseline baseline = Baseline(Session with { Depth = Session.Depth * 3, Volume = Session.Volume / 2 });
        List<OnlineEstimate> estimates = Run(Session, baseline);
        double ratio = Baseline(Session).Slippage[20][2] / baseline.Slippage[20][2];
        Assert.InRange(ratio, 1.5, 2.2);
        Assert.Equal(ratio, estimates[^1].ImpactScale, 0.15 * ratio);
        Assert.Equal(2, estimates[35].Volume[0] / baseline.Volume[36], 0.3);
        Assert.NotEmpty(estimates[0].Jumps);
        Assert.Empty(estimates[^1].Jumps);
        for (int i = 1; i < estimates.Count; i++) Assert.InRange(estimates[i].ImpactScale / estimates[i - 1].ImpactScale, 1 / 1.2501, 1.2501);
    }

    [Fact]
    public void Book_ThatFlickers_MovesNothing()
    {
        OnlineBaseline baseline = Baseline(Session);
        OnlineEstimate without = Run(Session, baseline)[19];
        OnlineEstimate with = Run(Session, baseline, (online, period) =>
        {
            if (period != 19) return;
            var thin = new BookSnapshot();
            thin.Bids.Add(49.98, 1);
            thin.Asks.Add(50.02, 1);
            thin.Asks.Add(70, 100_000);
            online.Observe(thin);
        })[19];
        Assert.InRange(with.ImpactScale / without.ImpactScale, 0.98, 1.05);
    }

    [Fact]
    public void Jump_OfEverythingAtOnce_WarnsAndIsNotTakenOverAtOnce()
    {
        OnlineBaseline baseline = Baseline(Session);
        var online = new OnlineCalibration(baseline, new OnlineOptions { HalfLifePeriods = 1 });
        for (int i = 0; i < 5; i++) Fills(online, baseline, 1);
        Fills(online, baseline, 1);
        OnlineEstimate jumped = Fills(online, baseline, 10);
        Assert.InRange(jumped.ImpactScale, 1.05, 1.2501);
        OnlineJump jump = Assert.Single(jumped.Jumps);
        Assert.Equal(Watched.Impact, jump.What);
        Assert.True(jump.Observed > jump.Taken && jump.Taken == jumped.ImpactScale, $"{jump}");
    }

    [Fact]
    public void Fills_OfOurOwn_TeachImpact()
    {
        OnlineBaseline baseline = Baseline(Session);
        var online = new OnlineCalibration(baseline, new OnlineOptions());
        OnlineEstimate last = null!;
        for (int i = 0; i < 30; i++) last = Fills(online, baseline, 1.5);
        Assert.Equal(1.5, last.ImpactScale, 0.1);
    }

    [Fact]
    public void Volatility_ThatJumps_IsTakenOverInPartOnly()
    {
        OnlineBaseline baseline = Baseline(Session);
        var online = new OnlineCalibration(baseline, new OnlineOptions());
        var random = new Random(2);
        double mid = 50;
        OnlineEstimate calm = null!, jumped = null!;
        for (int i = 0; i <= 20; i++)
        {
            double step = baseline.Volatility[i] / Math.Sqrt(40) * Math.Sqrt(3) * (i == 20 ? 30 : 1);
            for (int t = 0; t < 40; t++)
            {
                mid += step * ((2 * random.NextDouble()) - 1);
                var book = new BookSnapshot();
                book.Bids.Add(mid - baseline.HalfSpread[i], 100);
                book.Asks.Add(mid + baseline.HalfSpread[i], 100);
                online.Observe(book);
            }

            (calm, jumped) = (jumped, online.Close());
        }

        Assert.InRange(calm.Volatility[1] / baseline.Volatility[21], 0.75, 1.25);
        Assert.DoesNotContain(calm.Jumps, jump => jump.What == Watched.Volatility);
        Assert.InRange(jumped.Volatility[0] / calm.Volatility[1], 1.01, 1.2501);
    }

    [Fact]
    public void Volume_WithoutAnyTrades_StaysAsCalibrated()
    {
        OnlineBaseline baseline = Baseline(Session);
        var online = new OnlineCalibration(baseline, new OnlineOptions());
        for (int i = 0; i < 10; i++) online.Close();
        Assert.Equal(baseline.Volume[11..], online.Close().Volume);
    }

    [Fact]
    public void Moment_ThatIsWideAndImbalanced_MakesTheNextPeriodsDearer_AndFades()
    {
        var conditioning = new Conditioning { UsesSpread = true, UsesImbalance = true, SpreadSlope = 0.5, ImbalanceSlope = 0.1, Ahead = 0.5, Fade = 0.5 };
        OnlineBaseline baseline = Baseline(Session) with { Conditioning = conditioning };
        var online = new OnlineCalibration(baseline, new OnlineOptions());
        var book = new BookSnapshot();
        book.Bids.Add(50 - (1.2 * baseline.HalfSpread[0]), 300);
        book.Asks.Add(50 + (1.2 * baseline.HalfSpread[0]), 100);
        online.Observe(book);
        OnlineEstimate estimate = online.Close();
        // the spread against what is usual by now, half of the sizes more on the other side
        double factor = conditioning.Factor(1.2 * baseline.HalfSpread[1] / estimate.HalfSpread[0], 0.5);
        Assert.InRange(factor, 1.08, 1.12);
        Assert.Equal(1 + ((factor - 1) / 2), estimate.ImpactFactor[0] / estimate.ImpactScale, 1e-9);
        Assert.Equal(1 + ((factor - 1) / 8), estimate.ImpactFactor[2] / estimate.ImpactScale, 1e-9);
    }

    [Fact]
    public void Sampler_CountsTheLastBookOfASecond_AndNoBookTwice()
    {
        OnlineBaseline baseline = Baseline(Session);
        double Scale(params (double Time, double Half)[] books)
        {
            var online = new OnlineCalibration(baseline, new OnlineOptions());
            var sampler = new OnlineSampler(online, 1);
            foreach ((double time, double half) in books)
            {
                var item = new MarketEvent { TimeNs = (long)(time * 1e9), HasBook = true };
                item.Book.Bids.Add(50 - half, 100);
                item.Book.Asks.Add(50 + half, 100);
                sampler.Observe(item);
            }

            return sampler.Close().HalfSpread[0];
        }

        double once = Scale((0.1, 0.02), (1.1, 0.03));
        Assert.Equal(once, Scale((0.05, 0.09), (0.06, 0.01), (0.1, 0.02), (1.1, 0.03), (1.5, 0.03), (7, 0.03)));
        Assert.NotEqual(once, Scale((0.1, 0.02), (1.1, 0.03), (2.1, 0.02)));
    }

    [Fact]
    public void Period_AfterTheLast_CannotBeClosed()
    {
        var online = new OnlineCalibration(Baseline(Session), new OnlineOptions());
        for (int i = 0; i < 40; i++) online.Close();
        Assert.Throws<InvalidOperationException>(() => online.Close());
    }

    private static OnlineEstimate Fills(OnlineCalibration online, OnlineBaseline baseline, double factor)
    {
        int i = online.Period;
        for (int k = 0; k < 20; k++)
            online.ObserveFill(baseline.Sizes[i][k % 3], baseline.HalfSpread[i] + (factor * baseline.Slippage[i][k % 3]));
        return online.Close();
    }

    private static OnlineBaseline Baseline(SessionOptions options)
    {
        var truth = new SessionTruth(options);
        double[] sizes = [100, 300, 900];
        return new OnlineBaseline
        {
            IsBuy = true,
            Sizes = [.. truth.Volume.Select(_ => sizes)],
            Slippage = [.. truth.SlippageCoefficient.Select((c, i) => sizes.Select(x => c * Math.Pow(x, truth.SlippageExponent[i])).ToArray())],
            HalfSpread = truth.HalfSpread,
            Volatility = truth.Volatility,
            Volume = truth.Volume,
        };
    }

    private static List<OnlineEstimate> Run(SessionOptions options, OnlineBaseline baseline, Action<OnlineCalibration, int>? meddle = null)
    {
        var session = new SimulatedSession(options);
        var online = new OnlineCalibration(baseline, new OnlineOptions());
        var estimates = new List<OnlineEstimate>();
        var item = new MarketEvent();
        bool meddled = false;
        while (session.Read(item))
        {
            while ((item.TimeNs - options.StartNs) / 1e9 >= (online.Period + 1) * options.PeriodSeconds)
            {
                estimates.Add(online.Close());
                meddled = false;
            }

            if (item.TradeSize > 0) online.Observe(item.TradeSize);
            else online.Observe(item.Book);
            if (meddled) continue;
            meddled = true;
            meddle?.Invoke(online, online.Period);
        }

        while (online.Period < options.PeriodCount) estimates.Add(online.Close());
        return estimates;
    }
}
