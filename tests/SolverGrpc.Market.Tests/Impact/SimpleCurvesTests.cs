using SolverGrpc.Market.Impact;

namespace SolverGrpc.Market.Tests.Impact;

public class SimpleCurvesTests
{
    private static readonly double[] Sizes = [10, 50, 100, 400, 1_000];

    [Theory]
    [InlineData(0.3, 0.0002)]
    [InlineData(0.3, 0)]
    [InlineData(0, 0.0002)]
    public void Quadratic_OfAnExactCurve_GivesItsCoefficients(double alpha, double beta)
    {
        (double a, double b) = SimpleCurves.Quadratic(Sizes, [.. Sizes.Select(x => (alpha * x) + (beta * x * x))]);
        Assert.Equal(alpha, a, 1e-9);
        Assert.Equal(beta, b, 1e-12);
    }

    [Fact]
    public void Quadratic_OfAConcaveCurve_HasNoNegativeCoefficient()
    {
        (double a, double b) = SimpleCurves.Quadratic(Sizes, [.. Sizes.Select(Math.Sqrt)]);
        Assert.True(a > 0 && b == 0, $"{a}, {b}");
        Assert.Equal(SimpleCurves.Linear(Sizes, [.. Sizes.Select(Math.Sqrt)]), a, 1e-12);
    }

    [Fact]
    public void Levels_OfAConvexCost_GiveItBackAtEverySize()
    {
        double[] slippage = [.. Sizes.Select(x => 0.01 * Math.Sqrt(x))];
        var price = new double[Sizes.Length];
        SimpleCurves.Levels(Sizes, slippage, price);
        Assert.True(price.Zip(price.Skip(1)).All(pair => pair.First <= pair.Second));
        for (int j = 0; j < Sizes.Length; j++) Assert.Equal(slippage[j], SimpleCurves.LevelSlippage(Sizes, price, Sizes[j]), 1e-12);
    }

    [Fact]
    public void Levels_OfACostThatIsNotConvex_DoNotFallAndKeepTheTotal()
    {
        double[] slippage = [0.05, 0.02, 0.06, 0.05, 0.08];
        var price = new double[Sizes.Length];
        SimpleCurves.Levels(Sizes, slippage, price);
        Assert.True(price.Zip(price.Skip(1)).All(pair => pair.First <= pair.Second), string.Join(' ', price));
        Assert.Equal(slippage[^1], SimpleCurves.LevelSlippage(Sizes, price, Sizes[^1]), 1e-12);
    }
}
