namespace SolverGrpc.Core.Comparison;

/// <summary>What is changed to see what depends on it: factors, each &gt; 0; 1 changes nothing. What they apply to is known to whoever posed the problem.</summary>
public sealed record ProblemChange
{
    /// <summary>Of S.</summary>
    public double Size { get; init; } = 1;

    /// <summary>Of the impact, temporary and permanent.</summary>
    public double Impact { get; init; } = 1;

    /// <summary>Of the half-spread.</summary>
    public double Spread { get; init; } = 1;

    /// <summary>Of the volatility.</summary>
    public double Volatility { get; init; } = 1;

    /// <summary>Of the exponents of the impact.</summary>
    public double Exponent { get; init; } = 1;
}
