using SolverGrpc.Core.Certificates;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests.Discrete;

/// <summary>Limits on risk and on the order's slippage in whole lots, with minimum slices and costs of every kind, against every schedule there is.</summary>
public class RiskSweepTests
{
    private const double Near = 1e-9;

    [Fact]
    public void MinimizeValueAtRisk_SmallProblems_EndsAtTheOptimum() => Cases.Run(1500, random =>
    {
        AllocationProblem problem = Risky(random);
        problem.Risk = new(RiskKind.MinimizeValueAtRisk, 0, 3 * random.NextDouble());
        double best = BruteForce.Minimum(problem);

        Answer answer = problem.Solve(Method.DynamicProgramming);

        if (double.IsPositiveInfinity(best))
        {
            Assert.Equal(Termination.Infeasible, answer.Termination);
            return;
        }

        Assert.Equal(Termination.Optimal, answer.Termination);
        AssertNear(best, answer.Certificate.Objective);
        Assert.True(answer.Certificate.BoundIsChecked);
        Assert.True(answer.Certificate.LowerBound <= best + (Near * Math.Abs(best)));
    });

    [Theory]
    [InlineData(RiskKind.VarianceLimit)]
    [InlineData(RiskKind.ValueAtRiskLimit)]
    [InlineData(RiskKind.Aversion)]
    [InlineData(RiskKind.MinimizeValueAtRisk)]
    public void Limit_SmallProblems_BoundHoldsAndScheduleKeepsIt(RiskKind kind)
    {
        int solved = 0, closed = 0, missed = 0, infeasible = 0;
        Cases.Run(1500, random =>
        {
            AllocationProblem problem = Risky(random);
            if (!TryLimit(problem, kind, random)) return;
            double best = BruteForce.Minimum(problem);

            Answer answer = problem.Solve(Method.DynamicProgramming);

            if (double.IsPositiveInfinity(best))
            {
                Assert.Contains(answer.Termination, new[] { Termination.Infeasible, Termination.LimitNoSolution });
                infeasible++;
                return;
            }

            if (!answer.HasSchedule)
            {
                // no weighted sum has found one; it must not be called infeasible
                Assert.Equal(Termination.LimitNoSolution, answer.Termination);
                missed++;
                return;
            }

            Certificate certificate = answer.Certificate;
            Assert.True(certificate.BoundIsChecked);
            double slack = Near * Math.Max(Math.Abs(best), Math.Abs(certificate.Objective));
            Assert.True(certificate.LowerBound <= best + slack, $"the bound {certificate.LowerBound:R} is above the optimum {best:R}");
            Assert.True(certificate.Objective >= best - slack, $"{certificate.Objective:R} is below the optimum {best:R}");
            Assert.True(BruteForce.Objective(problem, answer.Schedule) < double.PositiveInfinity);
            if (answer.Termination == Termination.Optimal) AssertNear(best, certificate.Objective);
            solved++;
            if (answer.Termination == Termination.Optimal) closed++;
        });

        Assert.True(solved > 500 && closed > solved / 4 && missed < solved / 50 && infeasible > 20, $"{solved} solved, {closed} of them closed, {missed} missed, {infeasible} infeasible");
    }

    /// <summary>A day's schedule with a binding limit: the gap that is left is small, and the price of the limit is that of the frontier.</summary>
    [Theory]
    [InlineData(RiskKind.VarianceLimit)]
    [InlineData(RiskKind.ValueAtRiskLimit)]
    public void Limit_ManyLots_LeavesASmallGapAndAPrice(RiskKind kind)
    {
        AllocationProblem problem = Day();
        Answer free = problem.Solve();
        problem.Risk = kind == RiskKind.VarianceLimit ? new(kind, .5 * free.Variance, 0) : new(kind, free.Cost.Total + (1.6 * Math.Sqrt(free.Variance)), 1.645);

        Answer answer = problem.Solve();

        Assert.True(answer.HasSchedule, $"{answer.Termination} {answer.Detail}");
        Assert.Equal(Method.DynamicProgramming, answer.Method);
        Assert.Equal(ProofKind.DynamicProgramming, answer.Certificate.Proof);
        Assert.InRange(answer.Certificate.RelativeGap, 0, 1e-3);
        Assert.InRange(answer.Iterations, 3, 31);
        Assert.True(kind == RiskKind.VarianceLimit ? answer.VarianceMultiplier > 0 : answer.ValueAtRiskMultiplier > 0);
        Assert.True(answer.Cost.Total > free.Cost.Total);
    }

