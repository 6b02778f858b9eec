using SolverGrpc.Core.Certificates;
using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Separable;
using SolverGrpc.Core.Simd;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests.Separable;

public class BookTests
{
    public static TheoryData<SimdKernel> Kernels => [.. KernelSelection.Supported];

    /// <summary>The price at which the sorted levels reach the quantity, at every length, with ties, empty levels and endless ones.</summary>
    [Theory]
    [MemberData(nameof(Kernels))]
    public void Search_EveryLength_FindsThePriceThatSortingFinds(SimdKernel kernel)
    {
        using KernelSelection.Forced forced = KernelSelection.Force(kernel);
        for (int length = 1; length <= 257; length++)
        {
            int levels = length;
            Cases.Run(
                4,
                random =>
                {
                    double scale = random.Chance(.2) ? 1e290 : 1, distinct = random.Chance(.3) ? 3 : 1e9;
                    double[] price = [.. Enumerable.Range(0, levels).Select(_ => scale * Math.Floor(distinct * (random.NextDouble() - .3)))];
                    double[] size = [.. Enumerable.Range(0, levels).Select(_ => random.Chance(.2) ? 0 : Math.Floor(random.LogUniform(1, 1e6)))];
                    double quantity = Math.Ceiling(size.Sum() * random.NextDouble());
                    if (random.Chance(.2)) size[random.Next(levels)] = double.PositiveInfinity;
                    if (quantity == 0) return;
                    double found = new BookSearch(price, size, quantity, SolveBudget.Unlimited, new ResidualLog(), quantity).Run(out int passes);
                    int[] order = [.. Enumerable.Range(0, levels).OrderBy(k => price[k])];
                    double sum = 0;
                    int last = order.First(k => (sum += size[k]) >= quantity);
                    Assert.Equal(price[last], found);
                    Assert.InRange(passes, 2, 200);
                },
                first: 10 * length);
        }
    }

    /// <summary>Random books within floors and caps, on every kernel: proven, earliest first, the same cost everywhere.</summary>
    [Theory]
    [MemberData(nameof(Kernels))]
    public void Books_WithBounds_AreProvenOptimal(SimdKernel kernel) => Cases.Run(500, random =>
    {
        AllocationProblem problem = Draw.Book(random, random.Next(1, 60), random.Next(1, 100_000));
        if (random.Chance(.7)) Cases.Bound(random, problem);
        Answer reference = problem.Solve();
        using KernelSelection.Forced forced = KernelSelection.Force(kernel);
        Answer answer = problem.Solve();
        Assert.Equal((Termination.Optimal, ProofKind.Dual), (answer.Termination, answer.Certificate.Proof));
        Assert.Equal(problem.Quantity, CompensatedSum.Of(answer.Schedule));
        Assert.Equal(reference.Schedule.ToArray(), answer.Schedule.ToArray());
    });

    /// <summary>Weak duality: whatever λ is claimed, the bound is not above the optimum.</summary>
    [Fact]
    public void Certificate_AnyLambda_IsBelowTheOptimum() => Cases.Run(2000, random =>
    {
        AllocationProblem problem = Draw.Book(random, random.Next(1, 12), random.Next(1, 1000));
        if (random.Chance(.5)) Cases.Bound(random, problem);
        Answer answer = problem.Solve();
        double lambda = answer.Lambda + ((random.NextDouble() - .5) * 6);
        Certificate certificate = problem.Certify(answer.Schedule, lambda, answer.Schedule);
        Assert.True(certificate.LowerBound <= answer.Certificate.Objective + (1e-12 * certificate.RoundingScale), $"{certificate}");
    });

    /// <summary>Shares moved from one period to another, a λ between other prices, shares lost: none of it is proven optimal.</summary>
    [Fact]
    public void Certificate_DamagedAnswers_AreNotProvenOptimal()
    {
        int damaged = 0;
        Cases.Run(4000, random =>
        {
            AllocationProblem problem = Draw.Book(random, random.Next(2, 12), random.Next(10, 1000));
            Answer answer = problem.Solve();
            double[] x = answer.Schedule.ToArray();
            int from = random.Next(x.Length), to = (from + 1 + random.Next(x.Length - 1)) % x.Length;
            double part = x[from] * (.1 + (.9 * random.NextDouble())), before = BruteForce.Objective(problem, x);
            x[from] -= part;
            if (random.Chance(.8)) x[to] += part;
            bool sameSum = Math.Abs(CompensatedSum.Of(x) - problem.Quantity) <= 1e-12 * problem.Quantity;
            if (part == 0 || (sameSum && BruteForce.Objective(problem, x) <= before * (1 + 1e-9))) return;
            damaged++;
            Assert.NotEqual(Verdict.Optimal, Judge.Of(problem, problem.Certify(x, answer.Lambda, x), SolveSettings.DefaultRelativeTolerance));
        });
        Assert.InRange(damaged, 1000, 4000);
    }

    [Fact]
    public void BudgetSpent_SaysSo()
    {
        AllocationProblem problem = Draw.Book(new Random(1), 50, 1000);
        var answer = new Answer();
        var spent = new SolveBudget(TimeProvider.System, TimeSpan.Zero, CancellationToken.None);
        Solver.Solve(problem, new SolveSettings { Budget = spent }, new Workspace(), answer);
        Assert.Equal((Termination.LimitNoSolution, LimitKind.Time), (answer.Termination, answer.Limit));
    }
}
