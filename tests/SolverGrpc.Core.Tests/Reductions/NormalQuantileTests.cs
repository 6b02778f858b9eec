using SolverGrpc.Core.Costs;

namespace SolverGrpc.Core.Tests.Reductions;

public sealed class NormalQuantileTests
{
    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.75, 0.67448975019608174)]
    [InlineData(0.9, 1.2815515655446004)]
    [InlineData(0.95, 1.6448536269514722)]
    [InlineData(0.975, 1.9599639845400545)]
    [InlineData(0.99, 2.3263478740408408)]
    [InlineData(0.999, 3.0902323061678132)]
    [InlineData(1e-10, -6.3613409024040557)]
    public void Of_TabulatedProbability_GivesItsQuantile(double probability, double z) =>
        Assert.Equal(z, NormalQuantile.Of(probability), 1e-12 * Math.Max(1, Math.Abs(z)));

    [Fact]
    public void Of_AnyProbability_InvertsTheDistribution()
    {
        for (double z = -8; z < 8; z += 0.037)
        {
            double probability = z < 0 ? UpperTail(-z) : 1 - UpperTail(z);
            // where 1 − p is rounded, z can be known only as well as p: dz = dp / density
            double rounding = z > 0 ? 2e-16 / Density(z) : 0;
            Assert.Equal(z, NormalQuantile.Of(probability), 1e-13 * (1 + Math.Abs(z)) + rounding);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Of_NoProbability_Throws(double probability) => Assert.Throws<ArgumentOutOfRangeException>(() => NormalQuantile.Of(probability));

    private static double Density(double z) => Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);

    // series below 3, Laplace's continued fraction above: neither is a rational approximation
    private static double UpperTail(double z)
    {
        if (z < 3)
        {
            double sum = 0, term = z;
            for (int k = 1; Math.Abs(term) > 1e-18; k++)
            {
                sum += term;
                term *= z * z / ((2 * k) + 1);
            }

            return 0.5 - (sum * Density(z));
        }

        double fraction = z;
        for (int k = 400; k > 0; k--) fraction = z + (k / fraction);
        return Density(z) / fraction;
    }
}
