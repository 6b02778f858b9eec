using SolverGrpc.Core.Certificates;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests.Concave;

public class BranchAndBoundTests
{
    [Theory]
    [InlineData(Draw.Shape.Concave)]
    [InlineData(Draw.Shape.ConcaveConvex)]
    [InlineData(Draw.Shape.Mixed)]
    [InlineData(Draw.Shape.Convex)]
    public void SmallLots_CostWhatBruteForceFinds(Draw.Shape shape)
    {
        for (int seed = 0; seed < 1500; seed++)
        {
            AllocationProblem problem = Small(new Random(seed), shape);
            double expected = BruteForce.Minimum(problem);
            Answer answer = problem.Solve(Method.BranchAndBound);
            if (double.IsPositiveInfinity(expected))
            {
                Assert.True(answer.Termination == Termination.Infeasible, $"seed {seed}: {answer.Termination}");
                continue;
            }

            Assert.True(answer.Termination == Termination.Optimal, $"seed {seed}: {answer.Termination} {answer.Detail}");
            AssertClose(expected, BruteForce.Objective(problem, answer.Schedule), 1e-9, seed);
            Assert.True(answer.Certificate.LowerBound <= expected + (1e-12 * Scale(answer)), $"seed {seed}: bound above the optimum");
        }
    }

    /// <summary>The requirement: 1,000 capped instances of 50 and more periods with mixed exponents.</summary>
    [Theory]
    [InlineData(true, false, 700)]
    [InlineData(false, false, 300)]
    [InlineData(true, true, 300)]
    public void CappedLots_CostWhatDynamicProgrammingFinds(bool mixed, bool minimumSlices, int cases)
    {
        for (int seed = 0; seed < cases; seed++)
        {
            var random = new Random(seed);
            int n = random.Next(50, 65);
            AllocationProblem problem = Draw.Competing(random, n, 6 * n, mixed).InLots(1);
            if (minimumSlices) problem.WithMinimumSlices(random);
            Answer expected = problem.Solve(Method.DynamicProgramming), answer = problem.Solve(Method.BranchAndBound);
            Assert.True(answer.Termination == Termination.Optimal, $"seed {seed}: {answer.Termination} {answer.Detail}");
            AssertClose(expected.Certificate.Objective, answer.Certificate.Objective, 1e-9, seed);
            Assert.True(answer.Certificate.LowerBound <= expected.Certificate.Objective + (1e-12 * Scale(answer)), $"seed {seed}: bound above the optimum");
        }
    }

    /// <summary>Without lots nothing is dearer than in lots, and with ever smaller lots the difference goes away.</summary>
    [Theory]
    [InlineData(Draw.Shape.Concave)]
    [InlineData(Draw.Shape.ConcaveConvex)]
    [InlineData(Draw.Shape.Mixed)]
    public void NoLots_IsTheLimitOfFineLots(Draw.Shape shape)
    {
        for (int seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            AllocationProblem problem = Draw.Curves(random, 6, 1200, shape).WithBounds(random, whole: true);
            if (random.Next(2) == 0) problem.WithMinimumSlices(random, whole: true);
            Answer free = problem.Solve(), lots = problem.InLots(1).Solve(Method.DynamicProgramming);
            if (lots.Termination == Termination.Infeasible) continue;
            Assert.True(free.Termination == Termination.Optimal, $"seed {seed}: {free.Termination} {free.Detail}");
            double difference = lots.Certificate.Objective - free.Certificate.Objective, scale = Scale(lots);
            Assert.True(difference >= -1e-9 * scale, $"seed {seed}: {difference:R} better than the optimum");
            Assert.True(difference <= 2e-3 * scale, $"seed {seed}: {difference:R} of {scale:R} left on the table");
            Assert.True(CompensatedSum(free) == 1200, $"seed {seed}: sum");
        }
    }

