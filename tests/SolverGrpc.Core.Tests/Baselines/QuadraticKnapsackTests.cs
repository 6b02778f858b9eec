using SolverGrpc.Core.Baselines;
using SolverGrpc.Core.Costs;

namespace SolverGrpc.Core.Tests.Baselines;

public class QuadraticKnapsackTests
{
    /// <summary>The solution is x = clamp(t + (λ − p) w) and sums to S: that is the optimality condition itself.</summary>
    [Fact]
    public void Solve_RandomProblems_MeetsTheOptimalityConditions() => Cases.Run(2000, random =>
    {
        int n = random.Next(1, 60);
        double[] center = new double[n], price = new double[n], weight = new double[n], lower = new double[n], upper = new double[n], x = new double[n];
        for (int i = 0; i < n; i++)
        {
            center[i] = random.NextDouble() * 10;
            price[i] = random.NextDouble() - .5;
            weight[i] = random.Chance(.1) ? 0 : random.LogUniform(1e-6, 1e6);
            lower[i] = random.Chance(.5) ? 0 : random.NextDouble() * 5;
            upper[i] = lower[i] + (random.Chance(.1) ? 0 : random.NextDouble() * 20);
            if (weight[i] == 0) lower[i] = upper[i] = center[i];
        }

        double part = random.NextDouble(), quantity = ((1 - part) * lower.Sum()) + (part * upper.Sum());
        double lambda = QuadraticKnapsack.Solve(center, price, weight, lower, upper, quantity, x);

        Assert.Equal(quantity, CompensatedSum.Of(x), 1e-10 * Math.Max(1, quantity)); // weights of 1e6 magnify the last digit of λ
        for (int i = 0; i < n; i++) Assert.Equal(Math.Clamp(center[i] + ((lambda - price[i]) * weight[i]), lower[i], upper[i]), x[i]);
    });

    [Theory]
    [InlineData(.5)]
    [InlineData(3.5)]
    public void Solve_OutOfReach_IsNaN(double quantity)
    {
        double[] one = [1, 1], x = new double[2];
        Assert.True(double.IsNaN(QuadraticKnapsack.Solve(one, one, one, [.5, .5], [1.5, 1.5], quantity, x)));
    }
}
