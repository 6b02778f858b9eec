namespace SolverGrpc.Core.Problems;

/// <summary>What a problem has that a method must be able to take. Found in one look over the data by <see cref="TraitsOf"/>.</summary>
[Flags]
public enum ProblemTraits
{
    /// <summary>Convex curves, no bounds, nothing else.</summary>
    None = 0,

    /// <summary>Some period is concave throughout (c &gt; 0, d &lt; 1, b = 0).</summary>
    Concave = 1 << 0,

    /// <summary>Some period is concave first and then convex (c &gt; 0, d &lt; 1, b &gt; 0).</summary>
    ConcaveConvex = 1 << 1,

    /// <summary>Costs are levels of a book.</summary>
    Levels = 1 << 2,

    /// <summary>Some period is linear throughout: the optimum need not be unique.</summary>
    Linear = 1 << 3,

    /// <summary>Some l_i &gt; 0.</summary>
    Floors = 1 << 4,

    /// <summary>Some u_i is finite.</summary>
    Caps = 1 << 5,

    /// <summary>Whole lots.</summary>
    Lots = 1 << 6,

    /// <summary>Nothing or at least a minimum slice.</summary>
    MinimumSlice = 1 << 7,

    /// <summary>Risk aversion with some variance.</summary>
    RiskAversion = 1 << 8,

    /// <summary>A limit on the variance.</summary>
    VarianceLimit = 1 << 9,

    /// <summary>A limit on the value at risk.</summary>
    ValueAtRiskLimit = 1 << 10,

    /// <summary>The value at risk is the objective.</summary>
    MinimizeValueAtRisk = 1 << 11,

    /// <summary>Drift.</summary>
    Drift = 1 << 12,

    /// <summary>Permanent impact.</summary>
    PermanentImpact = 1 << 13,

    /// <summary>A limit on the slippage of the whole order.</summary>
    OrderSlippage = 1 << 14,

    /// <summary>Any concave part.</summary>
    AnyConcave = Concave | ConcaveConvex,

    /// <summary>Any preference about the variance.</summary>
    Risk = RiskAversion | VarianceLimit | ValueAtRiskLimit | MinimizeValueAtRisk,

    /// <summary>Any term or limit that couples the periods beyond Σ x = S.</summary>
    Coupled = Risk | Drift | PermanentImpact,
}
