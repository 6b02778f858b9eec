using SolverGrpc.Core.Certificates;
using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Separable;
using SolverGrpc.Core.Separable.Kernels;
using SolverGrpc.Core.Simd;
using SolverGrpc.Core.Solving;
using SolverGrpc.Core.Tests.Separable;

namespace SolverGrpc.Core.Tests.Lots;

/// <summary>What lanes say of whole lots, held against the definitions, one period at a time.</summary>
public class LotLaneTests
{
    public static TheoryData<SimdKernel> Kernels => [.. KernelSelection.Supported];

    /// <summary>All lots up to the price of λ and no other, within the bounds, and the prices beside them.</summary>
    [Theory]
    [MemberData(nameof(Kernels))]
    public void Fill_EveryLength_BuysJustWhatLambdaPays(SimdKernel kernel)
    {
        using KernelSelection.Forced forced = KernelSelection.Force(kernel);
        for (int length = 1; length <= 70; length++)
        {
            int n = length;
            Cases.Run(
                3,
                random =>
                {
                    AllocationProblem problem = Problem(random, n);
                    var workspace = new Workspace();
                    var x = new double[n];
                    SolveStats stats = KernelSelection.Run<CurveSolve, SolveStats>(new(problem, new SolveSettings(), workspace, x));
                    Assert.True(stats.Converged);
                    problem.InLots(random.Next(1, 9), OddLotRule.BestPeriod);
                    LotGrid grid = LotGrid.Of(problem);
                    var state = new LotState(n, workspace);
                    Assert.True(LotFill.TryOnLanes(problem, grid, stats.Lambda, x, state, -1, workspace));
                    var prices = new LotPrices(problem, grid);
                    double price = stats.Lambda * grid.Step;
                    for (int i = 0; i < n; i++)
                    {
                        LotRange range = grid.Range(problem, i, carries: false);
                        long k = state.Lots[i];
                        Assert.Equal((range.First, range.Last), (state.First[i], state.Last[i]));
                        Assert.InRange(k, range.First, range.Last);
                        double next = k < range.Last ? prices.Of(i, k + 1, false) : double.PositiveInfinity;
                        double last = k > range.First ? prices.Of(i, k, false) : double.NegativeInfinity;
                        Assert.True(next >= price * (1 - 1e-12) && last <= price * (1 + 1e-12), $"period {i}: {last} {price} {next}");
                        Near(next, state.Next[i]);
                        Near(-last, state.Previous[i]);
                    }
                },
                first: 100 * length);
        }
    }

    /// <summary>How far a schedule is from its lots and from the sum in units: whatever is off, and beyond what lanes can count, too.</summary>
    [Theory]
    [MemberData(nameof(Kernels))]
    public void Rules_EveryLength_AreThoseOfUnitsCountedOneByOne(SimdKernel kernel)
    {
        using KernelSelection.Forced forced = KernelSelection.Force(kernel);
        for (int length = 1; length <= 70; length++)
        {
            int n = length;
            Cases.Run(
                20,
                random =>
                {
                    double unit = .25;
                    long lot = random.Next(1, 9), most = random.Chance(.2) ? 1L << 48 : 1_000;
                    long[] units = [.. Enumerable.Range(0, n).Select(_ => lot * random.NextInt64(most / lot))];
                    if (random.Chance(.5)) units[random.Next(n)] += random.Next(1, 9);
                    if (random.Chance(.5)) units[^1] += random.Next(1, 9);
                    double off = random.Next(-1, 2) * unit / 4;
                    double[] x = [.. units.Select(count => count * unit)];
                    x[random.Next(n)] += off;
                    long quantity = units.Sum() + (random.Chance(.3) ? random.Next(1, 5) : 0);
                    var rule = new LotRule(lot, quantity, unit, (OddLotRule)random.Next(3));

                    int carriers = units.Count(count => count % lot != 0);
                    long odd = quantity % lot;
                    bool met = odd == 0 ? carriers == 0 : carriers == 1 && (rule.OddLot == OddLotRule.BestPeriod || (rule.OddLot == OddLotRule.LastPeriod && units[^1] % lot != 0));
                    double violation = met ? Math.Abs(off) : Math.Max(Math.Abs(off), Math.Max(odd, 1) * unit);
                    Assert.Equal((violation, (quantity - units.Sum()) * unit), DiscreteRules.Lots(rule, x));
                },
                first: 100 * length);
        }
    }

