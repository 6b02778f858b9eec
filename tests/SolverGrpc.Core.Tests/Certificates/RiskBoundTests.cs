using SolverGrpc.Core.Certificates;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;
using SolverGrpc.Core.Tests.Discrete;

namespace SolverGrpc.Core.Tests.Certificates;

/// <summary>Bounds of sweeps over weights of risk, computed again: whatever weights and schedules are advised, they hold.</summary>
public class RiskBoundTests
{
    /// <summary>Weights that are changed, exchanged, negative or none, schedules of other weights or of nothing, lines left out.</summary>
    [Theory]
    [InlineData(RiskKind.VarianceLimit)]
    [InlineData(RiskKind.ValueAtRiskLimit)]
    [InlineData(RiskKind.Aversion)]
    [InlineData(RiskKind.MinimizeValueAtRisk)]
    public void DamagedLines_AreNeverAboveTheOptimum(RiskKind kind)
    {
        int useful = 0, weaker = 0;
        Cases.Run(1500, random =>
        {
            AllocationProblem problem = RiskSweepTests.Risky(random);
            if (!RiskSweepTests.TryLimit(problem, kind, random)) return;
            double optimum = BruteForce.Minimum(problem);
            if (double.IsPositiveInfinity(optimum)) return;
            var workspace = new Workspace();
            var answer = new Answer();
            Solver.Solve(problem, new SolveSettings { Method = Method.DynamicProgramming }, workspace, answer);
            if (!answer.HasSchedule) return;
            double[] x = [.. answer.Schedule];
            for (int k = 0; k < 5; k++)
            {
                Workspace damaged = Damage(random, workspace.Minima, x.Length);

                double bound = SearchCheck.Of(problem, new MethodResult { GridStep = problem.Lots.LotSize }, x, SolveBudget.Unlimited, damaged).Value;

                double scale = Math.Abs(optimum) + Math.Abs(answer.Cost.Total) + answer.Variance;
                Assert.False(bound > optimum + (1e-11 * scale), $"{bound:R} above {optimum:R}");
                useful++;
                if (bound < answer.Certificate.LowerBound - (1e-9 * scale)) weaker++;
            }
        });
        Assert.True(useful > 2000 && weaker > 100, $"{useful} useful, {weaker} of them weaker");
    }

    /// <summary>Two lines and their corner: E >= 10, E + V >= 16, V >= 1.</summary>
    [Theory]
    [InlineData(RiskKind.VarianceLimit, 4, 0, 12)] // E = 16 - V at V = 4
    [InlineData(RiskKind.VarianceLimit, 100, 0, 10)]
    [InlineData(RiskKind.VarianceLimit, .5, 0, double.PositiveInfinity)]
    [InlineData(RiskKind.MinimizeValueAtRisk, 0, 1, 12.449489742783178)] // E = 10, V = 6 beside 15 + 1 at V = 1
    [InlineData(RiskKind.MinimizeValueAtRisk, 0, 10, 25)] // V = 1
    [InlineData(RiskKind.ValueAtRiskLimit, 22, 6, 14.392304845413264)] // 16 - V + 6 sqrt V = 22 at sqrt V = 3 - sqrt 3; where the other root is E >= 10, and the limit is broken
    [InlineData(RiskKind.ValueAtRiskLimit, 15, 1, 10)]
    public void Find_TwoLines_IsWhatIsDrawn(RiskKind kind, double value, double z, double expected)
    {
        AllocationProblem problem = Make.Power(1, 1.5, 1);
        problem.Risk = new(kind, value, z);
        var bound = new RiskBound(problem, 3, new Workspace());
        bound.Add(1, 0, 10);
        bound.Add(2, 2, 32);
        bound.Add(0, 3, 3);
        double found = bound.Find().Value;
        Assert.True(found == expected || Math.Abs(found - expected) <= 1e-9, $"{found:R}");
    }

    [Fact]
    public void Find_WithoutALineForTheCost_ProvesNothing()
    {
        AllocationProblem problem = Make.Power(1, 1.5, 1);
        problem.Risk = new(RiskKind.MinimizeValueAtRisk, 0, 1);
        var bound = new RiskBound(problem, 1, new Workspace());
        bound.Add(1, 1, 16);
        Assert.Equal(double.NegativeInfinity, bound.Find().Value);
    }

    private static Workspace Damage(Random random, WeightedMinima sound, int periods)
    {
        var damaged = new Workspace();
        for (int k = 0; k < sound.Count; k++)
        {
            (double costWeight, double riskWeight) = sound.Weights(k);
            double[] schedule = [.. sound.Schedule(random.Next(4) == 0 ? random.Next(sound.Count) : k, periods)];
            switch (random.Next(8))
            {
                case 0:
                    continue;
                case 1:
                    riskWeight *= random.LogUniform(.1, 10);
                    break;
                case 2:
                    (costWeight, riskWeight) = (riskWeight, costWeight);
                    break;
                case 3:
                    riskWeight = random.Next(3) switch { 0 => -riskWeight, 1 => double.NaN, _ => double.PositiveInfinity };
                    break;
                case 4:
                    schedule[random.Next(periods)] = random.Next(3) switch { 0 => double.NaN, 1 => -1, _ => 1000 };
                    break;
                default:
                    break;
            }

            damaged.Minima.Add(costWeight, riskWeight, schedule);
        }

        return damaged;
    }
}
