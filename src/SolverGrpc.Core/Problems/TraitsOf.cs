using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Problems;

/// <summary>Looks a problem over for its traits.</summary>
public static class TraitsOf
{
    /// <summary>All traits of <paramref name="problem"/>; O(N), no allocation.</summary>
    public static ProblemTraits Problem(AllocationProblem problem)
    {
        Totals totals = KernelSelection.Run<Call, Totals>(new(problem));
        int count = problem.PeriodCount;
        ProblemTraits traits = (totals.Second < count ? ProblemTraits.Floors : 0) | (totals.Third < count ? ProblemTraits.Caps : 0);
        if (problem.Family == CostFamily.Levels) traits |= ProblemTraits.Levels;
        else traits |= (totals.First > 0 ? ProblemTraits.Linear : 0) | (totals.Smallest < 1 ? Concave(problem) : 0);
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

    private static ProblemTraits Concave(AllocationProblem problem)
    {
        ReadOnlySpan<double> b = problem.B, c = problem.C, d = problem.D;
        ProblemTraits traits = ProblemTraits.None;
        for (int i = 0; i < b.Length; i++)
            if (c[i] > 0 && d[i] < 1) traits |= b[i] == 0 ? ProblemTraits.Concave : ProblemTraits.ConcaveConvex;
        return traits;
    }

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