    /// <summary>From no lots to so many that costs themselves do not tell one from the next: what two lots less … two more cost are the prices of these lots.</summary>
    [Theory]
    [MemberData(nameof(Kernels))]
    public void Steps_FromAnyNumberOfLots_AreThePricesOfTheirLots(SimdKernel kernel)
    {
        using KernelSelection.Forced forced = KernelSelection.Force(kernel);
        Cases.Run(300, random =>
        {
            int n = random.Next(1, 40);
            AllocationProblem problem = Problem(random, n);
            problem.A.Clear();
            for (int i = 0; i < n; i++) if (random.Chance(.2)) problem.D[i] = 2 + random.LogUniform(.01, 20);
            problem.Quantity = random.Next(1, 1_000);
            problem.InLots(random.Next(1, 9), OddLotRule.None);
            LotGrid grid = LotGrid.Of(problem);
            double[] lots = [.. Enumerable.Range(0, n).Select(_ => Math.Floor(random.LogUniform(.1, random.Chance(.5) ? 1e3 : 1e12)))];
            double[][] steps = KernelSelection.Run<StepCall, double[][]>(new(problem, lots));
            var prices = new LotPrices(problem, grid);
            for (int i = 0; i < n; i++)
            {
                long k = (long)lots[i];
                Near(prices.Of(i, k + 1, false), steps[2][i]);
                Near(prices.Of(i, k + 1, false) + prices.Of(i, k + 2, false), steps[3][i]);
                if (k > 0) Near(-prices.Of(i, k, false), steps[1][i]);
                if (k > 1) Near(-prices.Of(i, k, false) - prices.Of(i, k - 1, false), steps[0][i]);
            }

            static void Near(double expected, double actual) => Assert.True(Math.Abs(expected - actual) <= 4e-13 * Math.Abs(expected), $"{actual:R}, not {expected:R}");
        });
    }

    /// <summary>The bound on lanes is the least over all whole lots, searched through one by one.</summary>
    [Theory]
    [MemberData(nameof(Kernels))]
    public void Minima_AnyLambdaAndAnchor_AreThoseOfAllLots(SimdKernel kernel)
    {
        using KernelSelection.Forced forced = KernelSelection.Force(kernel);
        Cases.Run(300, random =>
        {
            int n = random.Next(1, 40);
            AllocationProblem problem = Problem(random, n).InLots(random.Next(1, 9), OddLotRule.BestPeriod);
            long odd = problem.Lots.QuantityUnits % problem.Lots.LotUnits;
            Answer answer = problem.Solve();
            if (!answer.HasSchedule) return;
            double lambda = random.Chance(.5) ? answer.Lambda : answer.Lambda * random.LogUniform(.5, 2);
            double[] anchor = [.. answer.Schedule.ToArray().Select(x => random.Chance(.5) ? x : x * random.NextDouble())];
            var dual = new LotDual(problem, TraitsOf.Problem(problem), lambda);
            var least = new double[n];
            double free = problem.Quantity - CompensatedSum.Of(problem.Lower);
            foreach (long on in new[] { 0, odd })
            {
                dual.Least(on, anchor, least, new Workspace());
                for (int i = 0; i < n; i++)
                {
                    double expected = double.PositiveInfinity, size = 0;
                    for (long units = on; units <= problem.Lots.QuantityUnits; units += problem.Lots.LotUnits)
                    {
                        if (units < problem.Lower[i] || units > Math.Min(problem.Upper[i], problem.Lower[i] + free)) continue;
                        double cost = PeriodCost.Value(problem, i, units);
                        expected = Math.Min(expected, cost - (lambda * units));
                        size = Math.Max(size, Math.Abs(lambda * units));
                    }

                    Assert.True(expected == least[i] || Math.Abs(expected - least[i]) <= 1e-12 * size, $"period {i}, {on} units: {least[i]:R}, not {expected:R}");
                }
            }
        });
    }

    /// <summary>Weak duality for every carrier at once, at any λ; at the solver's the best carrier is proven.</summary>
    [Fact]
    public void Carriers_AnyLambda_IsBelowTheOptimum_AndTheSolversClosesTheGap() => Cases.Run(2000, random =>
    {
        AllocationProblem problem = Draw.Curves(random, random.Next(1, 5), random.Next(3, 30), Draw.Shape.Convex);
        if (random.Chance(.5)) problem.WithBounds(random, whole: true);
        problem.InLots(random.Next(2, 6), OddLotRule.BestPeriod);
        double optimum = BruteForce.Minimum(problem);
        if (double.IsPositiveInfinity(optimum)) return;
        Answer answer = problem.Solve();
        Assert.Equal((Termination.Optimal, ProofKind.LotDual), (answer.Termination, answer.Certificate.Proof));
        Assert.Equal(optimum, answer.Certificate.Objective, 1e-9 * Math.Max(1, Math.Abs(optimum)));
        double[] anchor = [.. answer.Schedule.ToArray().Select(x => x * random.NextDouble())];
        Certificate certificate = problem.Certify(anchor, (random.NextDouble() - .2) * Math.Exp(4 * random.NextDouble()), anchor);
        Assert.True(certificate.LowerBound <= optimum + (1e-12 * certificate.RoundingScale), $"{certificate.LowerBound:R} above {optimum:R}");
    });

