namespace SolverGrpc.Core.Solving;

/// <summary>How a problem is solved. Every method is side by side with the others in <c>Compare</c>.</summary>
public enum Method
{
    /// <summary>The exact method for the problem's class.</summary>
    Auto,

    /// <summary>Root-finder on the multiplier λ; exact for convex separable problems, lots included.</summary>
    Lambda,

    /// <summary>Branch and bound; global optimum with concave periods and minimum slices.</summary>
    BranchAndBound,

    /// <summary>Interior point on the inventory; exact for convex coupled problems.</summary>
    InteriorPoint,

    /// <summary>Dynamic programming; exact on a grid of lots, any cost.</summary>
    DynamicProgramming,

    /// <summary>x_i ∝ (c_i d)^(-1/(d-1)); equal exponents, no bound active.</summary>
    ClosedForm,

    /// <summary>Bisection on λ.</summary>
    Bisection,

    /// <summary>Plain Newton on λ.</summary>
    Newton,

    /// <summary>Sequential quadratic programming.</summary>
    Sqp,

    /// <summary>Differential evolution; heuristic.</summary>
    DifferentialEvolution,

    /// <summary>Lot by lot to the smallest marginal cost.</summary>
    Greedy,

    /// <summary>TWAP: S / N in every period.</summary>
    EqualSplit,

    /// <summary>In proportion to volume.</summary>
    Vwap,

    /// <summary>A constant part of volume from the first period on, until done.</summary>
    Pov,
}
