using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Tests.Reductions;

public sealed class MarginalsTests
{
    [Fact]
    public void Write_CoupledCosts_AreTheDerivativesOfTheObjective()
    {
        const double Kappa = 0.3, Step = 1e-5;
        for (int seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            AllocationProblem problem = Make.Power(1, 1.6, 1, 2, 3, 4);
            problem.HasVariance = problem.HasDrift = problem.HasPermanentImpact = true;
            for (int i = 0; i < 4; i++)
                (problem.PriceVariance[i], problem.Drift[i], problem.PermanentImpact[i]) = (random.NextDouble(), random.NextDouble(), random.NextDouble());
            double[] x = [.. Enumerable.Range(0, 4).Select(_ => 1 + random.NextDouble())];
            var marginals = new double[4];
            Marginals.Write(problem, x, Kappa, marginals);
            for (int i = 0; i < 4; i++)
            {
                // ∂L/∂x_i at a fixed S: the last period's r is 0 by definition, so that only differences can be observed
                int j = (i + 1) % 4;
                double expected = (Shifted(problem, x, i, j, Step, Kappa) - Shifted(problem, x, i, j, -Step, Kappa)) / (2 * Step);
                Assert.True(Math.Abs(expected - (marginals[i] - marginals[j])) < 1e-6, $"seed {seed}, period {i}");
            }
        }
    }

    [Fact]
    public void Write_BookAtAKink_IsTheNextLevelsPrice()
    {
        AllocationProblem problem = Make.Book(3, [(1, 1.0), (2, 4.0)], [(2, 2.0)]);
        var marginals = new double[2];
        Marginals.Write(problem, [1, 2], 0, marginals);
        Assert.Equal([4, 2], marginals); // the second book ends: the last level's price
    }

    private static double Shifted(AllocationProblem problem, double[] x, int to, int from, double step, double kappa)
    {
        double[] shifted = [.. x];
        shifted[to] += step;
        shifted[from] -= step;
        problem.Quantity = CompensatedSum.Of(shifted);
        Objective objective = Objective.Of(problem, shifted);
        return objective.Cost.Total + (kappa * objective.Variance);
    }
}
