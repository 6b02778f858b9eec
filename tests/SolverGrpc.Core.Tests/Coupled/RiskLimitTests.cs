using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests.Coupled;

/// <summary>Limits on variance and value at risk, the smallest value at risk, and the prices of the limits.</summary>
public class RiskLimitTests
{
    [Fact]
    public void VarianceLimit_AnyConvexProblem_IsMetAndProven()
    {
        var count = new Tally();
        Cases.Run(2000, random =>
        {
            AllocationProblem problem = CoupledCases.Any(random, random.Next(2, 50));
            if (!CoupledCases.HasRoom(problem) || problem.Solve(Method.InteriorPoint) is not { HasSchedule: true } free || free.Variance == 0) return;
            problem.Minding(RiskKind.VarianceLimit, free.Variance * random.NextDouble());
            Answer answer = problem.Solve(Method.InteriorPoint);
            double smallest = SmallestVariance(problem);
            if (answer.Termination == Termination.Infeasible)
            {
                Assert.True(problem.Risk.Value < smallest);
                Assert.Equal(smallest, answer.Infeasibility.SmallestReachable, 1e-9 * smallest);
                return;
            }

            Assert.True(answer.HasSchedule, $"{answer.Termination} {answer.Detail}");
            Assert.True(answer.Variance <= problem.Risk.Value, $"{answer.Variance:R} > {problem.Risk.Value:R}");
            Assert.True(answer.Certificate.RelativeGap <= 1e-5, $"gap {answer.Certificate.RelativeGap:e2}");
            count.Add(answer);
        });
        count.AssertProven(.97);
    }

    [Fact]
    public void VarianceLimit_QuadraticCosts_PriceIsWhatRelaxingItSaves() => Cases.Run(100, random =>
    {
        AllocationProblem problem = Quadratic(random, 30);
        double free = problem.Solve(Method.InteriorPoint).Variance, limit = free * (.2 + (.5 * random.NextDouble())), step = 1e-4 * limit;
        double tighter = Solve(problem, RiskKind.VarianceLimit, limit - step).Cost.Total, looser = Solve(problem, RiskKind.VarianceLimit, limit + step).Cost.Total;
        Answer answer = Solve(problem, RiskKind.VarianceLimit, limit);
        Assert.Equal(Termination.Optimal, answer.Termination);
        Assert.Equal(limit, answer.Variance, 1e-9 * limit);
        Assert.Equal(1, (tighter - looser) / (2 * step) / answer.VarianceMultiplier, 1e-3);
    });

    [Fact]
    public void VarianceLimit_Loose_CostsNothing() => Cases.Run(50, random =>
    {
        AllocationProblem problem = Quadratic(random, 20);
        Answer free = problem.Solve(Method.InteriorPoint);
        Answer answer = Solve(problem, RiskKind.VarianceLimit, free.Variance * 1.001);
        Assert.Equal(0, answer.VarianceMultiplier);
        Assert.Equal(Termination.Optimal, answer.Termination);
        Assert.Equal(free.Cost.Total, answer.Cost.Total, 1e-9 * free.Cost.Total);
    });

    [Theory]
    [InlineData(1, Termination.Optimal)]
    [InlineData(.999, Termination.Infeasible)]
    public void VarianceLimit_AtTheSmallestVariance_IsTheFastestSchedule(double part, Termination expected)
    {
        AllocationProblem problem = Make.Power(100, 1.5, 1, 1, 1, 1).Capped(40, 40, 40, 40).Volatile(.1);
        Answer answer = Solve(problem, RiskKind.VarianceLimit, .1 * ((60 * 60) + (20 * 20)) * part);
        Assert.Equal(expected, answer.Termination is Termination.Feasible ? Termination.Optimal : answer.Termination);
        if (expected == Termination.Optimal) Assert.Equal([40, 40, 20, 0], answer.Schedule.ToArray());
        else Assert.Equal(400, answer.Infeasibility.SmallestReachable, 1e-9);
    }

