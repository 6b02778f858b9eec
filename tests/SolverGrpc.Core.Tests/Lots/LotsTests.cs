using SolverGrpc.Core.Certificates;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests.Lots;

public class LotsTests
{
    [Theory]
    [InlineData(OddLotRule.None, 4000)]
    [InlineData(OddLotRule.LastPeriod, 2000)]
    [InlineData(OddLotRule.BestPeriod, 2000)]
    public void ConvexCosts_CostWhatDynamicProgrammingFinds(OddLotRule odd, int cases)
    {
        for (int seed = 0; seed < cases; seed++)
        {
            AllocationProblem problem = Convex(new Random(seed), odd);
            Answer expected = problem.Solve(Method.DynamicProgramming), answer = problem.Solve(Method.Lambda);
            Assert.True(answer.Termination == expected.Termination, $"seed {seed}: {answer.Termination} {answer.Detail}, not {expected.Termination}");
            if (!expected.HasSchedule) continue;
            double gap = answer.Certificate.Objective - expected.Certificate.Objective;
            Assert.True(Math.Abs(gap) <= 1e-9 * Math.Max(1, Math.Abs(expected.Certificate.Objective)), $"seed {seed}: {gap:R} off");
            Assert.True(CompensatedUnits(answer) == problem.Lots.QuantityUnits, $"seed {seed}: sum");
            Assert.True(answer.Certificate.Proof == ProofKind.LotDual, $"seed {seed}: {answer.Certificate.Proof}");
        }
    }

    /// <summary>Far more lots than a table could hold: the dual bound over lots closes the gap.</summary>
    [Theory]
    [InlineData(OddLotRule.None)]
    [InlineData(OddLotRule.BestPeriod)]
    public void ManyLots_AreProvenOptimalToTheUnit(OddLotRule odd)
    {
        for (int seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            long quantity = (long)Math.Pow(10, 3 + (9 * random.NextDouble()));
            AllocationProblem problem = Draw.Curves(random, random.Next(1, 400), quantity, Draw.Shape.Convex).WithBounds(random);
            quantity = odd == OddLotRule.None ? quantity / 7 * 7 : quantity;
            problem.Quantity = quantity;
            problem.InLots(7, odd);
            Answer answer = problem.Solve();
            if (answer.Termination == Termination.Infeasible) continue;
            Assert.True(answer.Termination == Termination.Optimal, $"seed {seed}: {answer.Termination} {answer.Detail} gap {answer.Certificate.RelativeGap:R}");
            Assert.True(CompensatedUnits(answer) == quantity, $"seed {seed}: sum");
            Assert.Equal((Method.Lambda, ProofKind.LotDual), (answer.Method, answer.Certificate.Proof));
        }
    }

    /// <summary>What users of other schedulers complain about: fewer lots than periods.</summary>
    [Fact]
    public void FewerLotsThanPeriods_GoToTheCheapestPeriods()
    {
        AllocationProblem problem = Make.Power(300, 3, 5, 1, 4, 2, 3, 6, 7, 8, 9, 10).InLots(100);
        Assert.Equal([0, 100, 0, 100, 100, 0, 0, 0, 0, 0], problem.Solve().Schedule.ToArray());
    }

    [Fact]
    public void LessThanOneLot_IsCarriedByTheCheapestPeriod()
    {
        AllocationProblem problem = Make.Power(30, 1.5, 5, 1, 4).InLots(100, OddLotRule.BestPeriod);
        Answer answer = problem.Solve();
        Assert.Equal([0, 30, 0], answer.Schedule.ToArray());
        Assert.Equal(Termination.Optimal, answer.Termination);
    }

    /// <summary>Appending the odd lot to the whole-lot optimum is not optimal in general; trying every carrier is.</summary>
    [Fact]
    public void OddLot_BestPeriod_BeatsAppendingNowAndThen()
    {
        int worse = 0;
        for (int seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            AllocationProblem problem = Draw.Curves(random, 5, 53, Draw.Shape.Convex).InLots(10, OddLotRule.BestPeriod);
            double best = problem.Solve().Certificate.Objective;
            problem.Quantity = 50;
            double[] whole = problem.InLots(10).Solve().Schedule.ToArray();
            problem.Quantity = 53;
            problem.InLots(10, OddLotRule.BestPeriod);
            double appended = Enumerable.Range(0, 5).Min(i => BruteForce.Objective(problem, [.. whole.Select((x, j) => i == j ? x + 3 : x)]));
            Assert.True(best <= appended + (1e-12 * Math.Abs(appended)), $"seed {seed}");
            if (best < appended - (1e-9 * Math.Abs(appended))) worse++;
        }

        Assert.InRange(worse, 1, 399);
    }

    /// <summary>Equal prices everywhere: the earliest periods buy, up to their caps, and a million lots are no work.</summary>
    [Fact]
    public void LinearCosts_Ties_AreBoughtEarliestFirst()
    {
        AllocationProblem problem = Make.Quadratic(1e9, [.1, .1, .1, .2], [0, 0, 0, 0]).Capped(4e8, 4e8, 4e8, 4e8).InLots(1);
        Answer answer = problem.Solve();
        Assert.Equal([4e8, 4e8, 2e8, 0], answer.Schedule.ToArray());
        Assert.Equal(Termination.Optimal, answer.Termination);
    }

