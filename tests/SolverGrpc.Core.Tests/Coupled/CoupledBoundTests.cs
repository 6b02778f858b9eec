using SolverGrpc.Core.Certificates;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests.Coupled;

/// <summary>The bound where it is easiest to prove too much: beside a limit that does not bind, at a schedule without variance, without convexity.</summary>
public class CoupledBoundTests
{
    private static readonly RiskKind[] Limited = [RiskKind.VarianceLimit, RiskKind.ValueAtRiskLimit, RiskKind.MinimizeValueAtRisk];

    [Fact]
    public void VarianceLimit_AnswerOfATighterOne_IsNotOptimal()
    {
        int compared = 0;
        Cases.Run(200, random => compared += IsNotOptimal(random) ? 1 : 0);
        Assert.True(compared > 150, $"only {compared} of 200 were solved to begin with");
    }

    private static bool IsNotOptimal(Random random)
    {
        AllocationProblem problem = Quadratic(random, random.Next(2, 30));
        double free = problem.Solve(Method.InteriorPoint).Variance, limit = free * (.2 + (.7 * random.NextDouble())), part = .1 + (.85 * random.NextDouble());
        Answer tight = problem.Minding(RiskKind.VarianceLimit, limit * part).Solve(Method.InteriorPoint);
        if (tight.Termination != Termination.Optimal) return false;
        double cheapest = problem.Minding(RiskKind.VarianceLimit, limit).Solve(Method.InteriorPoint).Cost.Total;
        Certificate certificate = Certify(problem, tight.Schedule, tight.Lambda, tight.VarianceMultiplier);
        Assert.Equal(Verdict.Feasible, Judge.Of(problem, certificate, SolveSettings.DefaultRelativeTolerance));
        Assert.True(certificate.LowerBound <= cheapest * (1 + 1e-11), $"{certificate.LowerBound:R} > {cheapest:R}");
        return true;
    }

    /// <summary>Stationary for another κ is not stationary for this one, however κ counts in the prices.</summary>
    [Theory]
    [InlineData(.5)]
    [InlineData(2)]
    public void Aversion_AnswerOfAnother_IsNotOptimal(double factor) => Cases.Run(100, random =>
    {
        AllocationProblem problem = Quadratic(random, random.Next(3, 30));
        double kappa = random.LogUniform(1e-7, 1e-5);
        Answer other = problem.Minding(RiskKind.Aversion, factor * kappa).Solve();
        Assert.Equal(Termination.Optimal, other.Termination);
        double best = problem.Minding(RiskKind.Aversion, kappa).Solve().Certificate.Objective;

        // a κ that hardly matters moves hardly anything
        if (Reference.Objective(problem, other.Schedule.ToArray()) <= best * (1 + 1e-8)) return;
        Certificate certificate = Certify(problem, other.Schedule, other.Lambda, kappa);
        Assert.Equal(Verdict.Feasible, Judge.Of(problem, certificate, SolveSettings.DefaultRelativeTolerance));
    });

