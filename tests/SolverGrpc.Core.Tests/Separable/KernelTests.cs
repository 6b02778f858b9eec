using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Separable.Kernels;
using SolverGrpc.Core.Simd;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests.Separable;

public class KernelTests
{
    public static TheoryData<SimdKernel, ExtremeCases.Shape> Shapes => KernelShapes.All;

    public static TheoryData<SimdKernel> Kernels => [.. KernelSelection.Supported];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void CoefficientsOfAnySize_AreProvenAsFarAsDoublesReach(SimdKernel kernel, ExtremeCases.Shape shape)
    {
        using KernelSelection.Forced forced = KernelSelection.Force(kernel);
        foreach (ExtremeCases.Caps caps in Enum.GetValues<ExtremeCases.Caps>())
        {
            foreach (double decades in (double[])[3, 20, 300])
            {
                Cases.Run(60, random =>
                {
                    AllocationProblem problem = ExtremeCases.Draw(random, random.Next(1, 40), shape, caps, decades);
                    AssertProven(problem, problem.Solve(Method.Lambda), ordinary: decades == 3);
                });
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void EveryLength_IsSolvedByItsKernel(SimdKernel kernel, ExtremeCases.Shape shape)
    {
        using KernelSelection.Forced forced = KernelSelection.Force(kernel);
        for (int periods = 1; periods <= 70; periods++)
        {
            int length = periods;
            Cases.Run(
                2,
                random =>
                {
                    AllocationProblem problem = OrdinaryCases.Draw(random, length, shape, capped: random.Chance(.5));
                    var x = new double[length];
                    SolveStats stats = Run(problem, x);
                    Assert.True(stats.Converged);
                    Assert.Equal(problem.Quantity, CompensatedSum.Of(x));
                    AssertStationary(problem, x, stats.Lambda);
                },
                first: 100 * periods);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void EveryKernel_AgreesWithTheScalarOne(SimdKernel kernel, ExtremeCases.Shape shape) => Cases.Run(40, random =>
    {
        AllocationProblem problem = OrdinaryCases.Draw(random, 390, shape, capped: random.Chance(.5));
        double[] x = new double[390], reference = new double[390];
        using (KernelSelection.Force(SimdKernel.Scalar)) Run(problem, reference);
        using (KernelSelection.Force(kernel)) Run(problem, x);
        for (int i = 0; i < x.Length; i++) Assert.Equal(reference[i], x[i], (1e-12 * reference[i]) + (1e-15 * problem.Quantity));
    });

    [Theory]
    [MemberData(nameof(Shapes))]
    public void AnyNumberOfThreads_GivesTheSameBytes(SimdKernel kernel, ExtremeCases.Shape shape)
    {
        using KernelSelection.Forced forced = KernelSelection.Force(kernel);
        AllocationProblem problem = OrdinaryCases.Draw(new Random(3), ChunkedPass.ShortestChunked + 12_345, shape, capped: true);
        double[]? first = null;
        foreach (int threads in (int[])[1, 2, 3, 8])
        {
            ChunkedPass.ThreadLimit = threads;
            var x = new double[problem.PeriodCount];
            Assert.True(Run(problem, x).Converged);
            first ??= x;
            Assert.True(first.AsSpan().SequenceEqual(x), $"{threads} threads");
        }

        ChunkedPass.ThreadLimit = 0;
        Assert.Equal(problem.Quantity, CompensatedSum.Of(first));
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void OrdinaryProblems_TakeFewPasses(SimdKernel kernel)
    {
        using KernelSelection.Forced forced = KernelSelection.Force(kernel);
        (ExtremeCases.Shape Shape, bool Capped, int Passes)[] limits =
        [
            (ExtremeCases.Shape.EqualPower, false, 1),
            (ExtremeCases.Shape.EqualPower, true, 9),
            (ExtremeCases.Shape.Power, false, 4),
            (ExtremeCases.Shape.Power, true, 9),
            (ExtremeCases.Shape.Quadratic, false, 9),
            (ExtremeCases.Shape.Quadratic, true, 11),
            (ExtremeCases.Shape.SpreadPower, true, 16),
            (ExtremeCases.Shape.Composite, true, 16),
        ];
        foreach ((ExtremeCases.Shape shape, bool capped, int passes) in limits)
        {
            Cases.Run(50, random =>
            {
                AllocationProblem problem = OrdinaryCases.Draw(random, 390, shape, capped);
                SolveStats stats = Run(problem, new double[390]);
                Assert.True(stats.Converged && stats.Passes <= passes, $"{shape}, capped {capped}: {stats}");
            });
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void RepeatedSolve_AllocatesNothing(SimdKernel kernel, ExtremeCases.Shape shape)
    {
        using KernelSelection.Forced forced = KernelSelection.Force(kernel);
        AllocationProblem problem = OrdinaryCases.Draw(new Random(1), 390, shape, capped: true);
        var workspace = new Workspace();
        var x = new double[390];
        Assert.Equal(0, Allocation.Of(() =>
        {
            workspace.Reset();
            KernelSelection.Run<CurveSolve, SolveStats>(new(problem, new SolveSettings(), workspace, x));
        }));
    }

    [Fact]
    public void LinearPeriods_AreLeftToThePlainSolver()
    {
        AllocationProblem problem = Make.Quadratic(10, [2, 1, 1], [0, 1, 0]);
        Assert.False(Run(problem, new double[3]).Converged);
        Assert.Equal(Termination.Optimal, problem.Solve().Termination);
    }

    private static SolveStats Run(AllocationProblem problem, double[] x) =>
        KernelSelection.Run<CurveSolve, SolveStats>(new(problem, new SolveSettings(), new Workspace(), x));

    // Where terms cancel the bound is as exact as they are, and where λ is denormal nothing is.
    private static void AssertProven(AllocationProblem problem, Answer answer, bool ordinary)
    {
        if (answer.Termination == Termination.Infeasible) return;
        double lambda = Math.Abs(answer.Lambda), objective = answer.Certificate.Objective;
        bool inRange = double.IsFinite(objective) && lambda is > 1e-290 and < 1e290;
        if (!ordinary && !inRange) return;
        Assert.True(answer.HasSchedule, $"{answer.Termination} {answer.Detail} {answer.Certificate}");
        Assert.Equal(problem.Quantity, CompensatedSum.Of(answer.Schedule), 1e-12 * problem.Quantity);
        Assert.Equal(0, answer.Certificate.BoundViolation);
        double size = lambda * problem.Quantity;
        for (int i = 0; i < problem.PeriodCount; i++)
            size += (Math.Abs(problem.A[i]) * problem.Quantity) + Math.Abs(Curve.Value(0, problem.B[i], problem.C[i], problem.D[i], answer.Schedule[i]));
        Assert.True(answer.Certificate.Gap <= 1e-12 * size, $"{answer.Termination}, size {size}, {answer.Certificate}");
        if (ordinary) Assert.Equal(Termination.Optimal, answer.Termination);
    }

    private static void AssertStationary(AllocationProblem problem, double[] x, double lambda)
    {
        for (int i = 0; i < x.Length; i++)
        {
            double marginal = Curve.Marginal(problem.A[i], problem.B[i], problem.C[i], problem.D[i], x[i]);
            double tolerance = 1e-12 * (Math.Abs(lambda) + Math.Abs(problem.A[i]));
            Assert.InRange(x[i], problem.Lower[i], problem.Upper[i]);
            if (x[i] > problem.Lower[i]) Assert.True(marginal <= lambda + tolerance, $"period {i}: {marginal:R} above {lambda:R}");
            if (x[i] < problem.Upper[i]) Assert.True(marginal >= lambda - tolerance, $"period {i}: {marginal:R} below {lambda:R}");
        }
    }
}
