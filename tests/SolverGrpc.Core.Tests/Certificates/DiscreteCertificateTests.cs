using SolverGrpc.Core.Certificates;
using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests.Certificates;

/// <summary>The certificates of lots, minimum slices and concave costs: valid for any λ, and hard on damaged schedules.</summary>
public class DiscreteCertificateTests
{
    /// <summary>Weak duality: whatever λ is claimed, the bound does not exceed the optimum.</summary>
    [Fact]
    public void LotDual_AnyLambda_IsBelowTheOptimum()
    {
        for (int seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            AllocationProblem problem = Problem(random).InLots(random.Next(2, 5), OddLotRule.BestPeriod);
            double optimum = BruteForce.Minimum(problem);
            if (double.IsPositiveInfinity(optimum)) continue;
            double[] anchor = [.. Enumerable.Range(0, problem.PeriodCount).Select(_ => problem.Quantity * random.NextDouble())];
            double lambda = (random.NextDouble() - .2) * Math.Exp(4 * random.NextDouble());
            Certificate certificate = problem.Certify(anchor, lambda, anchor);
            Assert.True(certificate.LowerBound <= optimum + (1e-12 * certificate.RoundingScale), $"seed {seed}: {certificate.LowerBound:R} above {optimum:R}");
        }
    }

    [Fact]
    public void EnvelopeDual_AnyLambda_IsBelowTheOptimum()
    {
        for (int seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            AllocationProblem problem = Problem(random);
            double optimum = BruteForce.Minimum(problem.InLots(1));
            problem.Lots = default;
            if (double.IsPositiveInfinity(optimum)) continue;
            double[] anchor = [.. Enumerable.Range(0, problem.PeriodCount).Select(_ => problem.Quantity * random.NextDouble())];
            double lambda = (random.NextDouble() - .2) * Math.Exp(4 * random.NextDouble());
            Certificate certificate = problem.Certify(anchor, lambda, anchor);
            Assert.True(certificate.LowerBound <= optimum + (1e-12 * certificate.RoundingScale), $"seed {seed}: {certificate.LowerBound:R} above {optimum:R}");
        }
    }

    /// <summary>
    /// At the solver's λ the certificate's bound is the bound of the solver's own relaxation: for one box, where there is no
    /// gap, that of the optimum.
    /// </summary>
    [Fact]
    public void EnvelopeDual_AtTheSolversLambda_ClosesTheGapOfProblemsWithoutOne()
    {
        int closed = 0;
        for (int seed = 0; seed < 300; seed++)
        {
            AllocationProblem problem = Draw.Curves(new Random(seed), 12, 100, Draw.Shape.ConcaveConvex);
            Answer answer = problem.Solve();
            if (answer.Iterations > 1) continue;
            Certificate own = problem.Certify(answer.Schedule, answer.Lambda, answer.Schedule);
            Assert.True(Math.Abs(own.Gap) <= 1e-9 * own.RoundingScale, $"seed {seed}: {own}");
            closed++;
        }

        Assert.InRange(closed, 30, 300);
    }

    /// <summary>Lots moved in part, taken, added, moved over a cap or under a minimum slice.</summary>
    [Fact]
    public void DamagedSchedules_AreRejected()
    {
        int damaged = 0;
        for (int seed = 0; seed < 450; seed++)
        {
            var random = new Random(seed);
            AllocationProblem problem = Draw.Curves(random, 8, 203, Draw.Shape.Mixed).WithBounds(random, whole: true).WithMinimumSlices(random, whole: true);
            problem.InLots(5, OddLotRule.LastPeriod);
            Answer answer = problem.Solve();
            if (!answer.HasSchedule) continue;
            double[] x = answer.Schedule.ToArray();
            Assert.Equal(Verdict.Optimal, Of(problem, x, answer));
            for (int k = 0; k < 25; k++, damaged++)
            {
                double[] wrong = Damage(random, problem, x);
                Assert.True(Of(problem, wrong, answer) == Verdict.Rejected, $"seed {seed}: [{string.Join(", ", wrong)}] from [{string.Join(", ", x)}]");
            }
        }

        Assert.True(damaged > 10_000, $"{damaged} damaged");
    }

    [Fact]
    public void OddLotInTwoPeriods_IsRejected()
    {
        AllocationProblem problem = Make.Power(13, 1.5, 1, 1, 1).InLots(5, OddLotRule.BestPeriod);
        Assert.Equal(Verdict.Optimal, Judge.Of(problem, problem.Certify(problem.Solve().Schedule, problem.Solve().Lambda, problem.Solve().Schedule), .5));
        foreach (double[] wrong in new double[][] { [4, 4, 5], [6.5, 6.5, 0], [13, 1, -1], [9, 4, 0] })
            Assert.Equal(Verdict.Rejected, Judge.Of(problem, Certifier.Feasibility(problem, wrong, Objective.Of(problem, wrong)), .5));
    }

    private static Verdict Of(AllocationProblem problem, double[] x, Answer answer)
    {
        var advice = new MethodResult { Lambda = answer.Lambda, SearchBound = answer.Certificate.LowerBound };
        Certificate certificate = Certifier.Of(problem, TraitsOf.Problem(problem), x, advice, x, ProofKind.BranchAndBound, SolveBudget.Unlimited, new Workspace(), out _);
        return Judge.Of(problem, certificate, SolveSettings.DefaultRelativeTolerance);
    }

    private static double[] Damage(Random random, AllocationProblem problem, double[] x)
    {
        double[] wrong = [.. x];
        int from = random.Next(x.Length), to = (from + 1 + random.Next(x.Length - 1)) % x.Length;
        switch (random.Next(5))
        {
            case 0:
                // units that are no lots
                (wrong[from], wrong[to]) = (wrong[from] - random.Next(1, 5), wrong[to] + random.Next(1, 5));
                break;
            case 1:
                wrong[from] += random.Next(2) == 0 ? 5 : -5;
                break;
            case 2:
                wrong[from] = double.NaN;
                break;
            case 3:
                // one over the cap, or below nothing where there is none
                double over = double.IsInfinity(problem.Upper[to]) ? wrong[from] + 5 : (Math.Floor((problem.Upper[to] - wrong[to]) / 5) * 5) + 5;
                (wrong[from], wrong[to]) = (wrong[from] - over, wrong[to] + over);
                if (double.IsInfinity(problem.Upper[to])) wrong[from] = -5;
                break;
            default:
                (wrong[from], wrong[to]) = (wrong[from] + .5, wrong[to] - .5);
                break;
        }

        return wrong;
    }

    private static AllocationProblem Problem(Random random)
    {
        int n = random.Next(1, 5), quantity = random.Next(1, 16);
        AllocationProblem problem = random.Next(5) == 0 ? Draw.Book(random, n, quantity) : Draw.Curves(random, n, quantity, (Draw.Shape)random.Next(4));
        if (random.Next(2) == 0) problem.WithBounds(random);
        if (random.Next(3) == 0) problem.WithMinimumSlices(random);
        return problem;
    }
}