    /// <summary>Without lots the answer is on a grid, and says so.</summary>
    [Fact]
    public void VarianceLimit_ConcaveCostsWithoutLots_IsFeasibleOnAStatedGrid()
    {
        AllocationProblem problem = Make.Power(100, .8, 1, 2, 4);
        problem.HasVariance = true;
        problem.PriceVariance.Fill(.01);
        problem.Risk = new(RiskKind.VarianceLimit, 5, 0);

        Answer answer = problem.Solve();

        Assert.Equal(Termination.Feasible, answer.Termination);
        Assert.True(answer.Certificate.GridStep > 0 && answer.Variance <= 5);
        Assert.Contains("grid", answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void SecondSweep_AllocatesNothing()
    {
        AllocationProblem problem = Day();
        problem.Risk = new(RiskKind.MinimizeValueAtRisk, 0, 1.645);
        var workspace = new Workspace();
        var answer = new Answer();
        for (int warm = 0; warm < 2; warm++) Solver.Solve(problem, new SolveSettings(), workspace, answer);
        Assert.Equal(0, Allocation.Of(() => Solver.Solve(problem, new SolveSettings(), workspace, answer)));
        Assert.Equal(Termination.Optimal, answer.Termination);
    }

    private static AllocationProblem Day()
    {
        AllocationProblem problem = Make.Power(1000, 1.5, [.. Enumerable.Range(0, 30).Select(i => 1 + (i % 7 / 7.0))]).InLots(1);
        problem.HasVariance = true;
        problem.PriceVariance.Fill(10);
        return problem;
    }

    // variances of sizes from nothing to one
    internal static AllocationProblem Risky(Random random)
    {
        AllocationProblem problem = Draw.Small(random).WithCoupling(random);
        for (int i = 0; i < problem.PeriodCount; i++) problem.PriceVariance[i] = random.Next(8) == 0 ? 0 : random.LogUniform(1e-3, 1);
        return problem;
    }

    // a limit somewhere around what some weight of risk reaches; false: no schedule at all
    internal static bool TryLimit(AllocationProblem problem, RiskKind kind, Random random)
    {
        problem.Risk = new(RiskKind.Aversion, random.LogUniform(1e-3, 10), 0);
        Answer some = problem.Solve(Method.DynamicProgramming);
        if (!some.HasSchedule) return false;
        double z = .5 + (2 * random.NextDouble()), factor = .7 + (.6 * random.NextDouble()), cost = some.Cost.Total;
        double scale = Math.Abs(cost) + Math.Sqrt(some.Variance);
        if (kind is RiskKind.Aversion or RiskKind.MinimizeValueAtRisk) problem.OrderSlippageLimit = (cost + (scale * (factor - 1))) / problem.Quantity;
        problem.Risk = kind switch
        {
            RiskKind.VarianceLimit => new(kind, factor * some.Variance, 0),
            RiskKind.ValueAtRiskLimit => new(kind, cost + (z * Math.Sqrt(some.Variance)) + (.3 * scale * (factor - .9)), z),
            RiskKind.Aversion => new(kind, 2 * problem.Risk.Value, 0),
            _ => new(kind, 0, z),
        };
        return true;
    }

    private static void AssertNear(double expected, double actual) =>
        Assert.True(Math.Abs(expected - actual) <= Near * Math.Max(1e-9, Math.Abs(expected)), $"{actual:R} instead of {expected:R}");
}
