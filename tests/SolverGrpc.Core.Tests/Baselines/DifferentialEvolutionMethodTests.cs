using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests.Baselines;

public class DifferentialEvolutionMethodTests
{
    [Fact]
    public void FewPeriods_ConvexCosts_ComesWithinATenthOfAPermille() => Cases.Run(20, random =>
    {
        AllocationProblem problem = Cases.Convex(random, random.Next(2, 7));
        Answer answer = problem.Solve(Method.DifferentialEvolution);
        Assert.True(answer.HasSchedule, answer.Detail);
        Assert.InRange(answer.Certificate.Gap, double.NegativeInfinity, 1e-4 * answer.Certificate.RoundingScale);
    });

    /// <summary>All concave, no caps: the optimum is everything in one period, and known.</summary>
    [Fact]
    public void FewPeriods_ConcaveCosts_FindsTheCorner() => Cases.Run(20, random =>
    {
        int periods = random.Next(2, 7);
        double[] c = [.. Enumerable.Range(0, periods).Select(_ => random.LogUniform(.1, 10))];
        AllocationProblem problem = Make.Power(100, .3 + (.6 * random.NextDouble()), c);
        double[] x = Run(problem, out _);
        double optimum = c.Min() * Math.Pow(100, problem.D[0]);
        Assert.Equal(optimum, Objective.Of(problem, x).Value, 1e-3 * optimum);
    });

    [Fact]
    public void Schedule_AnyCost_MeetsSumAndBounds() => Cases.Run(20, random =>
    {
        AllocationProblem problem = Cases.Convex(random, random.Next(2, 40));
        Cases.Bound(random, problem);
        problem.D.Fill(.5);
        double[] x = Run(problem, out _);
        Assert.Equal(problem.Quantity, CompensatedSum.Of(x), 1e-15 * problem.Quantity);
        for (int i = 0; i < x.Length; i++) Assert.InRange(x[i], problem.Lower[i], problem.Upper[i]);
    });

    [Fact]
    public void SameProblem_GivesTheSameBytes()
    {
        AllocationProblem problem = Make.Power(100, 1.5, 1, 2, 4, 8);
        Assert.Equal(Run(problem, out _), Run(problem, out _));
    }

    [Fact]
    public void Residuals_AreTheSpreadOfThePopulation()
    {
        Answer answer = Make.Power(100, 1.5, 1, 2, 4).Solve(Method.DifferentialEvolution);
        Assert.Equal(Math.Min(answer.Iterations, ResidualLog.Capacity), answer.Residuals.Values.Length);
        Assert.True(answer.Residuals.Values[^1] < answer.Residuals.Values[0]);
    }

    [Fact]
    public void VarianceInTheObjective_IsTakenIntoAccount()
    {
        AllocationProblem problem = Make.Power(100, 1.5, 1, 1, 1);
        problem.PriceVariance.Fill(1);
        problem.HasVariance = true;
        problem.Risk = new(RiskKind.Aversion, 10, 0);
        double[] x = Run(problem, out _);
        Assert.True(x[0] > x[1] && x[1] > x[2]);
    }

    [Fact]
    public void TooManyPeriods_IsRefused() =>
        Assert.Contains("4096", Make.Power(100, 1.5, Enumerable.Repeat(1.0, 4097).ToArray()).Solve(Method.DifferentialEvolution).Detail, StringComparison.Ordinal);

    private static double[] Run(AllocationProblem problem, out MethodResult result)
    {
        double[] x = new double[problem.PeriodCount];
        result = MethodTable.Find(Method.DifferentialEvolution)!.Solve(problem, new(), new Workspace(), x);
        return x;
    }
}
