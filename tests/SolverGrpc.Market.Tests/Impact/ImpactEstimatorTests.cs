using SolverGrpc.Market.Generation;
using SolverGrpc.Market.Impact;
using SolverGrpc.Market.Readers;
using SolverGrpc.Market.Sessions;

namespace SolverGrpc.Market.Tests.Impact;

public class ImpactEstimatorTests
{
    private static readonly SessionOptions Session = new() { PeriodCount = 10, BooksPerPeriod = 60, TradesPerPeriod = 2, HalfSpread = 0.0175, DepthNoise = 0.4 };

    // 1500 shares: more than most of the books hold, and those that hold them are the cheap ones
    [Fact]
    public void Censoring_CarriedThrough_IsNotTheMeanOfTheDeepBooks()
    {
        double[] sizes = [50, 200, 500, 1_000, 1_500];
        double naive = 0, estimated = 0, expected = 0, censored = 0;
        for (int seed = 1; seed <= 20; seed++)
        {
            SessionOptions options = Session with { Seed = seed, Depth = 1_800 };
            RecordedSession session = Simulated.Record(options);
            ImpactEstimate found = ImpactEstimator.Estimate(session, Simulated.Periods(options, session), new ImpactOptions { Sizes = sizes, Replicates = 20 });
            var truth = new SessionTruth(options);
            naive += MeanOfDeepBooks(session, 1_500);
            estimated += found.Periods.Average(p => p.Slippage[^1].Value);
            expected += Enumerable.Range(0, options.PeriodCount).Average(i => truth.SlippageCoefficient[i] * Math.Pow(1_500, truth.SlippageExponent[i]));
            censored += found.Periods.Average(p => p.Censored[^1]) / 20;
        }

        Assert.True(censored > 0.4, $"only {censored:P0} of the books are censored");
        Assert.True(naive / expected < 0.85, $"the mean of the deep books is {naive / expected:P1} of the truth: no test");
        Assert.InRange(estimated / expected, 0.97, 1.03);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Period_ThatIsThin_SaysHowFarItReaches(bool isBuy)
    {
        double[] sizes = [50, 200, 1_000, 5_000, 50_000];
        ImpactEstimate found = Simulated.Estimate(Session, new ImpactOptions { IsBuy = isBuy, Sizes = sizes, Replicates = 20 });
        Assert.All(found.Periods, period =>
        {
            Assert.InRange(period.ValidUpTo, 200, 5_000);
            Assert.Equal(1, period.Censored[^1], 12);
            Assert.True(period.Censored.Zip(period.Censored.Skip(1)).All(pair => pair.First <= pair.Second));
        });
    }

    [Theory]
    [InlineData(1.0, CurveKind.Linear)]
    [InlineData(2.2, CurveKind.PowerLaw)]
    public void Curve_BestOutOfSample_IsThatOfTheTruth(double growth, CurveKind expected)
    {
        ImpactEstimate found = Simulated.Estimate(Session with { DepthGrowth = growth, BooksPerPeriod = 120, DepthNoise = 0.1 });
        Assert.True(found.Curve == expected, string.Join(", ", found.OutOfSampleError));
        if (expected == CurveKind.PowerLaw) Assert.True(found.OutOfSampleError[CurveKind.Linear].RootMeanSquare > 2 * found.OutOfSampleError[expected].RootMeanSquare);
        Assert.Equal(1 / growth, found.Exponent.Value, 0.03);
    }

    [Fact]
    public void Period_WithoutBooks_TakesWhatTheOthersShare()
    {
        SessionOptions options = Session with { UShape = 0 };
        RecordedSession session = Simulated.Record(options);
        PeriodMap periods = PeriodMap.ByTime(session, Session.PeriodCount + 2, Session.PeriodSeconds, Session.StartNs - 60_000_000_000);
        ImpactEstimate found = ImpactEstimator.Estimate(session, periods, new ImpactOptions { Replicates = 50 });

        Assert.Equal(0, found.Periods[0].Samples);
        var truth = new SessionTruth(options);
        double expected = truth.SlippageCoefficient[0] * Math.Pow(found.ReferenceSize, truth.SlippageExponent[0]);
        Assert.InRange(expected, found.Periods[0].ReferenceSlippage.Low, found.Periods[0].ReferenceSlippage.High);
        Assert.True(found.Periods[0].ReferenceSlippage.High / found.Periods[0].ReferenceSlippage.Low > found.Periods[5].ReferenceSlippage.High / found.Periods[5].ReferenceSlippage.Low);
    }

    [Fact]
    public void Spread_ThatGoesWithThinBooks_IsFoundAndPredicts()
    {
        Conditioning found = Conditioned(spreadTells: true);
        Assert.True(found is { Predicts: true, UsesSpread: true, UsesImbalance: false, OutOfSampleRSquared: > 0.8 }, $"{found}");
        Assert.InRange(found.Factor(1.5, 0) / found.Factor(0.5, 0), 1.4, 2.2);
    }

    [Fact]
    public void Spread_ThatTellsNothing_IsNotUsed()
    {
        Conditioning found = Conditioned(spreadTells: false);
        Assert.Equal(new Conditioning(), found);
        Assert.Equal((1, 1), (found.Factor(2, 1), found.Later(2, 0)));
    }

    [Theory]
    [InlineData(0.995, 0.4, 1, 0.1, 0.98)]
    [InlineData(0.98, 0.4, 0.75, 0, 0.6)]
    [InlineData(0, 0, 0, 0, 0)]
    public void Moment_LastsAsLongAsDepthRemembers(double memory, double least, double most, double leastFade, double mostFade)
    {
        var options = new SessionOptions { PeriodCount = 40, UShape = 0, HalfSpread = 0.06, SpreadFollowsDepth = 1, DepthNoise = 0.4, DepthNoiseMemory = memory };
        Conditioning found = Simulated.Estimate(options).Conditioning;
        Assert.True(found.UsesSpread, $"{found}");
        Assert.InRange(found.Ahead, least, most);
        Assert.InRange(found.Fade, leastFade, mostFade);
        Assert.Equal(1 + (0.5 * found.Ahead * found.Fade * found.Fade), found.Later(1.5, 2), 12);
    }

    // half of the books are thin, at random; their spread is wide, or that of a coin of its own
    private static Conditioning Conditioned(bool spreadTells)
    {
        var random = new Random(5);
        var recorder = new SessionRecorder();
        var item = new MarketEvent();
        for (int t = 0; t < 2_000; t++)
        {
            bool thin = random.Next(2) == 0, coin = random.Next(2) == 0, wide = spreadTells ? thin : coin;
            item.Book.Clear();
            for (int k = 0; k < 10; k++)
            {
                // the same sizes at the best prices, so that the imbalance tells nothing
                double size = k == 0 ? 50 : (thin ? 100 : 200) + random.Next(20);
                item.Book.Asks.Add(100 + (wide ? 0.03 : 0.01) + (k * 0.01), size);
                item.Book.Bids.Add(100 - (wide ? 0.03 : 0.01) - (k * 0.01), size);
            }

            (item.TimeNs, item.HasBook) = (t * 1_000_000_000L, true);
            recorder.Add(item);
        }

        RecordedSession session = recorder.Finish();
        return ImpactEstimator.Estimate(session, PeriodMap.ByTime(session, 4), new ImpactOptions { Replicates = 20 }).Conditioning;
    }

    [Fact]
    public void Session_OfASingleBook_ClaimsNothingAboutItsExponent()
    {
        var item = new MarketEvent();
        Assert.True(new SimulatedSession(Session).Read(item));
        var recorder = new SessionRecorder();
        recorder.Add(item);
        RecordedSession session = recorder.Finish();
        ImpactEstimate found = ImpactEstimator.Estimate(session, PeriodMap.ByTime(session, 1), new ImpactOptions());
        Assert.Equal((double.NegativeInfinity, double.PositiveInfinity), (found.Exponent.Low, found.Exponent.High));
    }

    // four ticks at all times: what differs from the mean is rounding, or three books of a whole session that are wide and thin, as if that were a rule
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Spread_ThatHardlyEverChanges_HasNoSlope(int exceptions)
    {
        var session = new SimulatedSession(Session with { HalfSpread = 0.02 });
        var recorder = new SessionRecorder();
        var item = new MarketEvent();
        for (int k = 0; session.Read(item); k++)
        {
            if (k % 7 != 0 || k / 7 >= exceptions)
            {
                recorder.Add(item);
                continue;
            }

            var wide = new MarketEvent { TimeNs = item.TimeNs, HasBook = true };
            for (int level = 0; level < item.Book.Asks.Count; level++) wide.Book.Asks.Add(item.Book.Asks.Price[level] + 0.05, Math.Ceiling(item.Book.Asks.Size[level] / 20));
            for (int level = 0; level < item.Book.Bids.Count; level++) wide.Book.Bids.Add(item.Book.Bids.Price[level], item.Book.Bids.Size[level]);
            recorder.Add(wide);
        }

        RecordedSession recorded = recorder.Finish();
        Conditioning found = ImpactEstimator.Estimate(recorded, Simulated.Periods(Session, recorded), new ImpactOptions { Replicates = 20 }).Conditioning;
        Assert.Equal((false, 0), (found.UsesSpread, found.SpreadSlope));
    }

    [Fact]
    public void Estimate_OfTheSameSession_IsTheSame() => Assert.Equal(Simulated.Estimate(Session).Periods[3].PowerAlpha, Simulated.Estimate(Session).Periods[3].PowerAlpha);

    private static double MeanOfDeepBooks(RecordedSession session, double size)
    {
        double sum = 0;
        int deep = 0;
        var slippage = new double[1];
        for (int t = 0; t < session.Count; t++)
        {
            if (!session[t].HasBook) continue;
            (ReadOnlyMemory<double> price, ReadOnlyMemory<double> sizes) = session.Levels(t, asks: true);
            if (BookWalk.Slippage(price.Span, sizes.Span, true, session[t].Mid, [size], slippage) == 0) continue;
            sum += slippage[0] - session[t].HalfSpread;
            deep++;
        }

        return sum / deep;
    }
}
