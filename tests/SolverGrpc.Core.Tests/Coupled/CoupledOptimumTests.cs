using SolverGrpc.Core.Certificates;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests.Coupled;

/// <summary>Convex coupled problems of every kind are solved and proven.</summary>
public class CoupledOptimumTests
{
    [Fact]
    public void Aversion_AnyConvexProblem_IsProvenOptimalAndNoMoveImproves()
    {
        int solved = 0, proven = 0;
        Cases.Run(3000, random =>
        {
            AllocationProblem problem = CoupledCases.Any(random, random.Next(2, 60));
            problem.Minding(RiskKind.Aversion, CoupledCases.SomeAversion(random, problem));
            if (!CoupledCases.HasRoom(problem)) return;
            Answer answer = problem.Solve(Method.InteriorPoint);
            if (answer.Termination == Termination.Unsupported)
            {
                Assert.True(problem.HasPermanentImpact);
                return;
            }

            Assert.True(answer.HasSchedule, $"{answer.Termination} {answer.Detail}");
            if (TraitsOf.Problem(problem).HasFlag(ProblemTraits.RiskAversion)) Assert.Equal(ProofKind.CoupledDual, answer.Certificate.Proof);
            Assert.True(answer.Certificate.RelativeGap <= 1e-6, $"gap {answer.Certificate.RelativeGap:e2} after {answer.Iterations}");
            CoupledCases.AssertNoMoveImproves(problem, answer.Schedule, random, 50);
            solved++;
            if (answer.Termination == Termination.Optimal) proven++;
        });

        // with risk a hundred times what is sensible the last digits of x weigh more than 1e-9
        Assert.True(solved > 2000 && proven >= .99 * solved, $"{proven} of {solved}");
    }

