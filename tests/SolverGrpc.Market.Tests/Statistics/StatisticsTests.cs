using SolverGrpc.Market.Statistics;

namespace SolverGrpc.Market.Tests.Statistics;

public class StatisticsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    public void BlockBootstrap_DrawsAsManyAsThereAre(int n)
    {
        var times = new double[n];
        var random = new Random(n);
        for (int i = 0; i < 50; i++)
        {
            BlockBootstrap.Draw(random, times);
            Assert.Equal(n, times.Sum());
        }
    }

    // the variance of a mean of dependent values: blocks see most of it, single draws do not
    [Fact]
    public void BlockBootstrap_OfDependentValues_FindsTheVarianceOfTheirMean()
    {
        const int N = 64, Series = 400, Replicates = 60;
        const double Memory = 0.3;
        var random = new Random(1);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        double truth = 0, found = 0;
        var times = new double[N];
        for (int s = 0; s < Series; s++)
        {
            var values = new double[N];
            double state = Normal();
            for (int t = 0; t < N; t++) values[t] = state = (Memory * state) + (Math.Sqrt(1 - (Memory * Memory)) * Normal());
            truth += Math.Pow(values.Average(), 2) / Series;
            double[] means = new double[Replicates];
            for (int r = 0; r < Replicates; r++)
            {
                BlockBootstrap.Draw(random, times);
                means[r] = values.Zip(times, (v, w) => v * w).Sum() / N;
            }

            double average = means.Average();
            found += means.Sum(m => (m - average) * (m - average)) / (Replicates - 1) * BlockBootstrap.VarianceCorrection(N) / Series;
        }

        Assert.InRange(found / truth, 0.8, 1.15); // independent draws would find 0.54
    }

    [Fact]
    public void HuberWeights_BoundWhatOneWildValueCanDo()
    {
        double[] residuals = [.. Enumerable.Range(-50, 101).Select(i => i / 50.0), 1_000];
        var weights = new double[residuals.Length];
        HuberWeight.Of(residuals, weights);
        Assert.All(weights[..101], w => Assert.Equal(1, w));
        Assert.True(weights[101] * residuals[101] < 5);
    }

    [Fact]
    public void SmallArea_WithoutNoise_KeepsTheEstimates()
    {
        double[] y = [1, 3, 2, 5, 4, 9, 7, 8, 6, 0];
        SmallArea shrunk = SmallArea.Shrink(y, [.. y.Select(_ => 1e-9)], hasShape: true);
        for (int i = 0; i < y.Length; i++) Assert.Equal(y[i], shrunk.Value[i], 1e-6);
    }

    [Fact]
    public void SmallArea_OfPeriodsThatDifferByNoiseOnly_GivesTheirMean()
    {
        double[] y = [1.1, 0.9, 1.0, 1.05, 0.95];
        SmallArea shrunk = SmallArea.Shrink(y, [.. y.Select(_ => 1.0)], hasShape: false);
        Assert.All(shrunk.Value.ToArray(), value => Assert.Equal(1, value, 1e-9));
    }

    [Fact]
    public void SmallArea_NoisyPeriod_MovesFurtherThanAPreciseOne_AndAnUnseenOneTakesTheShape()
    {
        double[] shape = [.. Enumerable.Range(0, 20).Select(i => 1 + Math.Pow((2 * (i + 0.5) / 20) - 1, 2))];
        double[] y = [.. shape.Select((v, i) => v + (0.1 * Math.Sin(7 * i)))];
        double[] variance = [.. y.Select(_ => 0.001)];
        (y[5], variance[5]) = (y[5] + 1, 1);
        (y[10], variance[10]) = (y[10] + 1, 0.001);
        (y[15], variance[15]) = (double.NaN, double.PositiveInfinity);
        SmallArea shrunk = SmallArea.Shrink(y, variance, hasShape: true);
        Assert.True(Math.Abs(shrunk.Value[5] - shape[5]) < 0.25 && shrunk.Value[10] - shape[10] > 0.8, $"{shrunk.Value[5]} {shrunk.Value[10]}");
        Assert.Equal(shape[15], shrunk.Value[15], 0.2);
        Assert.True(shrunk.Error[15] > shrunk.Error[3]);
    }

    [Fact]
    public void Inverse_TimesTheMatrix_IsOne()
    {
        double[,] m = { { 4, 1, 0.5 }, { 1, 3, 0.2 }, { 0.5, 0.2, 2 } };
        double[,] inverse = LinearAlgebra.Inverse(m);
        for (int r = 0; r < 3; r++)
        {
            for (int c = 0; c < 3; c++) Assert.Equal(r == c ? 1 : 0, Enumerable.Range(0, 3).Sum(k => m[r, k] * inverse[k, c]), 1e-12);
        }
    }

    // from published tables
    [Theory]
    [InlineData(1, 12.7062)]
    [InlineData(2, 4.3027)]
    [InlineData(3, 3.1824)]
    [InlineData(5, 2.5706)]
    [InlineData(10, 2.2281)]
    [InlineData(30, 2.0423)]
    [InlineData(1e9, 1.9600)]
    public void StudentQuantile_IsThatOfTheTables(double freedom, double expected) => Assert.Equal(expected, StudentQuantile.Of(freedom), 4);

    [Fact]
    public void StudentQuantile_BetweenWholeDegrees_Falls()
    {
        for (double freedom = 1; freedom < 40; freedom += 0.25) Assert.True(StudentQuantile.Of(freedom) > StudentQuantile.Of(freedom + 0.25), $"{freedom}");
    }
}