    [Fact]
    public void VarianceLimit_LinearPieces_FindsTheScheduleBetween()
    {
        // two equally cheap levels: without a limit anything goes, V jumps at κ = 0
        AllocationProblem problem = Make.Book(100, [(60, 1), (100, 2)], [(60, 1), (100, 2)], [(60, 1), (100, 2)]).Volatile(.01);
        double limit = .01 * 45 * 45;
        Answer answer = Solve(problem, RiskKind.VarianceLimit, limit);
        Assert.Equal(Termination.Optimal, answer.Termination);
        Assert.Equal(100, answer.Cost.Total, 1e-7);
        Assert.True(answer.Variance <= limit);

        // tighter than the cheap levels allow: 10 shares of the first period must be dear
        answer = Solve(problem, RiskKind.VarianceLimit, .01 * 30 * 30);
        Assert.Equal(Termination.Optimal, answer.Termination);
        Assert.Equal(110, answer.Cost.Total, 1e-7);
    }

    [Fact]
    public void MinimizeValueAtRisk_AnyConvexProblem_IsProvenAndNoMoveImproves()
    {
        var count = new Tally();
        Cases.Run(2000, random =>
        {
            AllocationProblem problem = CoupledCases.Any(random, random.Next(2, 50)).Minding(RiskKind.MinimizeValueAtRisk, 0, random.NextDouble() * 3);
            if (!CoupledCases.HasRoom(problem) || problem.Solve(Method.InteriorPoint) is not { HasSchedule: true } answer) return;
            Assert.True(answer.Certificate.RelativeGap <= 1e-6, $"gap {answer.Certificate.RelativeGap:e2}");
            CoupledCases.AssertNoMoveImproves(problem, answer.Schedule, random, 50);
            count.Add(answer);
        });
        count.AssertProven(.99);
    }

    [Fact]
    public void MinimizeValueAtRisk_UpToFourPeriods_AgreesWithNestedGoldenSections() => Cases.Run(100, random =>
    {
        AllocationProblem problem = CoupledCases.Any(random, random.Next(2, 5)).Minding(RiskKind.MinimizeValueAtRisk, 0, random.NextDouble() * 3);
        if (!CoupledCases.HasRoom(problem) || problem.Solve(Method.InteriorPoint) is not { HasSchedule: true } answer) return;
        double best = Reference.Minimum(problem), scale = Math.Abs(best) + Reference.Size(problem, answer.Schedule);
        Assert.Equal(best / scale, answer.Certificate.Objective / scale, 1e-7);
    });

    [Fact]
    public void MinimizeValueAtRisk_HighConfidence_DoesEverythingAtOnce()
    {
        // waiting saves 2 b S = 2 per share and risks √v = 3 per share
        AllocationProblem problem = Make.Quadratic(1, [0, 0], [1, 1]).Volatile(9);
        Answer answer = Solve(problem, RiskKind.MinimizeValueAtRisk, 0, 1);
        Assert.Equal(Termination.Optimal, answer.Termination);
        Assert.Equal([1, 0], answer.Schedule.ToArray());
        answer = Solve(problem, RiskKind.MinimizeValueAtRisk, 0, .5);
        Assert.Equal(Termination.Optimal, answer.Termination);
        Assert.Equal(.875, answer.Schedule[0], 1e-9);
    }

    [Fact]
    public void ValueAtRiskLimit_AnyConvexProblem_IsMetAndProven()
    {
        var count = new Tally();
        Cases.Run(2000, random =>
        {
            double z = random.NextDouble() * 3;
            AllocationProblem problem = CoupledCases.Any(random, random.Next(2, 50));
            if (!CoupledCases.HasRoom(problem) || problem.Solve(Method.InteriorPoint) is not { HasSchedule: true } free) return;
            double most = free.Cost.Total + (z * Math.Sqrt(free.Variance)), least = Solve(problem, RiskKind.MinimizeValueAtRisk, 0, z).Certificate.Objective;
            double limit = least + ((most - least) * ((1.2 * random.NextDouble()) - .1));
            Answer answer = Solve(problem, RiskKind.ValueAtRiskLimit, limit, z);
            double scale = Math.Abs(most) + Math.Abs(least);
            if (answer.Termination == Termination.Infeasible)
            {
                Assert.True(limit <= least + (1e-9 * scale));
                Assert.Equal(least / scale, answer.Infeasibility.SmallestReachable / scale, 1e-8);
                return;
            }

            Assert.True(answer.HasSchedule, $"{answer.Termination} {answer.Detail}");
            Assert.True(answer.Cost.Total + (z * Math.Sqrt(answer.Variance)) <= limit + (1e-12 * scale));
            count.Add(answer);
        });
        count.AssertProven(.95);
    }

