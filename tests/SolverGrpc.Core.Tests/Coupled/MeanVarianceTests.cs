using SolverGrpc.Core.Coupled;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Simd;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests.Coupled;

/// <summary>The fast ways without bounds, against their recursions and against the interior point.</summary>
public class MeanVarianceTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(390, 10)]
    [InlineData(10_000, .3)]
    [InlineData(10_000, 1e100)]
    public void Shooting_AnyStiffness_IsStationaryInEveryDigitOfEveryTrade(int periods, double stiffness)
    {
        // x_i b_i − x_{i+1} b_{i+1} = κ v r_i with κ v / b = stiffness
        AllocationProblem problem = Make.Quadratic(1e6, new double[periods], Enumerable.Repeat(2e-6, periods).ToArray()).Volatile(2e-6).Minding(RiskKind.Aversion, stiffness);
        double[] x = new double[periods];
        Assert.True(MeanVarianceShooting.TrySolve(problem, stiffness, x, out _));
        double left = 0;
        for (int i = periods - 1; i > 0; i--)
        {
            left += x[i];
            if (x[i] > 1e-280) Assert.Equal(1, (x[i - 1] - x[i]) / (stiffness * left), 1e-11);
        }

        Assert.Equal(1, (left + x[0]) / 1e6, 1e-13);
    }

    [Fact]
    public void Shooting_RandomProblems_AgreesWithTheInteriorPoint() => Cases.Run(300, random =>
    {
        int count = random.Next(2, 60);
        double[] b = new double[count], v = new double[count];
        for (int i = 0; i < count; i++)
        {
            b[i] = random.LogUniform(1e-7, 1e-5);
            v[i] = random.Chance(.1) ? 0 : random.LogUniform(1e-4, 1);
        }

        AllocationProblem problem = Make.Quadratic(1e5, Enumerable.Repeat(.01, count).ToArray(), b).Volatile(v).Minding(RiskKind.Aversion, random.LogUniform(1e-8, 1e-4));
        if (random.Chance(.5)) problem.Permanent([.. b.Select(own => own * random.LogUniform(1e-3, .1))]);
        Answer fast = problem.Solve();
        Assert.Equal(Termination.Optimal, fast.Termination);
        double[] schedule = fast.Schedule.ToArray();

        // a floor that costs nothing keeps the fast way away
        problem.Lower[0] = 1e-9 * schedule[0];
        Answer other = problem.Solve();
        Assert.Equal(Termination.Optimal, other.Termination);
        Assert.Equal(fast.Lambda, other.Lambda, 1e-6 * fast.Lambda);
        for (int i = 0; i < count; i++) Assert.Equal(schedule[i], other.Schedule[i], 1e-6 * 1e5);
    });

    [Fact]
    public void PowerLaws_EveryKernel_GivesTheSameSchedule() => Cases.Run(60, random =>
    {
        int count = random.Next(1, 70);
        double[] zero = new double[count], b = new double[count], c = new double[count], d = new double[count], v = new double[count];
        bool mixed = random.Chance(.3);
        for (int i = 0; i < count; i++)
        {
            b[i] = mixed && random.Chance(.5) ? random.LogUniform(1e-6, 1e-4) : 0;
            c[i] = b[i] > 0 && random.Chance(.5) ? 0 : random.LogUniform(1e-4, 1e-2);
            d[i] = 1.2 + (1.5 * random.NextDouble());
            v[i] = random.LogUniform(1e-4, 1e-1);
        }

        AllocationProblem problem = Make.Curves(1e5, zero, b, c, d).Volatile(v).Minding(RiskKind.Aversion, random.LogUniform(1e-8, 1e-5));
        if (random.Chance(.3)) problem.Permanent(1e-9);
        double[]? first = null;
        foreach (SimdKernel kernel in KernelSelection.Supported)
        {
            using KernelSelection.Forced forced = KernelSelection.Force(kernel);
            Answer answer = problem.Solve(Method.InteriorPoint);
            if (answer.Termination == Termination.Unsupported && problem.HasPermanentImpact) return;
            Assert.True(answer.Termination == Termination.Optimal, $"{kernel}: {answer.Termination} gap {answer.Certificate.RelativeGap:e2}");
            first ??= answer.Schedule.ToArray();
            for (int i = 0; i < count; i++) Assert.Equal(first[i], answer.Schedule[i], 1e-7 * 1e5);
        }
    });
}
