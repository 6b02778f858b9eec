using SolverGrpc.Core.Certificates;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Separable.Kernels;
using SolverGrpc.Core.Simd;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests.Separable;

/// <summary>Where costs vanish or cancel, and how many passes the worst takes.</summary>
public class ProofEdgeTests
{
    public static TheoryData<SimdKernel, ExtremeCases.Shape> Shapes => KernelShapes.All;

    /// <summary>Spreads that earn just what impact costs: the objective is 0 up to rounding, and no relative gap means anything.</summary>
    [Fact]
    public void OptimumOfNoCost_IsProven() => Cases.Run(500, random =>
    {
        int n = random.Next(1, 30);
        double quantity = random.LogUniform(1e-3, 1e6);
        double[] b = [.. Enumerable.Range(0, n).Select(_ => random.LogUniform(1e-6, 1))];

        // x_i = S w_i / Σ w with w = 1 / b costs S² / Σ w: a spread of −S / Σ w takes it back
        double weights = b.Sum(own => 1 / own);
        AllocationProblem problem = Make.Quadratic(quantity, [.. Enumerable.Repeat(-quantity / weights, n)], b);
        Answer answer = problem.Solve();
        Assert.Equal(Termination.Optimal, answer.Termination);
        Assert.True(Math.Abs(answer.Cost.Total) <= 1e-12 * answer.Certificate.RoundingScale, $"{answer.Cost}");
    });

    /// <summary>Terms that cancel leave their rounding errors behind: those are measured against the terms, not against what is left of them.</summary>
    [Fact]
    public void TermsThatCancel_AreProven_AndAreNoExcuse() => Cases.Run(1000, random =>
    {
        int n = random.Next(2, 20);
        double mean = random.LogUniform(1e-3, 1e6);
        double[] b = [.. Enumerable.Range(0, n).Select(_ => random.LogUniform(1e-3, 1e-2))];
        double[] a = [.. b.Select(own => -own * mean * (1 + (1e-9 * random.NextDouble())))];
        AllocationProblem problem = Make.Quadratic(mean * n, a, b);
        Answer answer = problem.Solve();
        Assert.Equal(Termination.Optimal, answer.Termination);

        // moving a part of 1e-4 costs 1e-8 of the terms: four orders above the tolerance
        double[] x = answer.Schedule.ToArray();
        double moved = 1e-4 * mean;
        (x[0], x[1]) = (x[0] + moved, x[1] - moved);
        if (x[1] < 0) return;
        Certificate certificate = problem.Certify(x, answer.Lambda, x);
        Assert.True(certificate.Gap > 1e-12 * certificate.RoundingScale, $"{certificate}");
    });

    /// <summary>The bound by tangents measures rounding against all terms, whatever they leave of each other.</summary>
    [Fact]
    public void RoundingScale_TermsThatCancel_IsThatOfTheTerms()
    {
        AllocationProblem problem = Make.Quadratic(3000, [-1, -2, 5], [1e-3, 2e-3, 1e-3]);
        var dual = new SeparableDual(problem, 1);
        for (int i = 0; i < 3; i++) dual.Add(i, 1000);
        Assert.Equal(1000 + 1000 + 2000 + 2000 + 5000 + 1000 + 3000, dual.RoundingScale, 1e-9);
    }

    /// <summary>64 halvings of the doubles settle any root; safeguarded Newton may take three steps for each and a few more, whatever the numbers.</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void AnyNumbers_TakeNoMorePassesThanThreeBisections(SimdKernel kernel, ExtremeCases.Shape shape)
    {
        using KernelSelection.Forced forced = KernelSelection.Force(kernel);
        int converged = 0;
        foreach (ExtremeCases.Caps caps in Enum.GetValues<ExtremeCases.Caps>())
        {
            foreach (double decades in (double[])[3, 20, 300])
            {
                Cases.Run(40, random =>
                {
                    AllocationProblem problem = ExtremeCases.Draw(random, random.Next(2, 40), shape, caps, decades);
                    ProblemTraits traits = TraitsOf.Problem(problem);
                    if (Feasibility.Check(problem, traits, out _, out _) != Feasibility.Room.Some) return;
                    SolveStats stats = KernelSelection.Run<CurveSolve, SolveStats>(new(problem, new SolveSettings(), new Workspace(), new double[problem.PeriodCount]));
                    Assert.InRange(stats.Passes, 0, 200);
                    if (stats.Converged) converged++;
                    Assert.InRange(problem.Solve(Method.Lambda).Iterations, 0, 400);
                });
            }
        }

        Assert.InRange(converged, 150, 600);
    }
}