    [Fact]
    public void Aversion_UpToFourPeriods_AgreesWithNestedGoldenSections() => Cases.Run(150, random =>
    {
        AllocationProblem problem = CoupledCases.Any(random, random.Next(2, 5));
        problem.Minding(RiskKind.Aversion, CoupledCases.SomeAversion(random, problem));
        if (!CoupledCases.HasRoom(problem)) return;
        Answer answer = problem.Solve(Method.InteriorPoint);
        if (answer.Termination == Termination.Unsupported) return;
        double best = Reference.Minimum(problem), scale = Math.Abs(best) + Reference.Size(problem, answer.Schedule);
        Assert.Equal(best / scale, answer.Certificate.Objective / scale, 1e-8);
        Assert.True(answer.Certificate.LowerBound <= best + (1e-10 * scale), $"{answer.Certificate.LowerBound:R} > {best:R}");
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(390)]
    [InlineData(10_000)]
    public void Aversion_AnyLength_IsProvenOptimal(int periods) => Cases.Run(3, random =>
    {
        double[] a = new double[periods], b = new double[periods], c = new double[periods], d = new double[periods], v = new double[periods];
        for (int i = 0; i < periods; i++)
        {
            a[i] = random.NextDouble() * .01;
            b[i] = random.LogUniform(1e-6, 1e-5);
            c[i] = random.LogUniform(1e-4, 1e-3);
            d[i] = 1.3 + (.4 * random.NextDouble());
            v[i] = random.LogUniform(1e-5, 1e-4) / periods;
        }

        AllocationProblem problem = Make.Curves(1e6, a, b, c, d).Volatile(v).Minding(RiskKind.Aversion, 1e-6);
        if (periods > 2) problem.Upper.Fill(5e6 / periods);
        Answer answer = problem.Solve();
        Assert.Equal(Termination.Optimal, answer.Termination);
        Assert.Equal(Method.InteriorPoint, answer.Method);
    });

    [Fact]
    public void Bounds_EverywhereNowhereExactly_AreKeptToTheBit() => Cases.Run(300, random =>
    {
        int count = random.Next(2, 30);
        AllocationProblem problem = CoupledCases.Any(random, count);
        problem.Minding(RiskKind.Aversion, CoupledCases.SomeAversion(random, problem));
        problem.Lower.Clear();
        problem.Upper.Fill(problem.Quantity / (count - random.NextDouble()));
        Answer answer = problem.Solve(Method.InteriorPoint);
        if (answer.Termination == Termination.Unsupported) return;
        Assert.True(answer.HasSchedule);
        Assert.Equal(0, answer.Certificate.BoundViolation);
        Assert.Equal(0, answer.Certificate.SumError, 1e-15);
        Assert.True(answer.Certificate.RelativeGap <= 2e-8, $"gap {answer.Certificate.RelativeGap:e2}");
    });

    [Fact]
    public void Levels_WithRisk_AreProvenOptimal() => Cases.Run(500, random =>
    {
        int count = random.Next(2, 25);
        var periods = new (double Size, double Price)[count][];
        double depth = 0;
        for (int i = 0; i < count; i++)
        {
            double price = random.NextDouble() * .01;
            periods[i] = new (double, double)[random.Next(1, 6)];
            for (int k = 0; k < periods[i].Length; k++)
            {
                periods[i][k] = (random.LogUniform(1, 1000), price += random.NextDouble() * .02);
                depth += periods[i][k].Size;
            }
        }

        AllocationProblem problem = Make.Book(depth * random.NextDouble(), periods).Volatile(Enumerable.Range(0, count).Select(_ => random.LogUniform(1e-6, 1e-3)).ToArray());
        problem.Minding(RiskKind.Aversion, random.LogUniform(1e-4, 10));
        if (random.Chance(.3)) problem.Lower[random.Next(count)] = problem.Quantity / (2 * count);
        if (!CoupledCases.HasRoom(problem)) return;
        Answer answer = problem.Solve();
        Assert.True(answer.Termination == Termination.Optimal, $"{answer.Termination} gap {answer.Certificate.RelativeGap:e2}");
        CoupledCases.AssertNoMoveImproves(problem, answer.Schedule, random, 50);
    });

    [Fact]
    public void Separable_ByInteriorPoint_AgreesWithTheMultiplier() => Cases.Run(1000, random =>
    {
        AllocationProblem problem = CoupledCases.Any(random, random.Next(2, 60));
        problem.HasVariance = problem.HasDrift = problem.HasPermanentImpact = false;
        if (!CoupledCases.HasRoom(problem)) return;
        Answer exact = problem.Solve(Method.Lambda), other = problem.Solve(Method.InteriorPoint);
        Assert.Equal(Termination.Optimal, exact.Termination);
        Assert.True(other.HasSchedule);
        double scale = exact.Certificate.RoundingScale;
        Assert.InRange((other.Certificate.Objective - exact.Certificate.Objective) / scale, -1e-12, 1e-8);
    });

    [Fact]
    public void Units_ChangedByAnyFactor_ScaleTheSchedule()
    {
        int compared = 0;
        Cases.Run(200, random =>
        {
            int count = random.Next(2, 30);
            AllocationProblem problem = CoupledCases.Any(random, count);
            problem.Minding(RiskKind.Aversion, CoupledCases.SomeAversion(random, problem));
            if (!CoupledCases.HasRoom(problem)) return;
            Answer before = problem.Solve(Method.InteriorPoint);
            if (!before.HasSchedule) return;
            double[] schedule = before.Schedule.ToArray();

            // shares in lots of 2^-12, money in units of 2^9
            double shares = Math.ScaleB(1, 12), money = Math.ScaleB(1, -9), quantity = problem.Quantity;
            problem.Quantity *= shares;
            for (int i = 0; i < count; i++)
            {
                problem.Lower[i] *= shares;
                problem.Upper[i] *= shares;
                problem.A[i] *= money / shares;
                problem.B[i] *= money / shares / shares;
                problem.C[i] *= money / Math.Pow(shares, problem.D[i]);
                problem.PriceVariance[i] *= money * money / shares / shares;
                problem.Drift[i] *= money / shares;
                problem.PermanentImpact[i] *= money / shares / shares;
            }

            problem.Minding(RiskKind.Aversion, problem.Risk.Value / money);
            Answer after = problem.Solve(Method.InteriorPoint);
            Assert.Equal(1, after.Certificate.Objective / (before.Certificate.Objective * money), 1e-8);
            for (int i = 0; i < count; i++) Assert.Equal(schedule[i] / quantity, after.Schedule[i] / problem.Quantity, 1e-4);
            compared++;
        });
        Assert.True(compared > 150, $"{compared} compared");
    }

    /// <summary>Quadratic costs without spreads and drift: twice the order is the same day with twice as much of everything.</summary>
    [Fact]
    public void Quadratic_OrderTimesAnything_IsTheScheduleTimesIt()
    {
        int compared = 0;
        Cases.Run(500, random =>
        {
            int count = random.Next(1, 60);
            AllocationProblem problem = CoupledCases.Any(random, count);
            problem.Minding(RiskKind.Aversion, CoupledCases.SomeAversion(random, problem));
            problem.HasDrift = false;
            problem.A.Clear();
            problem.C.Clear();
            problem.D.Fill(2);
            for (int i = 0; i < count; i++) problem.B[i] = random.LogUniform(1e-6, 1e-2);
            if (!CoupledCases.HasRoom(problem) || problem.Solve(Method.InteriorPoint) is not { HasSchedule: true } before) return;
            double factor = random.LogUniform(1e-3, 1e3), quantity = problem.Quantity;
            problem.Quantity *= factor;
            for (int i = 0; i < count; i++)
            {
                problem.Lower[i] *= factor;
                problem.Upper[i] *= factor;
            }

            Answer after = problem.Solve(Method.InteriorPoint);
            Assert.Equal(1, after.Certificate.Objective / (before.Certificate.Objective * factor * factor), 1e-9);
            for (int i = 0; i < count; i++) Assert.Equal(before.Schedule[i] / quantity, after.Schedule[i] / problem.Quantity, 1e-6);
            compared++;
        });
        Assert.True(compared > 450, $"{compared} compared");
    }

    /// <summary>Equal permanent impact is γ/2 (S² − Σ x²), whatever the order of the periods.</summary>
    [Fact]
    public void EqualPermanentImpact_PermutedPeriods_GivePermutedSchedule() => Cases.Run(500, random =>
    {
        int count = random.Next(2, 40);
        double[] b = [.. Enumerable.Range(0, count).Select(_ => random.LogUniform(1e-5, 1e-3))], a = [.. b.Select(_ => random.NextDouble())];
        double[] caps = [.. b.Select(_ => 1e4 * (1.2 + random.NextDouble()) / count)];
        int[] order = [.. Enumerable.Range(0, count)];
        random.Shuffle(order);
        AllocationProblem Permuted(Func<int, int> of) => Make
            .Quadratic(1e4, [.. order.Select((_, i) => a[of(i)])], [.. order.Select((_, i) => b[of(i)])])
            .Capped([.. order.Select((_, i) => caps[of(i)])]).Permanent(1e-5);
        Answer straight = Permuted(i => i).Solve(), permuted = Permuted(i => order[i]).Solve();
        Assert.Equal((Termination.Optimal, Termination.Optimal), (straight.Termination, permuted.Termination));
        Assert.Equal(1, permuted.Certificate.Objective / straight.Certificate.Objective, 1e-12);
        for (int i = 0; i < count; i++) Assert.Equal(straight.Schedule[order[i]], permuted.Schedule[i], 1e-5 * 1e4);
    });

    [Fact]
    public void PermanentImpact_NotProvenConvex_IsRefusedOrLeftToDynamicProgramming()
    {
        AllocationProblem problem = Make.Power(100, 1.5, 1, 1).Permanent(.15);
        Answer refused = problem.Solve(Method.InteriorPoint);
        Assert.Equal(Termination.Unsupported, refused.Termination);
        Assert.Contains("convex", refused.Detail, StringComparison.Ordinal);
        Assert.Equal(Method.DynamicProgramming, problem.Solve().Method);
    }

    [Fact]
    public void Budget_Exhausted_StillGivesAScheduleThatKeepsTheBounds()
    {
        AllocationProblem problem = Make.Power(1000, 1.5, 1, 2, 3, 4).Capped(300, 400, 500, 600).Volatile(.01).Minding(RiskKind.Aversion, .1);
        using var gone = new CancellationTokenSource();
        gone.Cancel();
        var answer = new Answer();
        var settings = new SolveSettings { Budget = new SolveBudget(TimeProvider.System, Timeout.InfiniteTimeSpan, gone.Token) };
        Solver.Solve(problem, settings, new Workspace(), answer);
        Assert.Equal(Termination.Feasible, answer.Termination);
        Assert.Equal(LimitKind.Time, answer.Limit);
    }

    [Fact]
    public void Solve_Again_AllocatesNothing()
    {
        AllocationProblem problem = CoupledCases.Any(new Random(3), 100).Minding(RiskKind.MinimizeValueAtRisk, 0, 1.6);
        problem.HasPermanentImpact = false;
        var workspace = new Workspace();
        var answer = new Answer();
        for (int i = 0; i < 3; i++) Solver.Solve(problem, new SolveSettings(), workspace, answer);
        Assert.Equal(0, Allocation.Of(() => Solver.Solve(problem, new SolveSettings(), workspace, answer)));
        Assert.True(answer.HasSchedule);
    }
}
