using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Mapping.Requests;

namespace SolverGrpc.Mapping.Validation;

/// <summary>One of the models with a curve: how its arrays are checked and how it becomes a x + b x² + c x^d.</summary>
internal abstract class ModelReduction
{
    /// <summary>The array that is blamed for an overflow.</summary>
    public abstract ArrayField LeadingField { get; }

    /// <summary>Checks the arrays.</summary>
    public abstract void Check(ProblemInput input, int periodCount, Violations violations);

    /// <summary>Writes the canonical costs. The arrays are valid.</summary>
    /// <param name="input">The problem.</param>
    /// <param name="basis">What the curve means.</param>
    /// <param name="costs">The result.</param>
    /// <param name="violations">Where wrong combinations go.</param>
    public abstract void Reduce(ProblemInput input, ImpactBasis basis, CurveColumns costs, Violations violations);
}

/// <summary>The columns of a problem that hold f(x) = a x + b x² + c x^d (a, b and c are 0 at first), and what is paid per share on top of the model.</summary>
/// <param name="problem">The problem.</param>
/// <param name="halfSpread">Cost per share on top, one per period; empty: none.</param>
internal readonly ref struct CurveColumns(AllocationProblem problem, ReadOnlySpan<double> halfSpread)
{
    private readonly ReadOnlySpan<double> _halfSpread = halfSpread;

    public int Count => A.Length;

    /// <summary>Something is paid on top of the model.</summary>
    public bool HasHalfSpread => !_halfSpread.IsEmpty;

    public Span<double> A { get; } = problem.A;

    public Span<double> B { get; } = problem.B;

    public Span<double> C { get; } = problem.C;

    public Span<double> D { get; } = problem.D;

    /// <summary>Writes the cost of one period, the half-spread added.</summary>
    public void Set(int i, CanonicalCost cost)
    {
        A[i] = _halfSpread.IsEmpty ? cost.A : cost.A + _halfSpread[i];
        B[i] = cost.B;
        C[i] = cost.C;
        D[i] = cost.D;
    }
}