    /// <summary>Convex costs with minimum slices: every choice of who trades is a convex problem with floors.</summary>
    [Fact]
    public void MinimumSlices_ConvexCosts_CostWhatTheBestSubsetCosts()
    {
        for (int seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            AllocationProblem problem = Draw.Curves(random, 6, 60, Draw.Shape.Convex).WithBounds(random, floors: false).WithMinimumSlices(random);
            double[] minimum = problem.MinimumSlice.ToArray(), caps = problem.Upper.ToArray();
            Answer answer = problem.Solve();
            problem.HasMinimumSlice = false;
            double best = double.PositiveInfinity;
            for (int chosen = 0; chosen < 64; chosen++)
            {
                for (int i = 0; i < 6; i++)
                    (problem.Lower[i], problem.Upper[i]) = ((chosen >> i) & 1) == 0 ? (0, 0) : (minimum[i], caps[i]);
                Answer subset = problem.Solve(Method.Lambda);
                if (subset.HasSchedule) best = Math.Min(best, subset.Certificate.Objective);
            }

            Assert.True(answer.Termination == (double.IsPositiveInfinity(best) ? Termination.Infeasible : Termination.Optimal), $"seed {seed}: {answer.Termination}");
            if (answer.HasSchedule) AssertClose(best, answer.Certificate.Objective, 1e-9, seed);
        }
    }

