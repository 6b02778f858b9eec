namespace SolverGrpc.Core.Costs;

/// <summary>Which quantity a model's curve g(x) describes.</summary>
public enum ImpactBasis
{
    /// <summary>Slippage in currency per share: the cost of x shares is x g(x).</summary>
    PerShare,

    /// <summary>The cost of x shares in currency.</summary>
    TotalCost,
}
