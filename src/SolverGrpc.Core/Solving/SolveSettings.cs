namespace SolverGrpc.Core.Solving;

/// <summary>How to solve, and when to stop.</summary>
public readonly record struct SolveSettings
{
    /// <summary>Default tolerance of a proven relative gap.</summary>
    public const double DefaultRelativeTolerance = 1e-9;

    /// <summary>Default node limit of a search.</summary>
    public const long DefaultNodeLimit = 200_000;

    /// <summary>Makes the defaults.</summary>
    public SolveSettings()
    {
    }

    /// <summary>Default: <see cref="Method.Auto"/>.</summary>
    public Method Method { get; init; } = Method.Auto;

    /// <summary>Proven relative gap that counts as optimal, 0 &lt; t ≤ 0.1. Default 1e-9.</summary>
    public double RelativeTolerance { get; init; } = DefaultRelativeTolerance;

    /// <summary>Nodes a search may open, ≥ 1. Default 200,000.</summary>
    public long NodeLimit { get; init; } = DefaultNodeLimit;

    /// <summary>λ of a similar problem, in currency per share; NaN: none (the default).</summary>
    public double WarmLambda { get; init; } = double.NaN;

    /// <summary>Step of the grid of dynamic programming on a problem without lots, in shares; 0: chosen by the method (the default).</summary>
    public double GridStep { get; init; }

    /// <summary>When to give up. Default: never.</summary>
    public SolveBudget Budget { get; init; } = SolveBudget.Unlimited;
}
