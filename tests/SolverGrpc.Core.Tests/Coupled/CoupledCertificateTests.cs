using SolverGrpc.Core.Certificates;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests.Coupled;

/// <summary>The certificate never proves too much, and damaged answers do not pass it.</summary>
public class CoupledCertificateTests
{
    private static readonly RiskKind[] Kinds = [RiskKind.Aversion, RiskKind.VarianceLimit, RiskKind.ValueAtRiskLimit, RiskKind.MinimizeValueAtRisk];

    [Fact]
    public void Bound_AnyMultipliersAndAnyAnchor_IsBelowTheOptimum() => OnSolved(400, (random, answer) =>
    {
        AllocationProblem problem = answer.Problem;
        double scale = answer.Certificate.RoundingScale;
        double[] anchor = Moved(random, problem, answer.Schedule);
        var lie = new MethodResult
        {
            Lambda = random.Chance(.3) ? answer.Lambda : answer.Lambda * random.NextDouble() * 3,
            VarianceMultiplier = random.Chance(.3) ? answer.Kappa : answer.Kappa * random.LogUniform(1e-3, 1e3),
        };
        Certificate certificate = problem.Certify(answer.Schedule, lie, anchor);
        Assert.True(certificate.LowerBound <= answer.Certificate.Objective + (1e-11 * (scale + certificate.RoundingScale)),
            $"{problem.Risk}: {certificate.LowerBound:R} > {answer.Certificate.Objective:R}");
    });

    [Fact]
    public void DamagedAnswer_SharesMoved_IsNotOptimal() => OnSolved(400, (random, answer) =>
    {
        AllocationProblem problem = answer.Problem;
        double[] moved = Moved(random, problem, answer.Schedule);
        double before = Reference.Objective(problem, answer.Schedule), after = Reference.Objective(problem, moved);
        bool worse = after > before + (1e-8 * (Math.Abs(before) + Reference.Size(problem, moved)));
        if (!worse) return;
        var claim = new MethodResult { Lambda = answer.Lambda, VarianceMultiplier = answer.Kappa };
        Certificate certificate = problem.Certify(moved, claim, moved);
        Assert.NotEqual(Verdict.Optimal, Judge.Of(problem, certificate, SolveSettings.DefaultRelativeTolerance));
        Assert.True(certificate.Gap >= .999 * (after - before), $"gap {certificate.Gap:R} hides {after - before:R}");
        Assert.True(certificate.KktResidual > 1e-12, $"residual {certificate.KktResidual:R} of a schedule that is {after - before:R} too dear");
    });

    [Fact]
    public void DamagedAnswer_SharesMissing_IsRejected() => OnSolved(200, (random, answer) =>
    {
        double[] damaged = [.. answer.Schedule];
        int period = random.Next(damaged.Length);
        damaged[period] += answer.Problem.Quantity * random.LogUniform(1e-9, 1) * (random.Chance(.5) ? 1 : -1);
        if (random.Chance(.1)) damaged[period] = double.NaN;
        var claim = new MethodResult { Lambda = answer.Lambda, VarianceMultiplier = answer.Kappa };
        Certificate certificate = answer.Problem.Certify(damaged, claim, damaged);
        Assert.Equal(Verdict.Rejected, Judge.Of(answer.Problem, certificate, SolveSettings.DefaultRelativeTolerance));
    });

    [Fact]
    public void DamagedAnswer_MultipliersWrong_ShowTheGap() => OnSolved(200, (random, answer) =>
    {
        if (answer.Problem.Risk.Kind != RiskKind.VarianceLimit || answer.Kappa == 0) return;
        var lie = new MethodResult { Lambda = answer.Lambda, VarianceMultiplier = 2 * answer.Kappa };
        Certificate wrong = answer.Problem.Certify(answer.Schedule, lie, answer.Schedule);
        Assert.True(wrong.KktResidual > 1e3 * answer.Certificate.KktResidual || wrong.Gap > answer.Certificate.Gap, $"{wrong} {answer.Certificate}");
    });

