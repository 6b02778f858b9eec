namespace SolverGrpc.Core.Certificates;

/// <summary>
/// Why a schedule is as good as claimed: computed from the original costs by code that shares nothing with the solvers.
/// </summary>
/// <param name="Objective">Objective of the schedule, in currency.</param>
/// <param name="LowerBound">No feasible schedule has a smaller objective; −∞ if nothing is proven.</param>
/// <param name="KktResidual">Largest violation of stationarity and of the sign conditions, relative to the size of the marginal costs; NaN if there is no λ.</param>
/// <param name="SumError">|Σ x − S| / max(S, 1), compensated.</param>
/// <param name="BoundViolation">Largest violation of a bound, in shares.</param>
/// <param name="RoundingScale">Sizes of the terms of Σ f_i(x_i), and |λ S|: what rounding errors of the gap are measured against.</param>
/// <param name="Proof">What proves the bound.</param>
/// <param name="GridStep">Grid of the proof in shares; 0: none.</param>
public readonly record struct Certificate(
    double Objective,
    double LowerBound,
    double KktResidual,
    double SumError,
    double BoundViolation,
    double RoundingScale,
    ProofKind Proof,
    double GridStep)
{
    /// <summary>LowerBound is what a finished search says it has proven, and not computed here.</summary>
    public bool BoundIsClaimed { get; init; }

    /// <summary>There is a lower bound, and it was computed by code that shares nothing with the solvers.</summary>
    public bool BoundIsChecked => Proof != ProofKind.None && !BoundIsClaimed;

    /// <summary>Objective − LowerBound; rounding can make it slightly negative.</summary>
    public double Gap => Objective - LowerBound;

    /// <summary>Gap / max(|Objective|, |LowerBound|); 0 if both are 0.</summary>
    public double RelativeGap
    {
        get
        {
            double scale = Math.Max(Math.Abs(Objective), Math.Abs(LowerBound));
            return scale == 0 ? 0 : double.IsInfinity(LowerBound) ? double.PositiveInfinity : Gap / scale;
        }
    }
}

/// <summary>What proves a lower bound.</summary>
public enum ProofKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Lagrangian dual of the convex separable problem.</summary>
    Dual,

    /// <summary>The same minimum over whole lots.</summary>
    LotDual,

    /// <summary>Branch and bound.</summary>
    BranchAndBound,

    /// <summary>Dual of the convex envelope.</summary>
    Envelope,

    /// <summary>Dual of the coupled problem.</summary>
    CoupledDual,

    /// <summary>Dynamic programming, exact on its grid.</summary>
    DynamicProgramming,
}
