using SolverGrpc.Market.Forecast;
using SolverGrpc.Market.Generation;
using SolverGrpc.Market.Impact;
using SolverGrpc.Market.Readers;
using SolverGrpc.Market.Sessions;
using Xunit.Abstractions;

namespace SolverGrpc.Market.Tests.Impact;

/// <summary>Days of different levels are calibrated together: what they share is found, and what the next day or the rest of this one brings is covered.</summary>
public class SeveralDaysTests(ITestOutputHelper output)
{
    private const double DayNoise = 0.15;

    private static readonly SessionOptions Day = new() { PeriodCount = 13, BooksPerPeriod = 30, TradesPerPeriod = 6, HalfSpread = 0.0475, Seed = 11 };

    [Fact]
    public void Levels_OfSimulatedDays_AreFound()
    {
        SessionOptions[] options = SimulatedDays.Of(Day, 5, DayNoise);
        IReadOnlyList<SessionDay> days = Days(options);
        ImpactEstimate found = ImpactEstimator.Estimate(days, new ImpactOptions { Replicates = 40 });
        SessionForecast forecast = SessionForecast.Of(days);
        for (int d = 1; d < 5; d++)
        {
            Assert.Equal(Math.Log(options[d].DepthTicks / options[0].DepthTicks), found.Levels.Log[d] - found.Levels.Log[0], 0.06);
            Assert.Equal(Math.Log(options[d].HalfSpread / options[0].HalfSpread), found.SpreadLevels.Log[d] - found.SpreadLevels.Log[0], 0.05);
            Assert.Equal(Math.Log(options[d].Volume / options[0].Volume), forecast.VolumeLevels.Log[d] - forecast.VolumeLevels.Log[0], 0.2);
            Assert.Equal(Math.Log(options[d].Volatility / options[0].Volatility), (forecast.VarianceLevels.Log[d] - forecast.VarianceLevels.Log[0]) / 2, 0.3);
        }

        // impact is at the level that is expected
        double truth = new SessionTruth(options[0]).SlippageCoefficient[6] * Math.Pow(found.ReferenceSize, 1 / Day.DepthGrowth) * Math.Exp(found.Levels.Expected - found.Levels.Log[0]);
        Assert.Equal(1, found.Periods[6].ReferenceSlippage.Value / truth, 0.06);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void NextDayAndRestOfTheLast_OverManySeeds_AreCoveredAsOftenAsPromised(bool rest)
    {
        const int Seeds = 500;
        var covered = new double[Seeds];
        Parallel.For(0, Seeds, seed =>
        {
            SessionOptions[] options = SimulatedDays.Of(Day with { Seed = seed + 1, BooksPerPeriod = 20 }, 5, DayNoise);
            // four whole days; of the fifth nothing, or its first half
            IReadOnlyList<SessionDay> days = Days(options, rest ? 5 : 4, lastPeriods: rest ? 6 : Day.PeriodCount);
            ImpactEstimate found = ImpactEstimator.Estimate(days, new ImpactOptions { Replicates = 40, IsRestOfLastDay = rest });
            var truth = new SessionTruth(options[4]);
            int[] asked = [.. Enumerable.Range(rest ? 7 : 0, rest ? 6 : Day.PeriodCount)];
            covered[seed] = asked.Average(i =>
            {
                Interval level = found.Periods[i].ReferenceSlippage;
                double expected = truth.SlippageCoefficient[i] * Math.Pow(found.ReferenceSize, truth.SlippageExponent[i]);
                return expected >= level.Low && expected <= level.High ? 1.0 : 0.0;
            });
        });
        output.WriteLine(FormattableString.Invariant($"{(rest ? "rest of the day" : "next day")}: covered {covered.Average():P1}"));
        Assert.InRange(covered.Average(), 0.90, 0.98);
    }

    [Fact]
    public void Volume_OfTheRest_IsAtTheLevelOfTheDaySoFar()
    {
        SessionOptions[] options = [.. SimulatedDays.Of(Day, 4, 0.05).Select((day, d) => d == 3 ? day with { Volume = 2 * Day.Volume } : day)];
        IReadOnlyList<SessionDay> days = Days(options, 4, lastPeriods: 6);
        double[] truth = new SessionTruth(options[3]).Volume;
        SessionForecast rest = SessionForecast.Of(days, restOfLastDay: true), next = SessionForecast.Of(days);
        Assert.Equal(1, rest.Volume[9] / truth[9], 0.25);
        Assert.InRange(next.Volume[9] / truth[9], 0.5, 0.85);
    }

    [Fact]
    public void Regimes_OfAStressedDay_AreSeenInIt()
    {
        SessionOptions[] options = [.. SimulatedDays.Of(Day with { BooksPerPeriod = 120, PeriodCount = 26 }, 4, 0).Select((day, d) => d == 2 ? day with { Volatility = 4 * Day.Volatility } : day)];
        TwoRegimes regimes = SessionForecast.Of(Days(options)).Regimes!;
        Assert.True(regimes.AreThere);
        Assert.True(regimes.Smoothed[(2 * 26)..(3 * 26)].Average() > 0.9 && regimes.Smoothed[..(2 * 26)].Average() < 0.1);
    }

    [Fact]
    public void OneDay_OfSeveral_IsTheSameAsAlone()
    {
        IReadOnlyList<SessionDay> days = Days([Day]);
        ImpactEstimate one = ImpactEstimator.Estimate(days[0].Session, days[0].Periods, new ImpactOptions { Replicates = 20 });
        Assert.Equal(one.Periods[3].PowerAlpha, ImpactEstimator.Estimate(days, new ImpactOptions { Replicates = 20 }).Periods[3].PowerAlpha);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(12)]
    public void Bins_OfSeveralPeriods_FindTheSameImpact(int merge)
    {
        SessionOptions options = Day with { PeriodCount = 60, UShape = 0 };
        IReadOnlyList<SessionDay> fine = Days([options]);
        IReadOnlyList<SessionDay> coarse = SessionDay.ByTime([fine[0].Session], 60 / merge, merge * options.PeriodSeconds, options.StartNs);
        ImpactEstimate found = ImpactEstimator.Estimate(coarse, new ImpactOptions { Replicates = 40 });
        Assert.Equal(60 / merge, found.Periods.Count);
        int[] samples = [.. ImpactEstimator.Estimate(fine, new ImpactOptions { Replicates = 20 }).Periods.Select(period => period.Samples)];
        Assert.Equal(samples.Chunk(merge).Select(bin => bin.Sum()), found.Periods.Select(period => period.Samples));
        double truth = new SessionTruth(options).SlippageCoefficient[0] * Math.Pow(found.ReferenceSize, 1 / options.DepthGrowth);
        Assert.All(found.Periods, period => Assert.Equal(1, period.ReferenceSlippage.Value / truth, 0.08));
        Assert.Equal(SessionForecast.Of(fine).ObservedVolume.Sum(), SessionForecast.Of(coarse).ObservedVolume.Sum());
    }

    [Theory]
    [InlineData(7)]
    [InlineData(61.5)]
    [InlineData(390)]
    public void Periods_OfAnyLength_FindTheSameImpact(double seconds)
    {
        SessionOptions options = Day with { UShape = 0, BooksPerPeriod = 55 };
        RecordedSession session = Simulated.Record(options);
        ImpactEstimate found = ImpactEstimator.Estimate(session, PeriodMap.ByTime(session, 0, seconds, options.StartNs), new ImpactOptions { Replicates = 40 });
        Assert.Equal((int)Math.Ceiling(780 / seconds), found.Periods.Count);
        double truth = new SessionTruth(options).SlippageCoefficient[0] * Math.Pow(found.ReferenceSize, 1 / options.DepthGrowth);
        Assert.Equal(1, found.Periods.Average(period => period.ReferenceSlippage.Value) / truth, 0.08);
    }

    [Fact]
    public void VolumeBars_OfSeveralDays_AreTheSameOnesAndFindImpact()
    {
        SessionOptions[] options = SimulatedDays.Of(Day with { UShape = 0 }, 3, 0.1);
        IReadOnlyList<SessionDay> days = SessionDay.ByVolume([.. options.Select(Simulated.Record)], Day.Volume / 10);
        Assert.Single(days.Select(day => day.Periods.Count).Distinct());
        ImpactEstimate found = ImpactEstimator.Estimate(days, new ImpactOptions { Replicates = 40 });
        Assert.Equal(days[0].Periods.Count, found.Periods.Count);
        double truth = new SessionTruth(options[0]).SlippageCoefficient[6] * Math.Pow(found.ReferenceSize, 1 / Day.DepthGrowth) * Math.Exp(found.Levels.Expected - found.Levels.Log[0]);
        Assert.Equal(1, found.Periods[4].ReferenceSlippage.Value / truth, 0.08);
    }

    [Fact]
    public void Periods_OfDaysThatStartAtOtherTimes_AreTheSameOnes()
    {
        const long Hour = 3_600_000_000_000;
        SessionOptions[] options = [.. SimulatedDays.Of(Day, 3, 0).Select((day, d) => d == 2 ? day with { StartNs = day.StartNs + Hour } : day)];
        RecordedSession[] sessions = [.. options.Select(Simulated.Record)];
        // a day's own start; else 24 hours after the first's; else its first event
        IReadOnlyList<SessionDay> days = SessionDay.ByTime(sessions, 13, 60, options[0].StartNs, [null, null, options[2].StartNs]);
        Assert.Equal([.. options.Select(day => day.StartNs)], days.Select(day => day.Periods.StartNs));
        IReadOnlyList<SessionDay> bare = SessionDay.ByTime(sessions, 13);
        Assert.Equal([.. sessions.Select(session => session.FirstNs)], bare.Select(day => day.Periods.StartNs));
        Assert.Single(bare.Select(day => day.Periods.DurationSeconds[0]).Distinct());
    }

    [Fact]
    public void Recorder_OfDaysOutOfOrder_NamesTheDay()
    {
        var recorder = new DayRecorder(1);
        var item = new MarketEvent { TimeNs = 5_000_000_000, HasBook = true };
        item.Book.Bids.Add(99, 1);
        item.Book.Asks.Add(101, 1);
        recorder.Add(item);
        recorder.Begin();
        Assert.Contains("day 2", Assert.Throws<MarketDataException>(() => recorder.Add(item)).Message, StringComparison.Ordinal);
        Assert.Contains("day 2", Assert.Throws<MarketDataException>(recorder.Close).Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<SessionDay> Days(SessionOptions[] options, int count = 0, int lastPeriods = int.MaxValue)
    {
        SessionOptions[] used = count > 0 ? options[..count] : options;
        RecordedSession[] sessions = [.. used.Select((day, d) => Simulated.RecordFirst(day, d == used.Length - 1 ? lastPeriods : int.MaxValue))];
        return SessionDay.ByTime(sessions, options[0].PeriodCount, options[0].PeriodSeconds, options[0].StartNs);
    }
}