    [Fact]
    public void AnchorWithoutVariance_AnyLimit_IsBelowTheOptimum()
    {
        int binding = 0;
        Cases.Run(400, random =>
        {
            AllocationProblem problem = Quadratic(random, random.Next(2, 30));
            if (random.Chance(.3)) problem.Drifting([.. Enumerable.Range(0, problem.PeriodCount).Select(_ => .05 * (random.NextDouble() - .5))]);
            Answer free = problem.Solve(Method.InteriorPoint);
            RiskKind kind = Limited[random.Next(Limited.Length)];
            double z = random.LogUniform(1e-2, 10);
            double value = kind == RiskKind.VarianceLimit ? free.Variance * random.NextDouble() : free.Cost.Total + (z * Math.Sqrt(free.Variance) * random.NextDouble());
            Answer answer = problem.Minding(kind, value, z).Solve(Method.InteriorPoint);
            if (answer.Termination != Termination.Optimal) return;

            // everything at once: no risk, and not the optimum unless z is large
            double[] atOnce = new double[problem.PeriodCount];
            atOnce[0] = problem.Quantity;
            double marginal = problem.A[0] + (2 * problem.B[0] * problem.Quantity);
            foreach (double lambda in (double[])[answer.Lambda, marginal, marginal * random.LogUniform(.1, 10)])
            {
                Certificate certificate = Certify(problem, atOnce, lambda, answer.VarianceMultiplier);
                double tolerance = 1e-11 * (certificate.RoundingScale + answer.Certificate.RoundingScale);
                Assert.True(certificate.LowerBound <= answer.Certificate.Objective + tolerance, $"{problem.Risk}: {certificate.LowerBound:R} > {answer.Certificate.Objective:R}");
                if (certificate.LowerBound > free.Cost.Total + tolerance) binding++;
            }
        });
        Assert.True(binding > 50, $"only {binding} bounds say more than that risk costs nothing");
    }

    [Fact]
    public void PermanentImpact_ConvexOrNot_BoundIsBelowEverySchedule()
    {
        int proven = 0, refused = 0;
        Cases.Run(1000, random =>
        {
            int count = random.Next(2, 4);
            AllocationProblem problem = Make.Power(100, 1.2 + random.NextDouble(), [.. Enumerable.Range(0, count).Select(_ => random.LogUniform(.1, 10))])
                .Volatile(random.LogUniform(1e-3, 1)).Permanent(random.LogUniform(1e-2, 10));
            double kappa = random.LogUniform(1e-4, 1), z = random.LogUniform(.1, 10);
            RiskKind kind = random.Chance(.5) ? RiskKind.Aversion : RiskKind.MinimizeValueAtRisk;
            problem.Minding(kind, kind == RiskKind.Aversion ? kappa : 0, z);
            double[] anchor = Anywhere(random, problem);
            Certificate certificate = Certify(problem, anchor, random.LogUniform(1, 100), random.Chance(.5) ? kappa : z / 2 / Math.Sqrt(Reference.Variance(problem, anchor)));
            if (double.IsNegativeInfinity(certificate.LowerBound))
            {
                refused++;
                return;
            }

            proven++;
            for (int k = 0; k < 200; k++)
            {
                double[] schedule = new double[count];
                if (random.Chance(.1)) schedule[random.Next(count)] = problem.Quantity;
                else schedule = Anywhere(random, problem);
                double objective = Reference.Objective(problem, schedule);
                Assert.True(certificate.LowerBound <= objective + (1e-11 * certificate.RoundingScale), $"{problem.Risk}: {certificate.LowerBound:R} > {objective:R}");
            }
        });
        Assert.True(proven > 100 && refused > 100, $"{proven} proven, {refused} refused");
    }

    [Fact]
    public void PublishedCounterexample_StationaryPoint_ProvesNothing()
    {
        // (50, 50) is stationary and a maximum along the line
        AllocationProblem problem = Make.Power(100, 1.5, 1, 1).Volatile(0).Permanent(.15).Minding(RiskKind.Aversion, 1);
        Certificate certificate = Certify(problem, [50, 50], (1.5 * Math.Sqrt(50)) + (.15 * 50), 1);
        Assert.Equal(double.NegativeInfinity, certificate.LowerBound);
    }

    private static Certificate Certify(AllocationProblem problem, ReadOnlySpan<double> anchor, double lambda, double kappa) =>
        problem.Certify(anchor, new MethodResult { Lambda = lambda, VarianceMultiplier = kappa }, anchor);

    private static double[] Anywhere(Random random, AllocationProblem problem)
    {
        double[] x = [.. Enumerable.Range(0, problem.PeriodCount).Select(_ => -Math.Log(random.NextDouble()))];
        double sum = x.Sum();
        return [.. x.Select(value => value / sum * problem.Quantity)];
    }

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
}