    [Fact]
    public void Convexity_PublishedCounterexample_IsNotProven()
    {
        Assert.True(CoupledConvexity.Proven(Make.Power(100, 1.5, 1, 1).Permanent(.07), 0));
        Assert.False(CoupledConvexity.Proven(Make.Power(100, 1.5, 1, 1).Permanent(.15), 0));
        Assert.True(CoupledConvexity.Proven(Make.Power(100, 1.5, 1, 1).Permanent(.15).Volatile(1), .1));

        // 2 b = γ in every period: the objective is constant, which is convex
        Assert.True(CoupledConvexity.Proven(Make.Quadratic(10, [0, 0, 0], [1, 1, 1]).Permanent(2), 0));
        Assert.False(CoupledConvexity.Proven(Make.Quadratic(10, [0, 0, 0], [1, 1, 1]).Permanent(2.0001), 0));
    }

    [Fact]
    public void Convexity_ProvenProblems_HaveNoConcaveDirection() => Cases.Run(2000, random =>
    {
        int count = random.Next(2, 8);
        AllocationProblem problem = Make.Power(100, 1.2 + (1.5 * random.NextDouble()), [.. Enumerable.Range(0, count).Select(_ => random.LogUniform(.1, 10))])
            .Volatile(random.NextDouble()).Permanent([.. Enumerable.Range(0, count).Select(_ => random.LogUniform(1e-3, 1))]).Minding(RiskKind.Aversion, random.LogUniform(1e-4, 1e-1));
        if (random.Chance(.5)) problem.Upper[random.Next(count)] = problem.Lower[random.Next(count)] = 0;
        if (!CoupledConvexity.Proven(problem, problem.Risk.Value)) return;
        double[] first = Anywhere(random, problem), second = Anywhere(random, problem), middle = [.. first.Zip(second, (x, y) => (x + y) / 2)];
        double chord = (Reference.Objective(problem, first) + Reference.Objective(problem, second)) / 2;
        Assert.True(Reference.Objective(problem, middle) <= chord + (1e-12 * (1 + Math.Abs(chord))));
    });

    private sealed record Case(AllocationProblem Problem, double[] Schedule, double Lambda, double Kappa, Certificate Certificate);

    // thirty damages to every answer
    private static void OnSolved(int count, Action<Random, Case> check) => Cases.Run(count, random =>
    {
        if (Solved(random) is not { } answer) return;
        for (int i = 0; i < 30; i++) check(random, answer);
    });

    private static Case? Solved(Random random)
    {
        AllocationProblem problem = CoupledCases.Any(random, random.Next(2, 30));
        RiskKind kind = Kinds[random.Next(Kinds.Length)];
        if (!CoupledCases.HasRoom(problem) || problem.Solve(Method.InteriorPoint) is not { HasSchedule: true } free || free.Variance == 0) return null;
        double z = .1 + (2 * random.NextDouble());
        double value = kind switch
        {
            RiskKind.Aversion => CoupledCases.SomeAversion(random, problem),
            RiskKind.VarianceLimit => free.Variance * random.NextDouble(),
            _ => free.Cost.Total + (z * Math.Sqrt(free.Variance) * random.NextDouble()),
        };
        Answer answer = problem.Minding(kind, value, z).Solve(Method.InteriorPoint);
        return answer.Termination == Termination.Optimal
            ? new(problem, answer.Schedule.ToArray(), answer.Lambda, answer.VarianceMultiplier, answer.Certificate)
            : null;
    }

    // another schedule that keeps the bounds
    private static double[] Moved(Random random, AllocationProblem problem, double[] schedule)
    {
        double[] moved = [.. schedule];
        for (int k = random.Next(1, 4); k > 0; k--)
        {
            int from = random.Next(moved.Length), to = random.Next(moved.Length);
            double room = Math.Min(moved[from] - problem.Lower[from], problem.Upper[to] - moved[to]), shares = room * random.LogUniform(1e-3, 1);
            if (from == to || shares <= 0) continue;
            moved[from] -= shares;
            moved[to] += shares;
        }

        return moved;
    }

    private static double[] Anywhere(Random random, AllocationProblem problem)
    {
        double[] x = [.. Enumerable.Range(0, problem.PeriodCount).Select(i => problem.Upper[i] == 0 ? 0 : -Math.Log(random.NextDouble()))];
        double sum = x.Sum();
        return [.. x.Select(value => value / sum * problem.Quantity)];
    }
}
