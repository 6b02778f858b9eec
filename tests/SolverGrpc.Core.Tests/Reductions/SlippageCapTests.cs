using SolverGrpc.Core.Costs;

namespace SolverGrpc.Core.Tests.Reductions;

public sealed class SlippageCapTests
{
    [Fact]
    public void OfCurve_ConvexCosts_IsWhereTheSlippageReachesTheLimit()
    {
        var random = new Random(3);
        for (int k = 0; k < 2000; k++)
        {
            double a = random.NextDouble() - 0.5, b = random.Next(2) * random.NextDouble(), c = random.Next(2) * random.NextDouble(), d = 1.1 + (3 * random.NextDouble());
            double limit = a + random.NextDouble();
            if (b == 0 && c == 0) continue;
            double cap = SlippageCap.OfCurve(a, b, c, d, limit);
            Assert.True(Math.Abs(Slippage(a, b, c, d, cap) - limit) <= 1e-12, $"case {k}");
            Assert.True(Slippage(a, b, c, d, 1.001 * cap) > limit, $"case {k}");
        }
    }

    [Theory]
    [InlineData(1, 1, 1, 1.5, 0.5, 0)] // even the first share is too dear
    [InlineData(1, 1, 1, 1.5, 1, 0)]
    [InlineData(1, 0, 0, 2, 1, double.PositiveInfinity)] // linear, exactly at the limit
    [InlineData(1, 0, 0, 2, 0.9, 0)]
    [InlineData(1, 2, 3, 0.5, double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(1, 2, 3, 0.5, 10, double.NaN)] // concave at 0: not a cap
    [InlineData(0, 2, 0, 2, 6, 3)]
    [InlineData(0, 0, 2, 1.5, 6, 9)]
    public void OfCurve_Edge_IsWhatItMustBe(double a, double b, double c, double d, double limit, double cap) =>
        Assert.Equal(cap, SlippageCap.OfCurve(a, b, c, d, limit), 1e-12);

    [Fact]
    public void OfLevels_AnyBook_IsWhereTheSlippageReachesTheLimit()
    {
        var random = new Random(4);
        for (int k = 0; k < 2000; k++)
        {
            double[] size = [random.Next(5), 1 + random.Next(5), random.Next(5)];
            double[] price = [random.NextDouble(), 1 + random.NextDouble(), 2 + random.NextDouble()];
            double limit = 3 * random.NextDouble();
            var levels = new BookLevels(size, price);
            double cap = SlippageCap.OfLevels(levels, limit);
            if (limit >= price[2])
            {
                Assert.Equal(double.PositiveInfinity, cap);
                continue;
            }

            double first = size[0] > 0 ? price[0] : price[1];
            if (limit < first) Assert.Equal(0, cap);
            else Assert.True(Math.Abs(levels.Value(cap) - (limit * cap)) <= 1e-9 * (1 + cap), $"case {k}");
            Assert.True(levels.Value(cap + 0.1) > limit * (cap + 0.1), $"case {k}");
        }
    }

    [Fact]
    public void OfLevels_LimitAboveTheLastPrice_IsNoCap() =>
        Assert.Equal(double.PositiveInfinity, SlippageCap.OfLevels(new BookLevels([10, 20], [1, 2]), 2));

    private static double Slippage(double a, double b, double c, double d, double x) => Curve.Value(a, b, c, d, x) / x;
}
