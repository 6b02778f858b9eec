using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Certificates;

/// <summary>
/// Checks a schedule against the problem as it was posed. Nothing a method claims is believed: λ is only advice about
/// where to look for a bound, and every bound is computed here, except that of a finished search
/// (branch and bound, dynamic programming), which is named as such.
/// </summary>
public static class Certifier
{
    /// <summary>
    /// The certificate of <paramref name="x"/>: feasibility, and the best lower bound that the problem's class allows.
    /// </summary>
    /// <param name="problem">As it was posed.</param>
    /// <param name="traits">Its traits.</param>
    /// <param name="x">The schedule to certify.</param>
    /// <param name="advice">Where to look for a bound: the result of a method on this problem.</param>
    /// <param name="anchor">That method's schedule; x itself unless x comes from a heuristic.</param>
    /// <param name="searchProof">What the method's own search bound is called.</param>
    public static Certificate Of(
        AllocationProblem problem, ProblemTraits traits, ReadOnlySpan<double> x, in MethodResult advice, ReadOnlySpan<double> anchor, ProofKind searchProof)
    {
        Certificate certificate = (traits & ProblemTraits.Coupled) != 0 ? Coupled(problem, traits, x, advice, anchor)
            : problem.Lots.Active ? Lots(problem, x, advice.Lambda, anchor)
            : (traits & (ProblemTraits.AnyConcave | ProblemTraits.MinimumSlice)) != 0 ? Envelope(problem, x, advice.Lambda, anchor)
            : Separable(problem, x, advice.Lambda, anchor);

        // what a search on a grid has proven says nothing about a schedule off that grid
        bool offGrid = advice.GridStep > 0 && !problem.Lots.Active && !x.SequenceEqual(anchor);
        return advice.SearchBound > certificate.LowerBound && !offGrid
            ? certificate with { LowerBound = advice.SearchBound, Proof = searchProof, GridStep = advice.GridStep }
            : certificate;
    }

    /// <summary>Objective, sum error and bound violation of <paramref name="x"/>; no lower bound yet.</summary>
    public static Certificate Feasibility(AllocationProblem problem, ReadOnlySpan<double> x)
    {
        double sumError = Math.Abs(CompensatedSum.Of(x) - problem.Quantity) / Math.Max(problem.Quantity, 1);
        ReadOnlySpan<double> lower = problem.Lower, upper = problem.Upper;
        double violation = 0;
        for (int i = 0; i < x.Length; i++)
            violation = Max(violation, Max(lower[i] - x[i], x[i] - upper[i]));
        if (problem.HasMinimumSlice || problem.Lots.Active) violation = Max(violation, DiscreteRules.Violation(problem, x));
        if (problem.Lots.Active) sumError = Max(sumError, DiscreteRules.UnitError(problem.Lots, x) / Math.Max(problem.Quantity, 1));
        Objective objective = Objective.Of(problem, x);
        return new(objective.Value, double.NegativeInfinity, double.NaN, sumError, violation, Size(problem, objective), ProofKind.None, 0);
    }

    /// <summary>
    /// The certificate of <paramref name="x"/> for a convex separable problem: the dual value at
    /// <paramref name="lambda"/> with tangents at <paramref name="anchor"/> (usually x itself; an optimal schedule where x
    /// comes from a heuristic).
    /// </summary>
    public static Certificate Separable(AllocationProblem problem, ReadOnlySpan<double> x, double lambda, ReadOnlySpan<double> anchor)
    {
        Certificate feasibility = Feasibility(problem, x);
        if (!double.IsFinite(lambda)) return feasibility;
        var dual = new SeparableDual(problem, lambda);
        for (int i = 0; i < anchor.Length; i++) dual.Add(i, anchor[i]);
        return feasibility with
        {
            LowerBound = double.IsNaN(dual.LowerBound) ? double.NegativeInfinity : dual.LowerBound,
            KktResidual = dual.KktResidual,
            RoundingScale = dual.RoundingScale,
            Proof = ProofKind.Dual,
        };
    }

    /// <summary>The certificate of <paramref name="x"/> for a separable problem in whole lots: the dual value over multiples of the lot.</summary>
    public static Certificate Lots(AllocationProblem problem, ReadOnlySpan<double> x, double lambda, ReadOnlySpan<double> anchor)
    {
        Certificate feasibility = Feasibility(problem, x);
        if (!double.IsFinite(lambda)) return feasibility;
        var dual = new LotDual(problem, lambda);
        for (int i = 0; i < anchor.Length; i++) dual.Add(i, anchor[i]);
        return feasibility with
        {
            LowerBound = double.IsNaN(dual.LowerBound) ? double.NegativeInfinity : dual.LowerBound,
            KktResidual = dual.KktResidual,
            RoundingScale = dual.RoundingScale,
            Proof = ProofKind.LotDual,
        };
    }

    /// <summary>The certificate of <paramref name="x"/> for a separable problem that is not convex: the dual value of its convex envelope.</summary>
    public static Certificate Envelope(AllocationProblem problem, ReadOnlySpan<double> x, double lambda, ReadOnlySpan<double> anchor)
    {
        Certificate feasibility = Feasibility(problem, x);
        if (!double.IsFinite(lambda)) return feasibility;
        var dual = new EnvelopeDual(problem, lambda);
        for (int i = 0; i < anchor.Length; i++) dual.Add(i, anchor[i]);
        return feasibility with
        {
            LowerBound = double.IsNaN(dual.LowerBound) ? double.NegativeInfinity : dual.LowerBound,
            RoundingScale = dual.RoundingScale,
            Proof = ProofKind.Envelope,
        };
    }

    /// <summary>
    /// The certificate of <paramref name="x"/> for a problem whose periods are coupled: the Lagrangian dual at the multipliers of
    /// <paramref name="advice"/>. Whole lots and minimum slices are relaxed, concave costs get no bound.
    /// </summary>
    public static Certificate Coupled(
        AllocationProblem problem, ProblemTraits traits, ReadOnlySpan<double> x, in MethodResult advice, ReadOnlySpan<double> anchor)
    {
        Certificate feasibility = Feasibility(problem, x);
        if (!double.IsFinite(advice.Lambda) || (traits & ProblemTraits.AnyConcave) != 0) return feasibility;
        CoupledDual.Bound dual = CoupledDual.At(problem, anchor, advice.Lambda, advice.VarianceMultiplier);
        return feasibility with
        {
            LowerBound = dual.LowerBound,
            KktResidual = dual.KktResidual,
            RoundingScale = feasibility.RoundingScale + dual.RoundingScale,
            Proof = double.IsNegativeInfinity(dual.LowerBound) ? ProofKind.None : ProofKind.CoupledDual,
        };
    }

    // the sizes of the terms that rounding errors of the objective come from
    private static double Size(AllocationProblem problem, in Objective objective)
    {
        CostBreakdown cost = objective.Cost;
        double permanent = 0;
        if (problem.HasPermanentImpact)
            foreach (double gamma in problem.PermanentImpact) permanent = Math.Max(permanent, gamma);
        return Math.Abs(cost.Linear) + Math.Abs(cost.Temporary) + Math.Abs(cost.Drift) + (permanent * problem.Quantity * problem.Quantity)
            + Math.Abs(objective.Value - cost.Total);
    }

    // NaN wins, so that a damaged schedule cannot hide behind a comparison
    private static double Max(double first, double second) => double.IsNaN(second) || second > first ? second : first;
}