    /// <summary>A worse carrier than the best one is feasible and not proven.</summary>
    [Fact]
    public void Carriers_WrongOne_IsNotProvenOptimal()
    {
        int wrong = 0;
        Cases.Run(1000, random =>
        {
            AllocationProblem problem = Draw.Curves(random, 6, 53, Draw.Shape.Convex).InLots(10, OddLotRule.BestPeriod);
            Answer answer = problem.Solve();
            double[] x = answer.Schedule.ToArray();
            int from = Array.FindIndex(x, slice => slice % 10 != 0), to = (from + 1 + random.Next(5)) % 6;
            (x[from], x[to]) = (x[from] - 3, x[to] + 3);
            if (BruteForce.Objective(problem, x) <= answer.Certificate.Objective + (1e-8 * answer.Certificate.RoundingScale)) return;
            wrong++;
            Certificate certificate = problem.Certify(x, answer.Lambda, x);
            Assert.Equal(Verdict.Feasible, Judge.Of(problem, certificate, SolveSettings.DefaultRelativeTolerance));
        });
        Assert.InRange(wrong, 500, 1000);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void EveryKernel_CostsTheSame(SimdKernel kernel) => Cases.Run(100, random =>
    {
        AllocationProblem problem = Problem(random, 390).InLots(7, random.Chance(.5) ? OddLotRule.BestPeriod : OddLotRule.LastPeriod);
        Answer reference = problem.Solve();
        using KernelSelection.Forced forced = KernelSelection.Force(kernel);
        Answer answer = problem.Solve();
        Assert.Equal(reference.Termination, answer.Termination);
        if (reference.HasSchedule) Assert.Equal(reference.Certificate.Objective, answer.Certificate.Objective, 1e-12 * reference.Certificate.RoundingScale);
    });

    /// <summary>Equal prices in every period and none: ties are found by value, not by luck.</summary>
    [Fact]
    public void EqualCurves_AnyRemainder_IsProvenAndDealtEarliestFirst()
    {
        for (int remainder = 0; remainder < 50; remainder++)
        {
            AllocationProblem problem = Make.Power((1000 * 50) + (100 * remainder), 1.5, [.. Enumerable.Repeat(.01, 50)]).InLots(100);
            Answer answer = problem.Solve();
            Assert.Equal(Termination.Optimal, answer.Termination);
            for (int i = 0; i < 50; i++) Assert.Equal(i < remainder ? 1100 : 1000, answer.Schedule[i]);
        }
    }

    private readonly unsafe ref struct StepCall(AllocationProblem problem, double[] lots) : ILaneCall<double[][]>
    {
        public double[][] With<TLane>()
            where TLane : struct, ILane<TLane>
        {
            int count = lots.Length;
            double[] own = new double[count];
            double[][] steps = [new double[count], new double[count], new double[count], new double[count]];
            fixed (double* a = problem.A, b = problem.B, c = problem.C, d = problem.D, k = lots, cost = own, first = steps[0], second = steps[1], third = steps[2], fourth = steps[3])
                new LotCostColumns(k, cost, first, second, third, fourth).Fill<TLane>(new(a, b, c, d), new(problem.Lots.LotUnits, 0, problem.Lots.Unit), count);
            return steps;
        }
    }

    private static AllocationProblem Problem(Random random, int n)
    {
        ExtremeCases.Shape shape = random.Chance(.5) ? ExtremeCases.Shape.Power : ExtremeCases.Shape.Composite;
        AllocationProblem problem = OrdinaryCases.Draw(random, n, shape, capped: false);
        problem.Quantity = random.Next(20 * n, 200 * n);
        double mean = problem.Quantity / n;
        if (random.Chance(.5)) for (int i = 0; i < n; i++) problem.Upper[i] = Math.Ceiling(mean * (1.2 + random.NextDouble()));
        if (random.Chance(.3)) for (int i = 0; i < n; i++) problem.Lower[i] = random.Chance(.5) ? Math.Floor(mean * .5 * random.NextDouble()) : 0;
        return problem;
    }

    private static void Near(double expected, double actual) =>
        Assert.True(expected == actual || Math.Abs(expected - actual) <= 1e-9 * Math.Abs(expected), $"{actual:R}, not {expected:R}");
}
