using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests.Baselines;

public class GreedyMethodTests
{
    /// <summary>Every way to deal up to 9 lots over up to 4 periods.</summary>
    [Fact]
    public void WholeLots_ConvexCosts_AgreesWithBruteForce() => Cases.Run(1000, random =>
    {
        int periods = random.Next(1, 5), lots = random.Next(1, 10);
        AllocationProblem problem = Cases.Convex(random, periods);
        problem.Quantity = lots * 50.0;
        problem.Lots = new(100, lots * 100L, .5, OddLotRule.None);
        problem.Lower.Clear();
        for (int i = 0; i < periods; i++)
            problem.Upper[i] = random.Chance(.5) ? double.PositiveInfinity : 50 * random.Next(1, lots + 1);

        double best = BruteForce(problem, lots, 0, 0);
        double[] x = new double[periods];
        MethodResult result = MethodTable.Find(Method.Greedy)!.Solve(problem, new(), new Workspace(), x);
        if (double.IsPositiveInfinity(best))
        {
            Assert.True(result.ProvenInfeasible);
            return;
        }

        Assert.Equal(problem.Quantity, x.Sum());
        Assert.Equal(best, Objective.Of(problem, x).Value, 1e-9 * Math.Max(1, Math.Abs(best)));
        Assert.All(x, value => Assert.Equal(0, value % 50));
        Assert.Equal(Termination.Optimal, problem.Solve(Method.Greedy).Termination);
    });

    [Fact]
    public void WholeLots_EqualPrices_AreDealtEarliestFirst()
    {
        AllocationProblem problem = Make.Quadratic(3, [0, 0], [1, 1]);
        problem.Lots = new(1, 3, 1, OddLotRule.None);
        double[] x = new double[2];
        MethodResult result = MethodTable.Find(Method.Greedy)!.Solve(problem, new(), new Workspace(), x);
        Assert.Equal([2, 1], x);
        Assert.Equal(3, result.Iterations);
        Assert.Equal(3, result.Lambda);
    }

    [Fact]
    public void WholeLots_OddLotInTheLastPeriod_IsPricedFromThere()
    {
        AllocationProblem problem = Make.Quadratic(25, [0, 0], [1, 1]);
        problem.Lots = new(10, 25, 1, OddLotRule.LastPeriod);
        double[] x = new double[2];
        MethodTable.Find(Method.Greedy)!.Solve(problem, new(), new Workspace(), x);
        Assert.Equal([10, 15], x);
    }

    [Fact]
    public void WholeLots_OddLotInTheBestPeriod_IsRefused()
    {
        AllocationProblem problem = Make.Quadratic(25, [0, 0], [1, 1]);
        problem.Lots = new(10, 25, 1, OddLotRule.BestPeriod);
        Assert.Contains("odd lot", problem.Solve(Method.Greedy).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void TooManyLots_IsRefused()
    {
        AllocationProblem problem = Make.Quadratic(1e8, [0, 0], [1, 1]);
        problem.Lots = new(1, 100_000_000, 1, OddLotRule.None);
        Assert.Contains("lots", problem.Solve(Method.Greedy).Detail, StringComparison.Ordinal);
    }

    /// <summary>A thousand steps: the error of a schedule off by a step is of second order.</summary>
    [Fact]
    public void NoLots_ConvexCosts_IsWithinItsGrid() => Cases.Run(300, random =>
    {
        AllocationProblem problem = Cases.Convex(random, random.Next(1, 10));
        Answer answer = problem.Solve(Method.Greedy);
        Assert.True(answer.Termination is Termination.Feasible or Termination.Optimal, answer.Detail);
        Assert.InRange(answer.Certificate.Gap, double.NegativeInfinity, 1e-3 * answer.Certificate.RoundingScale);
    });

    /// <summary>The example of the mathematics: c = (1, 2), d = (.9, .5), S = 100, in single shares.</summary>
    [Fact]
    public void ConcaveCosts_GoesAstrayAndSaysItIsAHeuristic()
    {
        AllocationProblem problem = Make.Curves(100, [0, 0], [0, 0], [1, 2], [.9, .5]);
        double[] x = new double[2];
        MethodResult result = MethodTable.Find(Method.Greedy)!.Solve(problem, new SolveSettings { GridStep = 1 }, new Workspace(), x);
        Assert.Equal([100, 0], x);
        Assert.Equal(63.096, Objective.Of(problem, x).Value, 3);
        Assert.Equal(20, Objective.Of(problem, [0, 100]).Value, 12);
        Assert.Contains("heuristic", result.Remark, StringComparison.Ordinal);
        Assert.True(double.IsNaN(result.Lambda));
    }

    private static double BruteForce(AllocationProblem problem, int lots, int period, double cost)
    {
        if (period == problem.PeriodCount) return lots == 0 ? cost : double.PositiveInfinity;
        double best = double.PositiveInfinity;
        for (int k = 0; k <= lots && k * 50 <= problem.Upper[period]; k++)
        {
            double f = Curve.Value(problem.A[period], problem.B[period], problem.C[period], problem.D[period], k * 50);
            best = Math.Min(best, BruteForce(problem, lots - k, period + 1, cost + f));
        }

        return best;
    }
}