    /// <summary>Caps and units that are not binary fractions: 3 lots of 0.1 fit under a cap of 0.3.</summary>
    [Fact]
    public void DecimalUnits_CapsThatAreMultiples_AreReached()
    {
        AllocationProblem problem = Make.Power(.6, 1.5, 1, 1000, 1000).Capped(.3, .3, .3);
        problem.Lots = new(1, 6, .1, OddLotRule.None);
        Answer answer = problem.Solve();
        Assert.Equal(Termination.Optimal, answer.Termination);
        Assert.Equal(.3, answer.Schedule[0], 1e-15);
    }

    /// <summary>Caps that hold the quantity, but not in whole lots: how much does fit is said.</summary>
    [Fact]
    public void CapsTooSmallInLots_SayWhatFits()
    {
        Answer answer = Make.Power(300, 1.5, 1, 1, 1).Capped(150, 150, 50).InLots(100).Solve();
        Assert.Equal((Termination.Infeasible, 200.0, 100.0), (answer.Termination, answer.Infeasibility.LargestExecutable, answer.Infeasibility.Shortfall));
    }

    [Fact]
    public void FloorWithoutWholeLotBelowTheCap_NamesThePeriod()
    {
        Answer answer = Make.Power(300, 1.5, 1, 1).Floored(0, 110).Capped(1000, 190).InLots(100).Solve();
        Assert.Equal((Termination.Infeasible, 1), (answer.Termination, answer.Infeasibility.Period));
    }

    /// <summary>Twice the lot and half the lots is the same problem with coefficients scaled.</summary>
    [Fact]
    public void ScalingLotAndQuantity_ScalesTheSchedule()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            AllocationProblem small = Draw.Curves(new Random(seed), 20, 300, Draw.Shape.Convex).InLots(3);
            AllocationProblem large = Draw.Curves(new Random(seed), 20, 300, Draw.Shape.Convex);
            large.Quantity = 600;
            for (int i = 0; i < 20; i++)
            {
                large.A[i] /= 2;
                large.B[i] /= 4;
                large.C[i] *= Math.Pow(2, -large.D[i]);
            }

            Answer first = small.Solve(), second = large.InLots(6).Solve();
            Assert.True(Math.Abs(first.Certificate.Objective - second.Certificate.Objective) <= 1e-9 * Math.Abs(first.Certificate.Objective), $"seed {seed}");
            Assert.True(Math.Abs((second.Lambda * 2) - first.Lambda) <= 1e-9 * Math.Abs(first.Lambda), $"seed {seed}: lambda");
        }
    }

    [Fact]
    public void PermutedPeriods_CostTheSame()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            AllocationProblem problem = Convex(new Random(seed), OddLotRule.BestPeriod);
            if (problem.Family == CostFamily.Levels) continue;
            int n = problem.PeriodCount;
            int[] order = [.. Enumerable.Range(0, n)];
            new Random(seed).Shuffle(order);
            double[] Moved(Span<double> column)
            {
                double[] values = column.ToArray();
                return [.. order.Select(i => values[i])];
            }

            var other = new AllocationProblem();
            other.Reset(n);
            other.Quantity = problem.Quantity;
            other.Lots = problem.Lots;
            Moved(problem.A).CopyTo(other.A);
            Moved(problem.B).CopyTo(other.B);
            Moved(problem.C).CopyTo(other.C);
            Moved(problem.D).CopyTo(other.D);
            other.Floored(Moved(problem.Lower)).Capped(Moved(problem.Upper));
            Answer first = problem.Solve(), second = other.Solve();
            Assert.True(first.Termination == second.Termination, $"seed {seed}");
            Assert.True(!first.HasSchedule || Math.Abs(first.Certificate.Objective - second.Certificate.Objective) <= 1e-9 * Math.Max(1, Math.Abs(first.Certificate.Objective)), $"seed {seed}");
        }
    }

    [Fact]
    public void SecondSolve_AllocatesNothing()
    {
        AllocationProblem problem = Draw.Curves(new Random(3), 390, 1_000_003, Draw.Shape.Convex).WithBounds(new Random(3)).InLots(100, OddLotRule.BestPeriod);
        var workspace = new Workspace();
        var answer = new Answer();
        for (int warm = 0; warm < 2; warm++) Solver.Solve(problem, new SolveSettings(), workspace, answer);
        Assert.Equal(0, Allocation.Of(() => Solver.Solve(problem, new SolveSettings(), workspace, answer)));
        Assert.Equal(Termination.Optimal, answer.Termination);
    }

    private static AllocationProblem Convex(Random random, OddLotRule odd)
    {
        int n = random.Next(1, 9);
        long lot = odd == OddLotRule.None ? random.Next(1, 4) : random.Next(2, 30);
        long quantity = lot * random.Next(odd == OddLotRule.None ? 1 : 0, 60);
        if (odd != OddLotRule.None) quantity += random.Next(1, (int)lot);
        AllocationProblem problem = random.Next(4) == 0 ? Draw.Book(random, n, quantity) : Draw.Curves(random, n, quantity, Draw.Shape.Convex);
        if (random.Next(2) == 0) problem.WithBounds(random, floors: random.Next(2) == 0);
        return problem.InLots(lot, odd);
    }

    private static long CompensatedUnits(Answer answer)
    {
        long units = 0;
        foreach (double x in answer.Schedule) units += checked((long)x);
        return units;
    }
}
