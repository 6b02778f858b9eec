namespace SolverGrpc.Core.Problems;

/// <summary>Looks a problem over for its traits.</summary>
public static class TraitsOf
{
    /// <summary>All traits of <paramref name="problem"/>; O(N), no allocation.</summary>
    public static ProblemTraits Problem(AllocationProblem problem)
    {
        ProblemTraits traits = Bounds(problem) | (problem.Family == CostFamily.Levels ? ProblemTraits.Levels : Curves(problem));
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

    private static ProblemTraits Curves(AllocationProblem problem)
    {
        ReadOnlySpan<double> b = problem.B, c = problem.C, d = problem.D;
        bool concave = false, concaveConvex = false, linear = false;
        for (int i = 0; i < b.Length; i++)
        {
            bool root = c[i] > 0 && d[i] < 1;
            concave |= root & (b[i] == 0);
            concaveConvex |= root & (b[i] > 0);
            linear |= (b[i] == 0) & (c[i] == 0);
        }

        return (concave ? ProblemTraits.Concave : 0)
            | (concaveConvex ? ProblemTraits.ConcaveConvex : 0)
            | (linear ? ProblemTraits.Linear : 0);
    }

    private static ProblemTraits Bounds(AllocationProblem problem)
    {
        ProblemTraits floors = problem.Lower.ContainsAnyExcept(0.0) ? ProblemTraits.Floors : 0;
        ProblemTraits caps = problem.Upper.ContainsAnyExcept(double.PositiveInfinity) ? ProblemTraits.Caps : 0;
        return floors | caps;
    }
}
