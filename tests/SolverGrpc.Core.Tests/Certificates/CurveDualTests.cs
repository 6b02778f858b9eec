using SolverGrpc.Core.Certificates;
using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Simd;
using SolverGrpc.Core.Solving;
using SolverGrpc.Core.Tests.Separable;

namespace SolverGrpc.Core.Tests.Certificates;

/// <summary>The certificate of curves on lanes against the one that looks at periods one by one, and against damage.</summary>
public class CurveDualTests
{
    public static TheoryData<SimdKernel, ExtremeCases.Shape> Shapes => KernelShapes.All;

    [Theory]
    [MemberData(nameof(Shapes))]
    public void OrdinaryAnswers_AreProvenOnLanes(SimdKernel kernel, ExtremeCases.Shape shape) => OnSolved(kernel, shape, 200, (random, problem, answer) =>
    {
        CurveDual dual = At(problem, answer.Lambda, answer.Schedule);
        Assert.True(dual.IsTight, $"{dual} {answer.Certificate}");
    });

    // all that the kernels may be off by is taken off the bound: it holds against the scalar sum without a tolerance
    [Theory]
    [MemberData(nameof(Shapes))]
    public void Bound_AnyLambdaAndAnchor_IsBelowTheOptimum(SimdKernel kernel, ExtremeCases.Shape shape) => OnSolved(kernel, shape, 500, (random, problem, answer) =>
    {
        double[] anchor = Moved(random, problem, answer.Schedule, random.LogUniform(1e-16, 1));
        double lambda = answer.Lambda * (1 + ((random.NextDouble() - .5) * random.LogUniform(1e-16, 1)));
        double optimum = Cost(problem, answer.Schedule);
        CurveDual dual = At(problem, lambda, anchor);
        Assert.True(dual.LowerBound <= optimum, $"{dual.LowerBound:R} above {optimum:R}");
        CurveDual own = At(problem, answer.Lambda, answer.Schedule);
        Assert.True(own.LowerBound <= optimum, $"{own.LowerBound:R} above {optimum:R}");
    });

    [Theory]
    [MemberData(nameof(Shapes))]
    public void DamagedAnswers_AreNotProvenOptimal(SimdKernel kernel, ExtremeCases.Shape shape) => OnSolved(kernel, shape, 500, (random, problem, answer) =>
    {
        double[] x = Moved(random, problem, answer.Schedule, random.LogUniform(1e-7, 1));
        double worse = Cost(problem, x) - answer.Certificate.Objective;
        if (random.Chance(.2)) x[random.Next(x.Length)] += problem.Quantity * random.LogUniform(1e-9, 1);
        if (random.Chance(.1)) x[random.Next(x.Length)] = double.NaN;
        bool feasible = Math.Abs(CompensatedSum.Of(x) - problem.Quantity) <= 1e-12 * problem.Quantity;
        Certificate certificate = problem.Certify(x, answer.Lambda, x);
        Verdict verdict = Judge.Of(problem, certificate, 1e-12);
        if (!feasible) Assert.Equal(Verdict.Rejected, verdict);
        else if (worse > 1e-11 * certificate.RoundingScale) Assert.NotEqual(Verdict.Optimal, verdict);
    });

    private static CurveDual At(AllocationProblem problem, double lambda, ReadOnlySpan<double> anchor)
    {
        var powers = new double[problem.PeriodCount];
        CostBreakdown cost = Objective.Of(problem, anchor, powers).Cost;
        return CurveDual.At(problem, problem.A, lambda, anchor, Math.Abs(CompensatedSum.Of(anchor) - problem.Quantity), cost.Linear + cost.Temporary, powers);
    }

    private static double Cost(AllocationProblem problem, ReadOnlySpan<double> x)
    {
        var sum = new CompensatedSum();
        for (int i = 0; i < x.Length; i++) sum.Add(Curve.Value(problem.A[i], problem.B[i], problem.C[i], problem.D[i], x[i]));
        return sum.Value;
    }

    // a part of some period's shares goes to another, as far as that has room
    private static double[] Moved(Random random, AllocationProblem problem, ReadOnlySpan<double> x, double part)
    {
        double[] moved = [.. x];
        int from = random.Next(x.Length), to = (from + 1 + random.Next(x.Length - 1)) % x.Length;
        double shares = Math.Min(part * moved[from], problem.Upper[to] - moved[to]);
        moved[from] -= shares;
        moved[to] += shares;
        return moved;
    }

    private static void OnSolved(SimdKernel kernel, ExtremeCases.Shape shape, int count, Action<Random, AllocationProblem, Answer> check)
    {
        using KernelSelection.Forced forced = KernelSelection.Force(kernel);
        Cases.Run(count, random =>
        {
            AllocationProblem problem = OrdinaryCases.Draw(random, random.Next(2, 60), shape, capped: random.Chance(.5));
            Answer answer = problem.Solve();
            Assert.Equal(Termination.Optimal, answer.Termination);
            check(random, problem, answer);
        });
    }
}
