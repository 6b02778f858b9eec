using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SolverGrpc.Core.Coupled;
using SolverGrpc.Core.Coupled.Kernels;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests.Coupled;

/// <summary>Newton on the prices, and its sweep from both ends, against the equations they solve.</summary>
public class PriceNewtonTests
{
    [Fact]
    public void Sweep_AnySystem_SolvesItsEquations() => Cases.Run(2000, random =>
    {
        int count = random.Next(1, 60);
        var workspace = new Workspace();
        Span<double> c = workspace.Take(count), e = workspace.Take(count), w = workspace.Take(count), p = workspace.Take(count);
        double stiffness = random.LogUniform(1e-6, 1e6), s = random.LogUniform(1e-3, 1e6);
        for (int i = 0; i < count; i++)
        {
            c[i] = random.LogUniform(1e-3, 1e3);
            e[i] = s / count * (random.NextDouble() - .5);
            w[i] = random.Chance(.1) ? 0 : stiffness * random.LogUniform(.1, 10);
        }

        var columns = Columns(workspace, c, e, w, p);
        Assert.True(PriceSweep.TrySolve(columns, count, s, out double weight));

        double remaining = 0, size = s, risk = 0, all = 0;
        for (int i = count - 1; i >= 0; i--)
        {
            // p_i = p_{i+1} + W_i r_i
            double next = i == count - 1 ? p[i] : p[i + 1] + (w[i] * remaining), scale = Math.Abs(p[i]) + Math.Abs(next) + (w[i] * size);
            Assert.True(Math.Abs(next - p[i]) <= 1e-9 * scale, $"price {i} of {count}: {p[i]:R}, {next:R}");
            risk += w[i] * remaining * remaining;
            all += w[i] * size * size;
            remaining += (c[i] * p[i]) - e[i];
            size += Math.Abs(c[i] * p[i]) + Math.Abs(e[i]);
        }

        Assert.True(Math.Abs(remaining - s) <= 1e-11 * size, $"{remaining:R} of {s:R}");
        Assert.True(Math.Abs(risk - weight) <= 1e-10 * all, $"{weight:R} instead of {risk:R}");
    });

    [Fact]
    public void Solve_OrdinaryProblems_TakesFewStepsAndIsStationary()
    {
        int steps = 0, left = 0;
        Cases.Run(400, random =>
        {
            if (!SolveTwice(random, ref steps)) left++;
        });
        Assert.True(left <= 8 && steps <= 400 * 18, $"{left} of 400 left to others, {steps} steps");
    }

    // from nothing, and from there to another κ
    private static bool SolveTwice(Random random, ref int steps)
    {
        AllocationProblem problem = PowerLaws(random, random.Next(1, 200));
        double aversion = random.LogUniform(1e-10, 1e-4);
        double[] x = new double[problem.PeriodCount];
        var workspace = new Workspace();
        Assert.True(PriceNewton.Fits(problem));
        var newton = new PriceNewton(problem, workspace);
        Assert.True(newton.IsUsable);

        if (!newton.TrySolve(aversion, warm: false, workspace.Residuals, ref steps, x, out double lambda)) return false;
        AssertStationary(problem, aversion, x, lambda);

        aversion *= random.LogUniform(.5, 2);
        if (!newton.TrySolve(aversion, warm: true, workspace.Residuals, ref steps, x, out lambda)) return false;
        AssertStationary(problem, aversion, x, lambda);
        return true;
    }