    /// <summary>All concave with one common cap needs no search, however alike the periods are.</summary>
    [Fact]
    public void CommonCap_NearIdenticalPeriods_IsSolvedWithoutSearch()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            int n = random.Next(2, 60), cap = random.Next(1, 20), quantity = random.Next(1, n * cap);
            AllocationProblem problem = Make.Power(quantity, .6, [.. Enumerable.Range(0, n).Select(_ => 1 + (.01 * random.NextDouble()))]);
            if (random.Next(3) == 0) problem.D.Fill(.3);
            problem.Upper.Fill(random.Next(4) == 0 ? double.PositiveInfinity : cap);
            Answer answer = problem.Solve(), lots = problem.InLots(1).Solve(Method.DynamicProgramming);
            Assert.True(answer.Termination == Termination.Optimal && answer.Iterations == 1, $"seed {seed}: {answer.Termination}, {answer.Iterations} nodes");
            AssertClose(lots.Certificate.Objective, answer.Certificate.Objective, 1e-12, seed);
        }
    }

    /// <summary>
    /// Twenty or more nearly identical periods with different caps: the tree is exponential. The limit is said, and the gap that is
    /// reported holds the true optimum.
    /// </summary>
    [Fact]
    public void NearIdenticalPeriods_NodeLimit_ReportsTheGapThatIsProven()
    {
        AllocationProblem problem = NearlyIdentical(40);
        var settings = new SolveSettings { Method = Method.BranchAndBound, NodeLimit = 100 };
        var answer = new Answer();
        Solver.Solve(problem, settings, new Workspace(), answer);
        double optimum = problem.Solve(Method.DynamicProgramming).Certificate.Objective;
        Assert.Equal((Termination.Feasible, LimitKind.Nodes), (answer.Termination, answer.Limit));
        Assert.InRange(answer.Iterations, 50, 100);
        Assert.InRange(optimum, answer.Certificate.LowerBound, answer.Certificate.Objective);
        Assert.InRange(answer.Certificate.RelativeGap, 1e-9, .05);
    }

    /// <summary>Left to itself, the solver turns to dynamic programming when the search takes too long.</summary>
    [Fact]
    public void NearIdenticalPeriodsInLots_Auto_TurnsToDynamicProgramming()
    {
        Answer answer = NearlyIdentical(40).Solve();
        Assert.Equal((Termination.Optimal, Method.DynamicProgramming), (answer.Termination, answer.Method));
        Assert.Equal(ProofKind.DynamicProgramming, answer.Certificate.Proof);
    }

    /// <summary>Identical periods are no work at all: of all permutations one is looked at.</summary>
    [Fact]
    public void IdenticalPeriods_DifferentFromOthers_NeedFewNodes()
    {
        AllocationProblem problem = NearlyIdentical(40);
        for (int i = 0; i < 20; i++) (problem.C[i], problem.Upper[i]) = (1, 17);
        for (int i = 20; i < 40; i++) (problem.C[i], problem.Upper[i]) = (1.01, 23);
        Answer answer = problem.Solve(Method.BranchAndBound);
        Assert.Equal(Termination.Optimal, answer.Termination);
        Assert.InRange(answer.Iterations, 1, 200);
    }

    /// <summary>The root alone is longer than the time between two looks: what it knows by then is said, and no more.</summary>
    [Theory]
    [InlineData(500)]
    [InlineData(40_000)]
    public void Budget_AlreadySpent_EndsEarlyWithAValidBound(int n)
    {
        using var gone = new CancellationTokenSource();
        gone.Cancel();
        AllocationProblem problem = Draw.Competing(new Random(1), n, 20 * n, mixed: true);
        var settings = new SolveSettings { Budget = new SolveBudget(TimeProvider.System, Timeout.InfiniteTimeSpan, gone.Token) };
        var answer = new Answer();
        Solver.Solve(problem, settings, new Workspace(), answer);
        Assert.Equal(LimitKind.Time, answer.Limit);
        Assert.Equal(n == 500 ? Termination.Feasible : Termination.LimitNoSolution, answer.Termination);
        if (answer.HasSchedule) Assert.InRange(answer.Certificate.RelativeGap, 0, .1);
    }

    [Fact]
    public void SecondSolve_AllocatesNothing()
    {
        AllocationProblem problem = Draw.Competing(new Random(1), 50, 1000, mixed: true).WithMinimumSlices(new Random(1));
        var workspace = new Workspace();
        var answer = new Answer();
        for (int warm = 0; warm < 2; warm++) Solver.Solve(problem, new SolveSettings(), workspace, answer);
        Assert.Equal(0, Allocation.Of(() => Solver.Solve(problem, new SolveSettings(), workspace, answer)));
        Assert.True(answer.Iterations > 1);
    }

    private static AllocationProblem NearlyIdentical(int n)
    {
        var random = new Random(5);
        AllocationProblem problem = Make.Power(20 * n, .6, [.. Enumerable.Range(0, n).Select(_ => 1 + (.05 * random.NextDouble()))]);
        for (int i = 0; i < n; i++) problem.Upper[i] = random.Next(30, 130);
        return problem.InLots(1);
    }

    private static AllocationProblem Small(Random random, Draw.Shape shape)
    {
        int n = random.Next(1, 5);
        (long lot, long quantity, OddLotRule odd) = Draw.FewLots(random);
        AllocationProblem problem = Draw.Curves(random, n, quantity, shape);
        if (random.Next(3) == 0) RepeatFirstHalf(problem);
        if (random.Next(2) == 0) problem.WithBounds(random);
        if (random.Next(3) == 0) problem.WithMinimumSlices(random);
        return problem.InLots(lot, odd);
    }

    private static void RepeatFirstHalf(AllocationProblem problem)
    {
        int half = problem.PeriodCount / 2;
        for (int i = half; i < 2 * half; i++)
            (problem.A[i], problem.B[i], problem.C[i], problem.D[i]) = (problem.A[i - half], problem.B[i - half], problem.C[i - half], problem.D[i - half]);
    }

    private static double Scale(Answer answer) => Math.Max(Math.Abs(answer.Certificate.Objective), answer.Certificate.RoundingScale);

    private static double CompensatedSum(Answer answer) => Costs.CompensatedSum.Of(answer.Schedule);

    private static void AssertClose(double expected, double actual, double tolerance, int seed) =>
        Assert.True(Math.Abs(actual - expected) <= tolerance * Math.Max(1, Math.Abs(expected)), $"seed {seed}: {actual:R} instead of {expected:R}");
}