    [Fact]
    public void ValueAtRiskLimit_QuadraticCosts_PriceIsWhatRelaxingItSaves() => Cases.Run(100, random =>
    {
        AllocationProblem problem = Quadratic(random, 30);
        double z = 1 + random.NextDouble();
        Answer free = problem.Solve(Method.InteriorPoint);
        double most = free.Cost.Total + (z * Math.Sqrt(free.Variance)), least = Solve(problem, RiskKind.MinimizeValueAtRisk, 0, z).Certificate.Objective;
        double limit = least + ((most - least) * (.3 + (.4 * random.NextDouble()))), step = 1e-4 * (most - least);
        double tighter = Solve(problem, RiskKind.ValueAtRiskLimit, limit - step, z).Cost.Total, looser = Solve(problem, RiskKind.ValueAtRiskLimit, limit + step, z).Cost.Total;
        Answer answer = Solve(problem, RiskKind.ValueAtRiskLimit, limit, z);
        Assert.Equal(1, (tighter - looser) / (2 * step) / answer.ValueAtRiskMultiplier, 1e-3);
        double weight = 2 * answer.VarianceMultiplier * Math.Sqrt(answer.Variance);
        Assert.Equal(weight / (z - weight), answer.ValueAtRiskMultiplier, 1e-9 * answer.ValueAtRiskMultiplier);
    });

    [Theory]
    [InlineData(0, 1, Termination.Infeasible)]
    [InlineData(0, 40, Termination.Optimal)]
    public void ValueAtRiskLimit_WithoutRisk_IsALimitOnTheCost(double z, double limit, Termination expected)
    {
        Answer answer = Solve(Make.Quadratic(10, [0, 0, 0], [1, 1, 1]), RiskKind.ValueAtRiskLimit, limit, z);
        Assert.Equal(expected, answer.Termination);
        if (expected == Termination.Infeasible) Assert.Equal(100.0 / 3, answer.Infeasibility.SmallestReachable, 1e-9);
    }

    private static Answer Solve(AllocationProblem problem, RiskKind kind, double value, double z = 0) => problem.Minding(kind, value, z).Solve(Method.InteriorPoint);

    private static AllocationProblem Quadratic(Random random, int periods)
    {
        double[] a = new double[periods], b = new double[periods], v = new double[periods];
        for (int i = 0; i < periods; i++)
        {
            a[i] = .001 * random.NextDouble();
            b[i] = random.LogUniform(1e-6, 1e-5);
            v[i] = random.LogUniform(1e-4, 1e-3);
        }

        return Make.Quadratic(1e5, a, b).Volatile(v);
    }

    private static double SmallestVariance(AllocationProblem problem)
    {
        double[] x = problem.Lower.ToArray();
        double free = problem.Quantity - x.Sum();
        for (int i = 0; i < x.Length; i++)
        {
            double more = Math.Min(free, problem.Upper[i] - x[i]);
            x[i] += more;
            free -= more;
        }

        return Reference.Variance(problem, x);
    }

    /// <summary>How many of the answers are proven optimal to 1e-9.</summary>
    private sealed class Tally
    {
        private int _answers;
        private int _proven;

        public void Add(Answer answer)
        {
            _answers++;
            if (answer.Termination == Termination.Optimal) _proven++;
        }

        public void AssertProven(double part) => Assert.True(_answers > 100 && _proven >= part * _answers, $"{_proven} of {_answers}");
    }
}
