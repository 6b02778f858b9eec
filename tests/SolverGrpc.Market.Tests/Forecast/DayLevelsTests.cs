using SolverGrpc.Market.Forecast;

namespace SolverGrpc.Market.Tests.Forecast;

public class DayLevelsTests
{
    private const double HalfLife = 3;

    private static readonly double[] Shape = [0.4, -0.1, -0.3, 0.2];

    [Fact]
    public void Levels_OfDaysWithDifferentPeriods_AreThoseOfTheTruth()
    {
        double[] truth = [0.1, -0.2, 0.4];
        double[][] logs = [.. truth.Select((level, d) => Shape.Select((s, i) => d == 0 && i == 3 || d == 2 && i < 2 ? double.NaN : s + level).ToArray())];
        DayLevels found = DayLevels.Of(logs, Ones(logs), HalfLife, restOfLastDay: false);
        for (int d = 1; d < 3; d++) Assert.Equal(truth[d] - truth[0], found.Log[d] - found.Log[0], 1e-9);
        // every day at the expected level costs the same
        Assert.Equal(Math.Exp(truth[2]) * found.FactorOf(2), Math.Exp(truth[0]) * found.FactorOf(0), 1e-9);
    }

    [Fact]
    public void Expected_WeighsYoungDaysMore()
    {
        double[][] logs = [[0.0], [0.0], [0.0], [1.0]];
        double half = Math.Pow(0.5, 1 / HalfLife), weights = 1 + half + (half * half) + (half * half * half);
        DayLevels found = DayLevels.Of(logs, Ones(logs), HalfLife, restOfLastDay: false);
        Assert.Equal(1 / weights, found.Expected - found.Log[0], 1e-9);
        Assert.True(found.Variance > 0);
    }

    [Fact]
    public void Day_Alone_ClaimsNothingAboutOthers()
    {
        DayLevels found = DayLevels.Of([[1.0, double.NaN]], [[1.0, 0]], HalfLife, restOfLastDay: true);
        Assert.Equal((0, 0, 1), (found.Expected, found.Variance, found.FactorOf(0)));
    }

    [Fact]
    public void Rest_OfADaySeenClearly_FollowsIt_AndOfOneSeenDimlyTheDaysBefore()
    {
        double[][] Days(double noise) => [[.. Shape], [.. Shape.Select(s => s + 0.05)], [.. Shape.Select(s => s - 0.05)], [.. Shape.Select((s, i) => s + 0.3 + (i % 2 == 0 ? noise : -noise))]];
        DayLevels clear = DayLevels.Of(Days(0.001), Ones(Days(0)), HalfLife, restOfLastDay: true), dim = DayLevels.Of(Days(2), Ones(Days(0)), HalfLife, restOfLastDay: true);
        Assert.InRange(clear.Expected - clear.Log[3], -0.01, 0);
        Assert.InRange(dim.Expected - dim.Log[1], -0.1, 0.08);
        Assert.True(clear.Variance < dim.Variance);
    }

    // the level of the next day lies within the interval as often as promised, however few days there are
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    public void Interval_OfTheNextDay_CoversIt(int days)
    {
        const int Seeds = 4_000;
        int covered = 0;
        for (int seed = 1; seed <= Seeds; seed++)
        {
            var random = new Random(seed);
            double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            double[] levels = [.. Enumerable.Range(0, days + 1).Select(_ => 0.2 * Normal())];
            double[][] logs = [.. levels[..days].Select(level => Shape.Select(s => s + level).ToArray())];
            DayLevels found = DayLevels.Of(logs, Ones(logs), 5, restOfLastDay: false);
            double next = levels[days] - levels[0] + found.Log[0];
            covered += Math.Abs(next - found.Expected) <= 1.96 * Math.Sqrt(found.Variance) ? 1 : 0;
        }

        Assert.InRange(covered / (double)Seeds, 0.93, 0.97);
    }

    private static double[][] Ones(double[][] logs) => [.. logs.Select(day => day.Select(_ => 1.0).ToArray())];
}
