using SolverGrpc.Core.Problems;
using SolverGrpc.Mapping.Responses;

namespace SolverGrpc.Service.Tests;

public class UnitScheduleTests
{
    private static readonly LotRule HundredInTenths = new(LotUnits: 1, QuantityUnits: 1_000, Unit: .1, OddLotRule.None);

    [Fact]
    public void Units_AreWrittenWhatRoundingHasLeftOfThem()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            long[] units = [.. Enumerable.Range(0, random.Next(1, 50)).Select(_ => random.NextInt64(1L << random.Next(40)))];
            double unit = Math.Pow(10, random.Next(-4, 3));
            double[] x = [.. units.Select(count => count * unit * (1 + ((random.NextDouble() - .5) * 1e-12)))];
            var written = new long[units.Length];
            Assert.True(UnitSchedule.TryWrite(new(1, units.Sum(), unit, OddLotRule.None), x, written), $"seed {seed}");
            Assert.Equal(units, written);
        }
    }

    // 100 in all but in the last rows: where the sum is right, each quantity still has to be
    [Theory]
    [InlineData(50.05, 49.95)]
    [InlineData(50.0000001, 49.9999999)]
    [InlineData(50, 50.1)]
    [InlineData(100, double.NaN)]
    [InlineData(1e300, -1e300)]
    public void WhatIsNotInUnits_OrNotTheOrder_IsRefused(double first, double second) =>
        Assert.False(UnitSchedule.TryWrite(HundredInTenths, [first, second], new long[2]));
}
