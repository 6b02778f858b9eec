namespace SolverGrpc.Market.Impact;

/// <summary>Curves of the slippage per share beyond the half-spread.</summary>
public enum CurveKind
{
    /// <summary>alpha x^beta.</summary>
    PowerLaw,

    /// <summary>alpha x.</summary>
    Linear,

    /// <summary>alpha x + beta x².</summary>
    Quadratic,

    /// <summary>The mean book itself: cost piecewise linear between the sizes.</summary>
    PiecewiseLinear,
}
