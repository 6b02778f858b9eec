using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Comparison;

/// <summary>What <see cref="MethodComparer"/> runs on a problem.</summary>
public sealed record ComparisonRequest
{
    /// <summary>Methods to run, in this order; empty: <see cref="Method.Auto"/> and every method that takes the problem's traits.</summary>
    public IReadOnlyList<Method> Methods { get; init; } = [];

    /// <summary>How each method solves; its Method and Budget are ignored.</summary>
    public SolveSettings Settings { get; init; } = new();

    /// <summary>Time each solve may take, ≥ 0; <see cref="Timeout.InfiniteTimeSpan"/> (the default): no limit.</summary>
    public TimeSpan TimePerSolve { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Solve the changed problem for each of these.</summary>
    public IReadOnlyList<ProblemChange> Changes { get; init; } = [];

    /// <summary>Makes a changed problem; null if it is none that can be solved. Called for one change at a time.</summary>
    public Func<ProblemChange, AllocationProblem?> Change { get; init; } = static _ => null;
}
