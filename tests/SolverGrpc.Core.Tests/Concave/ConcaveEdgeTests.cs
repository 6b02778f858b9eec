using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests.Concave;

/// <summary>Exponents next to 0 and 1, caps that meet S exactly, floors, zero costs, units, order.</summary>
public class ConcaveEdgeTests
{
    [Theory]
    [InlineData(1e-9)]
    [InlineData(1e-3)]
    [InlineData(1 - 1e-3)]
    [InlineData(1 - 1e-9)]
    public void ExtremeExponents_WithCaps_CostWhatDynamicProgrammingFinds(double d)
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            AllocationProblem problem = Draw.Competing(random, 8, 80, mixed: true);
            for (int i = 0; i < 8; i++)
                if (problem.D[i] < 1) problem.D[i] = d;
            problem.InLots(1);
            Answer expected = problem.Solve(Method.DynamicProgramming), answer = problem.Solve(Method.BranchAndBound);
            Assert.True(answer.Termination == Termination.Optimal, $"seed {seed}: {answer.Termination} {answer.Detail}");
            double gap = answer.Certificate.Objective - expected.Certificate.Objective;
            Assert.True(Math.Abs(gap) <= 1e-9 * expected.Certificate.Objective, $"seed {seed}: {gap:R} off");
        }
    }

    [Fact]
    public void CapsSumToExactlyTheQuantity_EverythingIsAtItsCap()
    {
        AllocationProblem problem = Make.Power(6, .5, 1, 2, 3).Capped(1, 2, 3);
        Assert.Equal([1, 2, 3], problem.Solve().Schedule.ToArray());
        Assert.Equal([1, 2, 3], problem.InLots(1).Solve().Schedule.ToArray());
    }

    [Fact]
    public void Floors_AreKeptAndOnePeriodTakesTheRest()
    {
        Answer answer = Make.Power(10, .5, 1, 2, 3).Floored(1, 1, 1).Solve();
        Assert.Equal([8, 1, 1], answer.Schedule.ToArray());
        Assert.Equal(Termination.Optimal, answer.Termination);
    }

    /// <summary>Two periods that are twins in whole lots need not be when they carry the odd lot.</summary>
    [Fact]
    public void OddLot_OnlyOneOfTwinsHasRoomForIt_CarriesIt()
    {
        AllocationProblem problem = Make.Power(24, .5, 2, 2, 2).Capped(22, 13, double.PositiveInfinity).InLots(5, OddLotRule.BestPeriod);
        Answer answer = problem.Solve(Method.BranchAndBound);
        Assert.Equal([0, 0, 24], answer.Schedule.ToArray());
        Assert.Equal(Termination.Optimal, answer.Termination);
    }

    [Fact]
    public void ZeroCosts_AnythingIsOptimal()
    {
        AllocationProblem problem = Make.Power(10, .5, 0, 0, 0).Capped(4, 4, 4).WithMinimumSlices(new Random(3));
        Answer answer = problem.Solve();
        Assert.Equal(Termination.Optimal, answer.Termination);
        Assert.Equal(0, answer.Certificate.Gap);
    }

    [Fact]
    public void OneFreePeriod_TakesEverything()
    {
        Answer answer = Make.Curves(10, [0, 0], [0, 0], [1, 0], [.5, 2]).Solve();
        Assert.Equal([0, 10], answer.Schedule.ToArray());
        Assert.Equal(Termination.Optimal, answer.Termination);
    }

    [Fact]
    public void MinimumSlicesThatNobodyCanCombine_AreInfeasible()
    {
        AllocationProblem problem = Make.Power(10, 1.5, 1, 1, 1).Capped(8, 8, 8);
        problem.HasMinimumSlice = true;
        problem.MinimumSlice.Fill(7);
        Assert.Equal(Termination.Infeasible, problem.Solve().Termination);
        Assert.Equal(Termination.Infeasible, problem.InLots(1).Solve(Method.DynamicProgramming).Termination);
    }

    /// <summary>Other units of quantity and money: the schedule scales, the objective too.</summary>
    [Theory]
    [InlineData(1e-6, 1e9)]
    [InlineData(1e8, 1e-7)]
    public void OtherUnits_GiveTheSameSchedule(double shares, double money)
    {
        for (int seed = 0; seed < 100; seed++)
        {
            AllocationProblem problem = Draw.Competing(new Random(seed), 30, 300, mixed: true), scaled = Draw.Competing(new Random(seed), 30, 300, mixed: true);
            scaled.Quantity *= shares;
            for (int i = 0; i < 30; i++)
            {
                scaled.C[i] *= money * Math.Pow(shares, -scaled.D[i]);
                scaled.Upper[i] *= shares;
            }

            Answer first = problem.Solve(), second = scaled.Solve();
            Assert.True(second.Termination == Termination.Optimal, $"seed {seed}: {second.Termination} {second.Detail}");
            Assert.True(Math.Abs((second.Certificate.Objective / money) - first.Certificate.Objective) <= 2e-9 * first.Certificate.Objective, $"seed {seed}");
        }
    }

    [Fact]
    public void ReversedPeriods_CostTheSame()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            AllocationProblem problem = Draw.Competing(new Random(seed), 40, 800, mixed: seed % 2 == 0), reversed = Draw.Competing(new Random(seed), 40, 800, mixed: seed % 2 == 0);
            reversed.C.Reverse();
            reversed.D.Reverse();
            reversed.Upper.Reverse();
            double first = problem.Solve().Certificate.Objective, second = reversed.Solve().Certificate.Objective;
            Assert.True(Math.Abs(first - second) <= 2e-9 * first, $"seed {seed}: {first:R} and {second:R}");
        }
    }

    /// <summary>Small problems in whole shares against every schedule there is: those in parts of a share cost no more.</summary>
    [Fact]
    public void SmallProblems_BoundIsNotAboveAnyScheduleInWholeShares() => Cases.Run(1500, random =>
    {
        int n = random.Next(2, 5);
        AllocationProblem problem = Draw.Curves(random, n, random.Next(4, 16), (Draw.Shape)random.Next(1, 4)).WithBounds(random);
        if (random.Next(3) == 0) problem.WithMinimumSlices(random);
        double whole = BruteForce.Minimum(problem.InLots(1));
        problem.Lots = default;
        Answer answer = problem.Solve(Method.BranchAndBound);
        if (answer.HasSchedule) Assert.True(answer.Certificate.LowerBound <= whole + (1e-9 * Math.Abs(whole)), $"{answer.Certificate.LowerBound:R} above {whole:R}");
    });
}
