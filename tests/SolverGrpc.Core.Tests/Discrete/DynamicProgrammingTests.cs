using SolverGrpc.Core.Certificates;
using SolverGrpc.Core.Discrete;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Simd;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests.Discrete;

public class DynamicProgrammingTests
{
    /// <summary>Every cost and rule it takes, against every schedule there is.</summary>
    [Fact]
    public void AnyProblem_OfFewPeriods_CostsWhatBruteForceFinds()
    {
        for (int seed = 0; seed < 3000; seed++)
        {
            AllocationProblem problem = Draw.Small(new Random(seed));
            double expected = BruteForce.Minimum(problem);
            Answer answer = problem.Solve(Method.DynamicProgramming);
            if (double.IsPositiveInfinity(expected))
            {
                Assert.True(answer.Termination == Termination.Infeasible, $"seed {seed}: {answer.Termination}");
                continue;
            }

            Assert.True(answer.Termination == Termination.Optimal, $"seed {seed}: {answer.Termination} {answer.Detail}");
            double found = BruteForce.Objective(problem, answer.Schedule);
            Assert.True(Math.Abs(found - expected) <= 1e-9 * Math.Max(1, Math.Abs(expected)), $"seed {seed}: {found:R} instead of {expected:R}");
            Assert.True(answer.Schedule.ToArray().Sum() == problem.Quantity, $"seed {seed}: sum");
        }
    }

    /// <summary>Without lots the answer is that of the same problem in lots of the step, and says its grid.</summary>
    [Fact]
    public void NoLots_GridStepGiven_IsThatOfLotsOfTheStep()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            AllocationProblem problem = Draw.Curves(random, 6, 40 + random.Next(4), Draw.Shape.Mixed).WithBounds(random).WithCoupling(random);
            Answer free = Solve(problem, new SolveSettings { Method = Method.DynamicProgramming, GridStep = 4 });
            Answer lots = problem.InLots(4, OddLotRule.BestPeriod).Solve(Method.DynamicProgramming);
            if (lots.Termination == Termination.Infeasible)
            {
                Assert.True(free.Termination == Termination.Unsupported && free.Detail.Contains("grid"), $"seed {seed}: {free.Termination}");
                continue;
            }

            Assert.True(free.Termination == Termination.Feasible && free.Detail.Contains("exact on a grid of 4 shares"), $"seed {seed}: {free.Termination} {free.Detail}");
            Assert.Equal((ProofKind.DynamicProgramming, 4.0), (free.Certificate.Proof, free.Certificate.GridStep));
            Assert.True(free.Certificate.Objective == lots.Certificate.Objective, $"seed {seed}");
        }
    }

    /// <summary>The grid of the method's own choice holds the quantity exactly, whatever it is.</summary>
    [Theory]
    [InlineData(1e-7)]
    [InlineData(123.456)]
    [InlineData(1e12)]
    public void NoLots_NoGridStep_ApproachesTheContinuousOptimum(double quantity)
    {
        AllocationProblem problem = Make.Power(quantity, 1.5, 1, 2, 4);
        Answer grid = problem.Solve(Method.DynamicProgramming), exact = problem.Solve(Method.Lambda);
        Assert.Equal(Termination.Feasible, grid.Termination);
        Assert.Equal(DynamicProgrammingMethod.DefaultStep(quantity, 3), grid.Certificate.GridStep);
        Assert.InRange(grid.Certificate.Objective / exact.Certificate.Objective, 1, 1 + 1e-6);
    }

    [Fact]
    public void TooManyLots_AreRefused_WithTheFormula()
    {
        AllocationProblem problem = Make.Power(1e7, .5, Enumerable.Repeat(1.0, 400).ToArray()).InLots(100);
        Answer answer = problem.Solve(Method.DynamicProgramming);
        Assert.Equal(Termination.Unsupported, answer.Termination);
        Assert.Contains("remainders times slices", answer.Detail);
        Assert.True(double.IsPositiveInfinity(DynamicProgrammingMethod.OperationsFor(problem, new Workspace())));
    }

    [Fact]
    public void Budget_AlreadySpent_EndsWithoutSchedule()
    {
        using var gone = new CancellationTokenSource();
        gone.Cancel();
        var settings = new SolveSettings
        {
            Method = Method.DynamicProgramming,
            Budget = new SolveBudget(TimeProvider.System, Timeout.InfiniteTimeSpan, gone.Token),
        };
        Answer answer = Solve(Make.Power(4000, .5, 1, 2, 3, 4, 5).InLots(1), settings);
        Assert.Equal((Termination.LimitNoSolution, LimitKind.Time), (answer.Termination, answer.Limit));
    }

    /// <summary>Additions and minima of single numbers: no kernel may differ by a bit.</summary>
    [Fact]
    public void EveryKernel_GivesTheSameBits()
    {
        for (int seed = 0; seed < 30; seed++)
        {
            var random = new Random(seed);
            AllocationProblem problem = Draw.Curves(random, 12, 150 + random.Next(70), Draw.Shape.Mixed).WithBounds(random).WithCoupling(random);
            problem.InLots(random.Next(1, 4), OddLotRule.BestPeriod);
            double[][] schedules = [.. KernelSelection.Supported.Select(kernel =>
            {
                using KernelSelection.Forced forced = KernelSelection.Force(kernel);
                Answer answer = problem.Solve(Method.DynamicProgramming);
                return (double[])[.. answer.Schedule, answer.Certificate.LowerBound];
            })];
            Assert.All(schedules, schedule => Assert.Equal(schedules[0], schedule));
        }
    }

    /// <summary>A repeated solve of the same size takes its memory from the workspace.</summary>
    [Fact]
    public void SecondSolve_AllocatesNothing()
    {
        AllocationProblem problem = Draw.Curves(new Random(1), 40, 300, Draw.Shape.Mixed).WithCoupling(new Random(1)).InLots(1);
        var workspace = new Workspace();
        var answer = new Answer();
        var settings = new SolveSettings { Method = Method.DynamicProgramming };
        for (int warm = 0; warm < 2; warm++) Solver.Solve(problem, settings, workspace, answer);
        Assert.Equal(0, Allocation.Of(() => Solver.Solve(problem, settings, workspace, answer)));
        Assert.Equal(Termination.Optimal, answer.Termination);
    }

    private static Answer Solve(AllocationProblem problem, SolveSettings settings)
    {
        var answer = new Answer();
        Solver.Solve(problem, settings, new Workspace(), answer);
        return answer;
    }
}
