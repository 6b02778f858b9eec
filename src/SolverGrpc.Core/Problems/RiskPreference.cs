namespace SolverGrpc.Core.Problems;

/// <summary>What is done about the variance V of the execution cost.</summary>
/// <param name="Kind">Which of the four.</param>
/// <param name="Value">Risk aversion (1/currency), variance limit (currency²) or value-at-risk limit (currency).</param>
/// <param name="Z">Normal quantile of the confidence, ≥ 0, where a value at risk is concerned.</param>
public readonly record struct RiskPreference(RiskKind Kind, double Value, double Z);

/// <summary>The ways to take V into account.</summary>
public enum RiskKind
{
    /// <summary>Minimise E.</summary>
    None,

    /// <summary>Minimise E + value · V.</summary>
    Aversion,

    /// <summary>Minimise E subject to V ≤ value.</summary>
    VarianceLimit,

    /// <summary>Minimise E subject to E + z √V ≤ value.</summary>
    ValueAtRiskLimit,

    /// <summary>Minimise E + z √V.</summary>
    MinimizeValueAtRisk,
}
