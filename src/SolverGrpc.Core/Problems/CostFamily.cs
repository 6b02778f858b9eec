namespace SolverGrpc.Core.Problems;

/// <summary>The two families of costs a problem can have.</summary>
public enum CostFamily
{
    /// <summary>f_i(x) = a_i x + b_i x² + c_i x^(d_i).</summary>
    Curve,

    /// <summary>Convex piecewise linear: the levels of an order book.</summary>
    Levels,
}
