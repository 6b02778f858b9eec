using SolverGrpc.Core.Certificates;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests.Certificates;

/// <summary>The bound of dynamic programming, computed again: it closes the gap, and no advice however wrong lifts it above the optimum.</summary>
public class GridBoundTests
{
    /// <summary>Every cost and rule: the check ends where the search does.</summary>
    [Fact]
    public void DynamicProgramming_AnyProblem_IsCheckedAndClosesTheGap()
    {
        int solved = 0;
        Cases.Run(3000, random =>
        {
            AllocationProblem problem = Draw.Small(random);
            Answer answer = problem.Solve(Method.DynamicProgramming);
            if (!answer.HasSchedule) return;
            Certificate certificate = answer.Certificate;
            Assert.True(certificate.BoundIsChecked, "not checked");
            Assert.True(certificate.Gap <= 1e-12 * certificate.RoundingScale, $"a gap of {certificate.Gap:E2} at {certificate.Objective:R}");
            Assert.True(certificate.LowerBound <= BruteForce.Minimum(problem) + (1e-13 * certificate.RoundingScale), $"{certificate.LowerBound:R} above the optimum");
            solved++;
        });
        Assert.True(solved > 2000, $"{solved} solved");
    }

    /// <summary>Schedules that are none, targets above and below the cost, weights of another problem.</summary>
    [Fact]
    public void DamagedAdvice_IsNeverAboveTheOptimum()
    {
        int useful = 0;
        Cases.Run(6000, random =>
        {
            AllocationProblem problem = Draw.Small(random);
            double optimum = BruteForce.Minimum(problem);
            if (double.IsPositiveInfinity(optimum)) return;
            double[] anchor = [.. problem.Solve(Method.DynamicProgramming).Schedule];
            bool damaged = Damage(random, problem.Quantity, anchor);
            double target = random.Next(5) switch { 0 => double.NaN, 1 => double.PositiveInfinity, _ => optimum + (random.LogUniform(1e-6, 10) * (random.NextDouble() - .3) * (1 + Math.Abs(optimum))) };

            double bound = Bound(problem, anchor, target);

            double scale = 1 + Math.Abs(optimum) + (problem.Quantity * problem.Quantity);
            Assert.True(bound <= optimum + (1e-12 * scale), $"{bound:R} above {optimum:R}, target {target:R}");
            if (damaged) return;
            if (double.IsNaN(target) || target >= optimum) Assert.True(bound >= optimum - (1e-12 * scale), $"{bound:R} below {optimum:R}, target {target:R}");
            else Assert.True(bound >= target - (1e-12 * scale), $"{bound:R} below the target {target:R}");
            useful++;
        });
        Assert.True(useful > 1000, $"{useful} useful");
    }

    [Fact]
    public void TooMuchWork_ProvesNothing()
    {
        AllocationProblem problem = Draw.Curves(new Random(3), 20, 200, Draw.Shape.Mixed).WithCoupling(new Random(3)).InLots(1);
        double[] anchor = new double[20];
        Assert.True(double.IsNaN(Bound(problem, anchor, double.NaN, operations: 1000)));
        Assert.True(double.IsFinite(Bound(problem, anchor, double.NaN)));
    }

    /// <summary>A search that is not believed: its claim is told, and that it is one.</summary>
    [Fact]
    public void ClaimOfASearch_WithoutTimeToCheckIt_IsNamedAClaim()
    {
        AllocationProblem problem = Draw.Curves(new Random(3), 20, 2000, Draw.Shape.Mixed).WithCoupling(new Random(3)).InLots(1);
        Answer answer = problem.Solve(Method.DynamicProgramming);
        using var gone = new CancellationTokenSource();
        gone.Cancel();
        var late = new SolveBudget(TimeProvider.System, Timeout.InfiniteTimeSpan, gone.Token);
        var advice = new MethodResult { SearchBound = answer.Certificate.LowerBound, GridStep = 1 };
        double[] x = new double[20];
        x[0] = 2000;

        Certificate certificate = Certifier.Of(problem, TraitsOf.Problem(problem), x, advice, x, ProofKind.DynamicProgramming, late, new Workspace(), out _);

        Assert.Equal((advice.SearchBound, true, false), (certificate.LowerBound, certificate.BoundIsClaimed, certificate.BoundIsChecked));
    }

    /// <summary>A search that claims too much is found out.</summary>
    [Fact]
    public void ClaimAboveTheOptimum_IsNotRepeated() => Cases.Run(500, random =>
    {
        AllocationProblem problem = Draw.Small(random);
        Answer answer = problem.Solve(Method.DynamicProgramming);
        if (!answer.HasSchedule) return;
        var advice = new MethodResult { SearchBound = answer.Certificate.LowerBound + 1, GridStep = problem.Lots.LotSize };
        double[] x = [.. answer.Schedule];
        Certificate certificate = Certifier.Of(
            problem, TraitsOf.Problem(problem), x, advice, x, ProofKind.DynamicProgramming, SolveBudget.Unlimited, new Workspace(), out _);
        Assert.True(certificate.BoundIsChecked && certificate.LowerBound <= certificate.Objective, $"{certificate}");
    });

    private static double Bound(AllocationProblem problem, double[] anchor, double target, double operations = 1e9)
    {
        double aversion = problem.Risk.Kind == RiskKind.Aversion ? problem.Risk.Value : 0;
        return GridBound.Of(problem, LotGrid.Of(problem), 1, aversion, anchor, target, operations, SolveBudget.Unlimited, new Workspace()).Value;
    }

    private static bool Damage(Random random, double quantity, double[] x)
    {
        int count = random.Next(4);
        for (int k = 0; k < count; k++)
        {
            int i = random.Next(x.Length);
            x[i] = random.Next(6) switch
            {
                0 => double.NaN,
                1 => double.PositiveInfinity,
                2 => -x[i],
                3 => x[i] + random.Next(-3, 4),
                4 => quantity * random.NextDouble(),
                _ => x[random.Next(x.Length)],
            };
        }

        return count > 0;
    }
}
