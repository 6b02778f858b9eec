using SolverGrpc.Core.Certificates;
using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests.Separable;

public class LambdaMethodTests
{
    [Fact]
    public void RandomConvexProblems_AgreeWithBisection() => Cases.Run(400, random =>
    {
        AllocationProblem problem = Cases.Convex(random, random.Next(1, 30));
        Answer answer = problem.Solve();
        AssertProven(problem, answer);
        double oracle = BisectionOracle.Solve(problem);
        Assert.InRange(answer.Certificate.Objective - oracle, double.NegativeInfinity, 1e-9 * answer.Certificate.RoundingScale);
    });

    [Fact]
    public void RandomConvexProblems_NoMoveImproves() => Cases.Run(3000, random =>
    {
        AllocationProblem problem = Cases.Convex(random, random.Next(2, 12));
        Answer answer = problem.Solve();
        double[] x = answer.Schedule.ToArray();
        for (int move = 0; move < 50; move++)
        {
            int from = random.Next(x.Length), to = random.Next(x.Length);
            double most = Math.Min(x[from] - problem.Lower[from], Math.Min(problem.Upper[to] - x[to], problem.Quantity));
            double shares = most * random.LogUniform(1e-6, 1);
            if (from == to || !(shares > 0)) continue;
            double before = Value(problem, from, x[from]) + Value(problem, to, x[to]);
            double after = Value(problem, from, x[from] - shares) + Value(problem, to, x[to] + shares);
            Assert.True(after >= before - (1e-10 * answer.Certificate.RoundingScale), $"moving {shares} from {from} to {to} saves {before - after}");
        }
    });

    [Theory]
    [InlineData(390)]
    [InlineData(10_000)]
    public void ManyPeriods_AreProvenOptimal(int periods) => Cases.Run(20, random =>
    {
        AllocationProblem problem = Cases.Convex(random, periods);
        AssertProven(problem, problem.Solve());
    });

    [Fact]
    public void Books_AgreeWithFillingCheapestLevelsFirst() => Cases.Run(2000, random =>
    {
        var periods = new (double Size, double Price)[random.Next(1, 20)][];
        for (int i = 0; i < periods.Length; i++)
        {
            double price = random.NextDouble();
            periods[i] = [.. Enumerable.Range(0, random.Next(1, 10)).Select(_ => (random.NextDouble() * 100, price += random.Next(3) * .01))];
        }

        double depth = periods.Sum(levels => levels.Sum(level => level.Size));
        double quantity = depth * random.NextDouble();
        AllocationProblem problem = Make.Book(quantity, periods);
        Answer answer = problem.Solve();
        AssertProven(problem, answer);

        double left = quantity, cost = 0;
        foreach ((double size, double price) in periods.SelectMany(levels => levels).OrderBy(level => level.Price))
        {
            double take = Math.Min(size, left);
            cost += take * price;
            left -= take;
        }

        Assert.Equal(cost, answer.Certificate.Objective, 1e-10 * Math.Max(cost, 1));
    });

    [Fact]
    public void SameCurveEverywhere_IsTheEqualSplit() => Cases.Run(200, random =>
    {
        int periods = random.Next(1, 400);
        AllocationProblem problem = Make.Power(random.LogUniform(1, 1e6), 1.05 + (3 * random.NextDouble()), Enumerable.Repeat(random.LogUniform(1e-6, 1), periods).ToArray());
        double objective = problem.Solve().Certificate.Objective;
        Assert.Equal(problem.Solve(Method.EqualSplit).Certificate.Objective, objective, 1e-12 * objective);
    });

    [Fact]
    public void CommonExponent_SavingDoesNotDependOnSize() => Cases.Run(100, random =>
    {
        double d = 1.1 + (2 * random.NextDouble());
        double[] c = [.. Enumerable.Range(0, random.Next(2, 40)).Select(_ => random.LogUniform(1e-4, 1))];
        double Saving(double quantity) =>
            1 - (Make.Power(quantity, d, c).Solve().Certificate.Objective / Make.Power(quantity, d, c).Solve(Method.EqualSplit).Certificate.Objective);
        Assert.Equal(Saving(1), Saving(12345), 1e-10);
    });

    [Fact]
    public void PermutedPeriods_GivePermutedSchedule() => Cases.Run(100, random =>
    {
        AllocationProblem problem = Cases.Convex(random, 20), permuted = new();
        int[] order = [.. Enumerable.Range(0, 20)];
        random.Shuffle(order);
        permuted.Reset(20);
        permuted.Quantity = problem.Quantity;
        for (int i = 0; i < 20; i++)
        {
            (permuted.A[i], permuted.B[i], permuted.C[i], permuted.D[i]) = (problem.A[order[i]], problem.B[order[i]], problem.C[order[i]], problem.D[order[i]]);
            (permuted.Lower[i], permuted.Upper[i]) = (problem.Lower[order[i]], problem.Upper[order[i]]);
        }

        Answer answer = problem.Solve();
        Assert.Equal(answer.Certificate.Objective, permuted.Solve().Certificate.Objective, 1e-11 * answer.Certificate.RoundingScale);
    });

