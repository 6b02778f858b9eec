using SolverGrpc.Market.Forecast;
using SolverGrpc.Market.Generation;
using SolverGrpc.Market.Sessions;
using SolverGrpc.Market.Tests.Impact;

namespace SolverGrpc.Market.Tests.Forecast;

public class ForecastTests
{
    [Fact]
    public void TwoScales_OfANoisyWalk_FindItsVarianceWhereSquaresDoNot()
    {
        var random = new Random(2);
        const int Paths = 2_000, Steps = 60;
        double found = 0, squares = 0;
        var mids = new double[Steps + 1];
        for (int path = 0; path < Paths; path++)
        {
            double price = 0;
            for (int t = 0; t <= Steps; t++)
            {
                if (t > 0) price += Normal(random) / Math.Sqrt(Steps);
                mids[t] = price + (0.2 * Normal(random));
            }

            found += TwoScaleVariance.Estimate(mids) / Paths;
            for (int t = 1; t <= Steps; t++) squares += Math.Pow(mids[t] - mids[t - 1], 2) / Paths;
        }

        Assert.Equal(1 + (2 * Steps * 0.04), squares, 0.3);
        Assert.InRange(found, 0.93, 1.1); // cut off at 0, a little above
    }

    [Fact]
    public void Roll_OfBouncingTrades_FindsTheHalfSpread()
    {
        var random = new Random(3);
        double price = 50;
        double[] trades = [.. Enumerable.Range(0, 20_000).Select(_ => (price += 0.005 * Normal(random)) + (random.Next(2) == 0 ? 0.02 : -0.02))];
        RollSpread found = RollSpread.Of([trades[..9_000], trades[9_000..]], 0.02);
        Assert.Equal((0.02, null), (Math.Round(found.HalfSpread, 3), found.Doubt));
    }

    [Theory]
    [InlineData("too few trades", 20, 0.02, 0)]
    [InlineData("not significantly negatively correlated", 2_000, 0, 0)]
    [InlineData("times the quoted half-spread", 2_000, 0.5, 0)]
    [InlineData("not significantly negatively correlated", 2_000, 0.002, 0.05)]
    public void Roll_WhereItMeansNothing_SaysWhy(string doubt, int count, double bounce, double walk)
    {
        var random = new Random(3);
        double price = 50;
        double[] trades = [.. Enumerable.Range(0, count).Select(_ => (price += Math.Max(walk, 0.001) * Normal(random)) + (random.Next(2) == 0 ? bounce : -bounce))];
        RollSpread found = RollSpread.Of([trades], 0.01);
        Assert.True(double.IsNaN(found.HalfSpread));
        Assert.Contains(doubt, found.Doubt, StringComparison.Ordinal);
    }

    [Fact]
    public void Session_OfKnownVolatilityAndVolume_IsForecastWithItsShape()
    {
        double[] volatility = new double[3], volume = new double[3];
        const int Seeds = 40;
        int[] where = [0, 13, 25];
        for (int seed = 1; seed <= Seeds; seed++)
        {
            var options = new SessionOptions { Seed = seed, PeriodCount = 26, BooksPerPeriod = 80 };
            RecordedSession session = Simulated.Record(options);
            SessionForecast forecast = SessionForecast.Of(session, Simulated.Periods(options, session));
            var truth = new SessionTruth(options);
            for (int k = 0; k < where.Length; k++)
            {
                volatility[k] += Math.Pow(forecast.Volatility[where[k]] / truth.Volatility[where[k]], 2) / Seeds;
                volume[k] += forecast.Volume[where[k]] / truth.Volume[where[k]] / Seeds;
            }
        }

        Assert.All(volatility, ratio => Assert.InRange(ratio, 0.88, 1.12));
        Assert.All(volume, ratio => Assert.InRange(ratio, 0.95, 1.05));
    }

    [Fact]
    public void Regimes_OfASwitch_AreFoundWithTheirProbabilities()
    {
        var random = new Random(4);
        double[] logs = [.. Enumerable.Range(0, 120).Select(t => (t is >= 60 and < 100 ? 1.5 : 0) + (0.4 * Normal(random)))];
        TwoRegimes found = TwoRegimes.Fit(logs);
        Assert.True(found.AreThere, $"gain {found.LikelihoodGain}");
        Assert.Equal(0, found.Mean.Calm, 0.2);
        Assert.Equal(1.5, found.Mean.Stressed, 0.3);
        Assert.True(found.Smoothed.Skip(62).Take(36).Average() > 0.95 && found.Smoothed.Take(58).Average() < 0.05);
        Assert.InRange(found.Forecast(1), 0, 0.3);
        Assert.All(found.Filtered, p => Assert.InRange(p, 0, 1));
    }

    [Fact]
    public void Regimes_OfOneRegime_AreNotBelieved()
    {
        int believed = 0;
        for (int seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            if (TwoRegimes.Fit([.. Enumerable.Range(0, 100).Select(_ => Normal(random))]).AreThere) believed++;
        }

        Assert.True(believed <= 3, $"{believed} of 50");
    }

    [Fact]
    public void Stress_InASimulatedSession_IsSeen()
    {
        var options = new SessionOptions { PeriodCount = 60, BooksPerPeriod = 60, StressFactor = 4, StressFrom = 25, UShape = 0 };
        RecordedSession session = Simulated.Record(options);
        TwoRegimes regimes = SessionForecast.Of(session, Simulated.Periods(options, session)).Regimes!;
        Assert.True(regimes.AreThere);
        Assert.True(regimes.Smoothed.Skip(30).Average() > 0.7 && regimes.Smoothed.Take(20).Average() < 0.3, string.Join(' ', regimes.Smoothed.Select(p => p.ToString("0.0", null))));
    }

    [Fact]
    public void Session_WithoutStress_ShowsNone()
    {
        int believed = 0;
        for (int seed = 1; seed <= 20; seed++)
        {
            var options = new SessionOptions { Seed = seed, PeriodCount = 60, BooksPerPeriod = 40 };
            RecordedSession session = Simulated.Record(options);
            if (SessionForecast.Of(session, Simulated.Periods(options, session)).Regimes!.AreThere) believed++;
        }

        Assert.True(believed <= 3, $"{believed} of 20");
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
