using SolverGrpc.Core.Certificates;
using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Tests.Coupled;

/// <summary>The slopes of a taut string: they cover every saving, their norm is what it says, and no other slopes that cover are shorter.</summary>
public class RiskSupportTests
{
    [Fact]
    public void Write_AnySavings_CoversThemAtTheLeastNorm() => Cases.Run(2000, random =>
    {
        int count = random.Next(2, 12);
        AllocationProblem problem = Make.Quadratic(1, new double[count], [.. Enumerable.Repeat(1.0, count)])
            .Volatile([.. Enumerable.Range(0, count).Select(_ => random.LogUniform(1e-3, 10))]);
        double[] savings = [.. Enumerable.Range(0, count).Select(i => i == 0 ? 0 : (random.NextDouble() - .3) * random.LogUniform(.1, 10))];
        double[] slopes = [.. savings];
        double norm = RiskSupport.Write(problem, slopes, new double[(2 * count) + 2]);
        Assert.Equal(Norm(problem, slopes), norm, 1e-12 * norm);
        Assert.Equal(0, slopes[^1]);
        Assert.True(Shortfall(savings, slopes) <= 1e-12 * (1 + norm), $"a saving is not covered by {Shortfall(savings, slopes):R}");

        for (int k = 0; k < 100; k++)
        {
            double[] other = [.. slopes.Select((w, i) => i == count - 1 ? 0 : Math.Max(0, w + ((random.NextDouble() - .5) * (norm + .1) * random.LogUniform(1e-3, 1))))];
            other[0] += Math.Max(0, Shortfall(savings, other));
            Assert.True(Norm(problem, other) >= norm * (1 - 1e-9), $"{Norm(problem, other):R} < {norm:R}");
        }
    });

    [Fact]
    public void Write_NothingToSave_NeedsNoSlope()
    {
        double[] slopes = [0, -1, -2];
        Assert.Equal(0, RiskSupport.Write(Make.Quadratic(1, [0, 0, 0], [1, 1, 1]).Volatile(1), slopes, new double[8]));
        Assert.All(slopes, slope => Assert.Equal(0, slope));
    }

    private static double Norm(AllocationProblem problem, double[] slopes)
    {
        double square = 0;
        for (int i = 0; i < slopes.Length - 1; i++) square += slopes[i] * slopes[i] / problem.PriceVariance[i];
        return Math.Sqrt(square);
    }

    // how far Σ of the slopes before i stays below the saving of i at most
    private static double Shortfall(double[] savings, double[] slopes)
    {
        double covered = 0, shortfall = 0;
        for (int i = 0; i < savings.Length; i++)
        {
            shortfall = Math.Max(shortfall, savings[i] - covered);
            covered += slopes[i];
        }

        return shortfall;
    }
}
