using SolverGrpc.Core.Simd;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests;

/// <summary>Statistics on lanes against their definitions.</summary>
public class ScheduleStatisticsTests
{
    public static TheoryData<SimdKernel> Kernels => [.. KernelSelection.Supported];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void EveryLengthAndShape_IsThatOfTheDefinitions(SimdKernel kernel)
    {
        using KernelSelection.Forced forced = KernelSelection.Force(kernel);
        for (int length = 1; length <= 70; length++)
        {
            int count = length;
            Cases.Run(6, random => Check([.. Enumerable.Range(0, count).Select(_ => Slice(random))]), first: 10 * length);
        }
    }

    [Fact]
    public void Extremes_AreThatOfTheDefinitions()
    {
        Check([0, 0, 0]);
        Check([5]);
        Check([.. Enumerable.Repeat(2564.0, 391)]);
        Check([.. Enumerable.Range(0, 400).Select(i => Math.Pow(10, -i * .7))]);
        Check([.. Enumerable.Range(0, 400).Select(i => i < 399 ? double.Epsilon : 1e9)]);
        Check([.. Enumerable.Range(0, 400).Select(i => (double)(i % 2))]);
        Check([.. Enumerable.Range(0, 401).Select(i => 1 + (i * 1e-16))]);
    }

    [Fact]
    public void Repeated_AllocatesNothing()
    {
        double[] x = [.. Enumerable.Range(0, 390).Select(i => 1 + Math.Sin(i))];
        Assert.Equal(0, Allocation.Of(() => ScheduleStatistics.Of(x)));
    }

    // ties, zeros, many decades
    private static double Slice(Random random) => random.Next(4) switch
    {
        0 => 0,
        1 => random.Next(3),
        2 => random.LogUniform(1e-9, 1e9),
        _ => 2564 * random.NextDouble(),
    };

    private static void Check(double[] x)
    {
        var statistics = ScheduleStatistics.Of(x);
        double sum = x.Sum(), mean = sum / x.Length;
        double topHalf = sum > 0 ? x.OrderDescending().Take((x.Length + 1) / 2).Sum() / sum : 0;
        double deviation = Math.Sqrt(x.Sum(value => (value - mean) * (value - mean)) / x.Length);
        Assert.Equal(deviation, statistics.StandardDeviation, 1e-12 * (deviation + mean));
        Assert.Equal(x.Max(), statistics.Largest);
        Assert.Equal(x.Count(value => value > 0), statistics.ActivePeriods);
        Assert.Equal(sum > 0 ? x.Sum(value => value / sum * (value / sum)) : 0, statistics.Herfindahl, 1e-12);
        Assert.Equal(topHalf, statistics.TopHalfShare, 1e-12);
    }
}
