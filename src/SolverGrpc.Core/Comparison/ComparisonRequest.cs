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

    /// <summary>Solve again with S times each of these; each &gt; 0.</summary>
    public IReadOnlyList<double> SizeFactors { get; init; } = [];

    /// <summary>Solve again with the impact times each of these; each &gt; 0. <see cref="ScaledProblem"/> says what that scales.</summary>
    public IReadOnlyList<double> ImpactFactors { get; init; } = [];
}