    /// <summary>Shares counted in other units and money in another currency: the same day, in those units.</summary>
    [Theory]
    [InlineData(1024, 1)]
    [InlineData(1, 0.0078125)]
    [InlineData(1e-3, 1e3)]
    [InlineData(1e5, 1e-7)]
    public void OtherUnits_GiveTheSameSchedule(double shares, double money) => Cases.Run(100, random =>
    {
        AllocationProblem problem = Cases.Convex(random, random.Next(1, 40));
        Answer first = problem.Solve();
        double[] x = first.Schedule.ToArray();
        double quantity = problem.Quantity;
        problem.Quantity *= shares;
        for (int i = 0; i < x.Length; i++)
        {
            problem.A[i] *= money / shares;
            problem.B[i] *= money / shares / shares;
            problem.C[i] *= money * Math.Pow(shares, -problem.D[i]);
            problem.Lower[i] *= shares;
            problem.Upper[i] *= shares;
        }

        Answer second = problem.Solve();
        Assert.Equal((Termination.Optimal, Termination.Optimal), (first.Termination, second.Termination));
        Assert.Equal(first.Cost.Total * money, second.Cost.Total, 1e-11 * money * first.Certificate.RoundingScale);
        Assert.Equal(first.Lambda * money / shares, second.Lambda, 1e-9 * money / shares * first.Certificate.RoundingScale / quantity);
    });

    [Fact]
    public void EqualPrices_AreFilledEarliestFirst()
    {
        Answer answer = Make.Quadratic(10, [2, 1, 1, 1], [0, 0, 0, 0]).Capped(9, 4, 4, 4).Solve();
        Assert.Equal([0, 4, 4, 2], answer.Schedule.ToArray());
        Assert.Equal(1, answer.Lambda);
    }

    [Theory]
    [InlineData(3, 3, Termination.Optimal)]
    [InlineData(3, 2.9999999, Termination.Infeasible)]
    [InlineData(3, 2.9999999999999, Termination.Optimal)]
    public void CapsThatSumToQuantity_EverythingSitsAtItsCap(double quantity, double caps, Termination termination)
    {
        AllocationProblem problem = Make.Power(quantity, 1.5, 1, 2).Capped(1, caps - 1);
        Answer answer = problem.Solve();
        Assert.Equal(termination, answer.Termination);
        if (termination == Termination.Optimal) Assert.Equal([1, caps - 1], answer.Schedule.ToArray());
        else Assert.Equal(caps, answer.Infeasibility.LargestExecutable, 1e-12);
    }

    [Fact]
    public void NothingToTrade_IsZerosAndOptimal()
    {
        Answer answer = Make.Power(0, 1.5, 1, 2, 4).Solve();
        Assert.Equal(Termination.Optimal, answer.Termination);
        Assert.Equal([0, 0, 0], answer.Schedule.ToArray());
    }

    [Fact]
    public void NoImpactAtAll_IsOptimalAtNoCost()
    {
        Answer answer = Make.Quadratic(10, [0, 0], [0, 0]).Solve();
        Assert.Equal(Termination.Optimal, answer.Termination);
        Assert.Equal(0, answer.Certificate.Objective);
    }

    [Fact]
    public void WarmStart_GivesTheSameAnswerInFewerIterations() => Cases.Run(50, random =>
    {
        AllocationProblem problem = Cases.Convex(random, 390);
        Answer cold = problem.Solve(), warm = new();
        Solver.Solve(problem, new SolveSettings { WarmLambda = cold.Lambda }, new Workspace(), warm);
        Assert.Equal(cold.Certificate.Objective, warm.Certificate.Objective, 1e-11 * cold.Certificate.RoundingScale);
        Assert.True(warm.Iterations <= cold.Iterations);
    });

    [Fact]
    public void DamagedAnswers_AreNeverProvenOptimal() => Cases.Run(2000, random =>
    {
        AllocationProblem problem = Cases.Convex(random, random.Next(2, 40));
        Answer answer = problem.Solve();
        double[] x = answer.Schedule.ToArray();
        double objective = answer.Certificate.Objective;
        int from = Enumerable.Range(0, x.Length).MaxBy(i => x[i]), to = (from + 1 + random.Next(x.Length - 1)) % x.Length;
        double shares = x[from] * (.01 + (.5 * random.NextDouble()));
        x[from] -= shares;
        if (random.Chance(.5)) x[to] += shares;

        Certificate certificate = problem.Certify(x, answer.Lambda, x);
        if (Judge.Of(problem, certificate, SolveSettings.DefaultRelativeTolerance) == Verdict.Optimal)
            Assert.True(certificate.Objective <= objective + (1e-9 * certificate.RoundingScale), "a worse schedule passed as optimal");
    });

    [Fact]
    public void WrongLambda_NeverProvesMoreThanTheOptimum() => Cases.Run(2000, random =>
    {
        AllocationProblem problem = Cases.Convex(random, random.Next(1, 40));
        Answer answer = problem.Solve();
        Certificate certificate = problem.Certify(answer.Schedule, answer.Lambda * (2 * random.NextDouble()), answer.Schedule);
        Assert.True(certificate.LowerBound <= answer.Certificate.Objective + (1e-12 * certificate.RoundingScale));
    });

    private static double Value(AllocationProblem problem, int i, double x) =>
        Curve.Value(problem.A[i], problem.B[i], problem.C[i], problem.D[i], x);

    private static void AssertProven(AllocationProblem problem, Answer answer)
    {
        Assert.True(answer.Termination == Termination.Optimal, $"{answer.Termination} {answer.Detail} {answer.Certificate} lambda {answer.Lambda} iterations {answer.Iterations}");
        Assert.True(Math.Abs(CompensatedSum.Of(answer.Schedule) - problem.Quantity) <= Math.BitIncrement(problem.Quantity) - problem.Quantity);
        Assert.InRange(answer.Certificate.KktResidual, 0, 1e-9);
        Assert.Equal(0, answer.Certificate.BoundViolation);
    }
}
