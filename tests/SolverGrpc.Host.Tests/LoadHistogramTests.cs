using SolverGrpc.LoadGen;

namespace SolverGrpc.Host.Tests;

/// <summary>The percentiles that latencies are published by, against the sorted durations themselves.</summary>
public sealed class LoadHistogramTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Percentile_OfAnyDurations_IsThatOfTheSortedOnesToThreeDigits(int seed)
    {
        var random = new Random(seed);
        var histogram = new Histogram();
        long[] durations = [.. Enumerable.Range(0, 10_000).Select(_ => (long)Math.Pow(2, 40 * random.NextDouble()))];
        foreach (long duration in durations) histogram.Record(duration);
        Array.Sort(durations);
        foreach (double part in new[] { 0, 0.1, 0.5, 0.9, 0.99, 0.999, 1 })
        {
            long exact = durations[Math.Max(0, (int)Math.Ceiling(part * durations.Length) - 1)], told = histogram.Percentile(part);
            Assert.InRange(told, exact, exact + (exact / 1000));
        }
    }

    [Fact]
    public void Percentile_OfNothing_IsZero() => Assert.Equal(0, new Histogram().Percentile(0.5));

    [Fact]
    public void Add_OfAnother_CountsBoth()
    {
        Histogram first = new(), second = new();
        first.Record(1);
        second.Record(1000);
        second.Record(-5);
        first.Add(second);
        Assert.Equal((3, 0, 1, 1000), (first.Count, first.Percentile(0), first.Percentile(0.5), first.Percentile(1)));
    }

    [Fact]
    public void Record_OfTheLongestDuration_IsCounted()
    {
        var histogram = new Histogram();
        histogram.Record(long.MaxValue);
        Assert.Equal(long.MaxValue, histogram.Percentile(1));
    }
}
