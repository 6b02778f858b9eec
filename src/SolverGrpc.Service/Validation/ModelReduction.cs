using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Service.Requests;

namespace SolverGrpc.Service.Validation;

/// <summary>One of the models with a curve: how its arrays are checked and how it becomes a x + b x² + c x^d.</summary>
internal abstract class ModelReduction
{
    /// <summary>The array that is blamed for an overflow.</summary>
    public abstract ArrayField LeadingField { get; }

    /// <summary>Checks the arrays.</summary>
    public abstract void Check(ProblemInput input, int periodCount, Violations violations);

    /// <summary>Writes A, B, C, D. The arrays are valid.</summary>
    /// <param name="input">The problem.</param>
    /// <param name="basis">What the curve means.</param>
    /// <param name="halfSpread">Cost per share on top, one per period; empty: none.</param>
    /// <param name="problem">The result.</param>
    /// <param name="violations">Where wrong combinations go.</param>
    public abstract void Reduce(ProblemInput input, ImpactBasis basis, ReadOnlySpan<double> halfSpread, AllocationProblem problem, Violations violations);

    /// <summary>Writes the cost of one period.</summary>
    protected static void Write(AllocationProblem problem, int i, CanonicalCost cost, ReadOnlySpan<double> halfSpread)
    {
        if (!halfSpread.IsEmpty) cost.AddPerShare(halfSpread[i]);
        problem.A[i] = cost.A;
        problem.B[i] = cost.B;
        problem.C[i] = cost.C;
        problem.D[i] = cost.D;
    }
}