    /// <summary>κ and prices arrive together: half of the limits take little more than twice the sweeps of one κ.</summary>
    [Theory]
    [InlineData(RiskKind.VarianceLimit, 18)]
    [InlineData(RiskKind.MinimizeValueAtRisk, 16)]
    [InlineData(RiskKind.ValueAtRiskLimit, 26)]
    public void Limits_OrdinaryProblems_TakeFewSweeps(RiskKind kind, int medianLimit)
    {
        const int Count = 300;
        var sweeps = new List<long>();
        int proven = 0;
        Cases.Run(Count, random =>
        {
            AllocationProblem problem = PowerLaws(random, random.Next(2, 200));
            Answer free = problem.Solve(Method.InteriorPoint);
            double z = .1 + (.9 * random.NextDouble()), part = .2 + (.7 * random.NextDouble());
            z *= free.Cost.Total / Math.Sqrt(free.Variance);
            problem.Minding(RiskKind.MinimizeValueAtRisk, 0, z);
            double most = free.Cost.Total + (z * Math.Sqrt(free.Variance));
            if (kind == RiskKind.VarianceLimit) problem.Minding(kind, part * free.Variance);
            else if (kind == RiskKind.ValueAtRiskLimit) problem.Minding(kind, most - (part * (most - problem.Solve(Method.InteriorPoint).Certificate.Objective)), z);
            Answer answer = problem.Solve(Method.InteriorPoint);
            sweeps.Add(answer.Iterations);
            if (answer.Termination == Termination.Optimal) proven++;
        });
        Assert.Equal(Count, proven);
        Assert.InRange(sweeps.Order().ElementAt(Count / 2), 1, medianLimit);
    }

    [Fact]
    public void Solve_CapThatBinds_LeavesItToOthers()
    {
        AllocationProblem problem = PowerLaws(new Random(1), 20);
        double aversion = 1e-6;
        double[] x = new double[20];
        var workspace = new Workspace();
        int steps = 0;
        Assert.True(new PriceNewton(problem, workspace).TrySolve(aversion, warm: false, workspace.Residuals, ref steps, x, out _));
        problem.Upper[0] = .99 * x[0];
        Assert.False(new PriceNewton(problem, workspace).TrySolve(aversion, warm: false, workspace.Residuals, ref steps, x, out _));
        Assert.Equal(Termination.Optimal, problem.Minding(RiskKind.Aversion, aversion).Solve().Termination);
    }

    private static AllocationProblem PowerLaws(Random random, int periods)
    {
        double[] a = new double[periods], b = new double[periods], c = new double[periods], d = new double[periods], v = new double[periods];
        Array.Fill(a, random.NextDouble());
        for (int i = 0; i < periods; i++)
        {
            bool quadratic = random.Chance(.2);
            b[i] = quadratic ? random.LogUniform(1e-6, 1e-5) : 0;
            d[i] = quadratic ? 2 : 1.2 + (1.2 * random.NextDouble());
            c[i] = quadratic ? 0 : random.LogUniform(.01, .1) * Math.Pow(1000, 1 - d[i]);
            v[i] = random.LogUniform(1e-4, 1e-2);
        }

        return Make.Curves(1e6, a, b, c, d).Volatile(v);
    }

    private static void AssertStationary(AllocationProblem problem, double aversion, double[] x, double lambda)
    {
        double left = 0;
        double[] remaining = new double[x.Length];
        for (int i = x.Length - 1; i >= 0; left += x[i--]) remaining[i] = left;
        Assert.Equal(1, left / problem.Quantity, 1e-12);
        double waiting = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double marginal = problem.A[i] + (2 * problem.B[i] * x[i]) + (problem.C[i] * problem.D[i] * Math.Pow(x[i], problem.D[i] - 1));
            Assert.True(Math.Abs(marginal + waiting - lambda) <= 1e-10 * lambda, $"period {i}: {marginal + waiting:R} instead of {lambda:R}");
            waiting += 2 * aversion * problem.PriceVariance[i] * remaining[i];
        }
    }

    private static unsafe PriceColumns Columns(Workspace workspace, Span<double> c, Span<double> e, Span<double> w, Span<double> p) => new()
    {
        Compliance = Pointer(c),
        Offset = Pointer(e),
        Risk = Pointer(w),
        Next = Pointer(p),
        Keep = Pointer(workspace.Take(p.Length)),
        Shift = Pointer(workspace.Take(p.Length)),
        Lift = Pointer(workspace.Take(p.Length)),
    };

    private static unsafe double* Pointer(Span<double> column) => (double*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(column));
}
