using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Problems;

/// <summary>Looks a problem over for its traits.</summary>
public static class TraitsOf
{
    /// <summary>All traits of <paramref name="problem"/>; O(N), no allocation.</summary>
    public static ProblemTraits Problem(AllocationProblem problem)
    {
        Totals totals = KernelSelection.Run<Call, Totals>(new(problem));
        ProblemTraits traits = Bounds(totals) | (problem.Family == CostFamily.Levels ? ProblemTraits.Levels : Curves(totals));
        if (problem.Lots.Active) traits |= ProblemTraits.Lots;
        if (problem.HasMinimumSlice) traits |= ProblemTraits.MinimumSlice;
        if (problem.HasDrift) traits |= ProblemTraits.Drift;
        if (problem.HasPermanentImpact) traits |= ProblemTraits.PermanentImpact;
        if (double.IsFinite(problem.OrderSlippageLimit)) traits |= ProblemTraits.OrderSlippage;
        return traits | Risk(problem);
    }

    private static ProblemTraits Risk(AllocationProblem problem) => problem.Risk.Kind switch
    {
        RiskKind.Aversion when problem.HasVariance && problem.Risk.Value > 0 => ProblemTraits.RiskAversion,
        RiskKind.VarianceLimit when problem.HasVariance => ProblemTraits.VarianceLimit,
        RiskKind.ValueAtRiskLimit => ProblemTraits.ValueAtRiskLimit,
        RiskKind.MinimizeValueAtRisk when problem.HasVariance && problem.Risk.Z > 0 => ProblemTraits.MinimizeValueAtRisk,
        _ => ProblemTraits.None,
    };

    private static ProblemTraits Curves(in Totals totals) =>
        (totals.Largest > 0 ? ProblemTraits.Concave : 0)
        | (totals.OtherLargest > 0 ? ProblemTraits.ConcaveConvex : 0)
        | (totals.First > 0 ? ProblemTraits.Linear : 0);

    private static ProblemTraits Bounds(in Totals totals) =>
        (totals.Second > 0 ? ProblemTraits.Floors : 0) | (totals.Third > 0 ? ProblemTraits.Caps : 0);

    private readonly unsafe struct Call(AllocationProblem problem) : ILaneCall<Totals>
    {
        public Totals With<TLane>()
            where TLane : struct, ILane<TLane>
        {
            fixed (double* b = problem.B, c = problem.C, d = problem.D, lower = problem.Lower, upper = problem.Upper)
                return ChunkedPass.Run(new TraitsPass<TLane>(b, c, d, lower, upper), problem.PeriodCount);
        }
    }
}
