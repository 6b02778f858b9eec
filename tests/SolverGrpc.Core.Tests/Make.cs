using SolverGrpc.Core.Certificates;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Tests;

/// <summary>Short ways to write problems and to solve them.</summary>
internal static class Make
{
    /// <summary>Pure power: f_i(x) = c_i x^d.</summary>
    public static AllocationProblem Power(double quantity, double d, params double[] c) =>
        Curves(quantity, new double[c.Length], new double[c.Length], c, Enumerable.Repeat(d, c.Length).ToArray());

    /// <summary>f_i(x) = a_i x + b_i x².</summary>
    public static AllocationProblem Quadratic(double quantity, double[] a, double[] b) =>
        Curves(quantity, a, b, new double[a.Length], Enumerable.Repeat(2.0, a.Length).ToArray());

    /// <summary>f_i(x) = a_i x + b_i x² + c_i x^(d_i), exponents 1 and 2 folded.</summary>
    public static AllocationProblem Curves(double quantity, double[] a, double[] b, double[] c, double[] d)
    {
        var problem = new AllocationProblem();
        problem.Reset(a.Length);
        problem.Quantity = quantity;
        for (int i = 0; i < a.Length; i++)
        {
            var cost = new Costs.CanonicalCost();
            Assert.True(Costs.CanonicalCost.TryComposite(Costs.ImpactBasis.TotalCost, a[i], b[i], c[i], d[i], ref cost));
            (problem.A[i], problem.B[i], problem.C[i], problem.D[i]) = (cost.A, cost.B, cost.C, cost.D);
        }

        return problem;
    }

    /// <summary>Levels of a book: (size, price) per level, per period.</summary>
    public static AllocationProblem Book(double quantity, params (double Size, double Price)[][] periods)
    {
        var problem = new AllocationProblem();
        problem.Reset(periods.Length);
        problem.Quantity = quantity;
        problem.ResetLevels(periods.Sum(levels => levels.Length));
        int next = 0;
        for (int i = 0; i < periods.Length; i++)
        {
            problem.LevelStart[i] = next;
            foreach ((double size, double price) in periods[i])
                (problem.LevelSize[next], problem.LevelPrice[next++]) = (size, price);
        }

        problem.LevelStart[periods.Length] = next;
        return problem;
    }

    /// <summary>The same problem with caps.</summary>
    public static AllocationProblem Capped(this AllocationProblem problem, params double[] caps)
    {
        caps.CopyTo(problem.Upper);
        return problem;
    }

    /// <summary>The same problem with floors.</summary>
    public static AllocationProblem Floored(this AllocationProblem problem, params double[] floors)
    {
        floors.CopyTo(problem.Lower);
        return problem;
    }

    /// <summary>Solves with a fresh workspace.</summary>
    public static Answer Solve(this AllocationProblem problem, Method method = Method.Auto)
    {
        var answer = new Answer();
        Solver.Solve(problem, new SolveSettings { Method = method }, new Workspace(), answer);
        return answer;
    }

    /// <summary>The certificate of x, as a solve makes it: λ and tangents at <paramref name="anchor"/> are what some method advises.</summary>
    public static Certificate Certify(this AllocationProblem problem, ReadOnlySpan<double> x, double lambda, ReadOnlySpan<double> anchor) =>
        problem.Certify(x, new MethodResult { Lambda = lambda }, anchor);

    /// <summary>The same with all that a method advises.</summary>
    public static Certificate Certify(this AllocationProblem problem, ReadOnlySpan<double> x, in MethodResult advice, ReadOnlySpan<double> anchor) =>
        Certifier.Of(problem, TraitsOf.Problem(problem), x, advice, anchor, ProofKind.None, SolveBudget.Unlimited, new Workspace(), out _);
}
