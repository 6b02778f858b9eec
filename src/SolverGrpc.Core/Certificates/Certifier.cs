using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Simd;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Certificates;

/// <summary>
/// Checks a schedule against the problem as it was posed. Nothing a method claims is believed: λ is only advice about
/// where to look for a bound, and every bound is computed here, except that of a finished search
/// where checking it would take longer than the search: a claim, and named as such.
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
    /// <param name="budget">What the bound of a search may take to check.</param>
    /// <param name="workspace">Scratch memory.</param>
    /// <param name="objective">What x costs.</param>
    public static Certificate Of(
        AllocationProblem problem,
        ProblemTraits traits,
        ReadOnlySpan<double> x,
        in MethodResult advice,
        ReadOnlySpan<double> anchor,
        ProofKind searchProof,
        SolveBudget budget,
        Workspace workspace,
        out Objective objective)
    {
        int mark = workspace.Mark();
        Span<double> powers = problem.Family == CostFamily.Curve ? workspace.Take(problem.PeriodCount) : [];
        objective = Objective.Of(problem, x, powers);
        Certificate feasibility = Feasibility(problem, x, objective);
        Certificate certificate = !double.IsFinite(advice.Lambda) ? feasibility
            : (traits & ProblemTraits.Coupled) != 0 ? Coupled(problem, x, traits, advice, anchor, objective, powers, feasibility, workspace)
            : problem.Lots.Active ? Lots(problem, traits, advice.Lambda, anchor, workspace, feasibility)
            : (traits & (ProblemTraits.AnyConcave | ProblemTraits.MinimumSlice)) != 0 ? Envelope(problem, advice.Lambda, anchor, feasibility)
            : problem.Family == CostFamily.Levels ? Levels(problem, advice.Lambda, anchor, feasibility)
            : Separable(problem, x, advice.Lambda, anchor, objective, powers, feasibility);
        workspace.Release(mark);

        // what a search on a grid has proven says nothing about a schedule off that grid
        bool offGrid = advice.GridStep > 0 && !problem.Lots.Active && !x.SequenceEqual(anchor);
        bool closed = certificate.Gap <= Judge.RoundingTolerance * certificate.RoundingScale;
        if (!(advice.SearchBound > certificate.LowerBound) || offGrid || closed) return certificate;

        Certificate search = certificate with { LowerBound = advice.SearchBound, Proof = searchProof, GridStep = advice.GridStep, BoundIsClaimed = true };
        CheckedBound check = SearchCheck.Of(problem, advice, anchor, budget, workspace);
        return double.IsNaN(check.Value) ? search
            : check.Value <= certificate.LowerBound ? certificate
            : search with { LowerBound = check.Value, RoundingScale = certificate.RoundingScale + check.RoundingScale, BoundIsClaimed = false };
    }

    /// <summary>Objective, sum error and bound violation of <paramref name="x"/>, which costs <paramref name="objective"/>; no lower bound yet.</summary>
    public static Certificate Feasibility(AllocationProblem problem, ReadOnlySpan<double> x, in Objective objective)
    {
        Totals totals = KernelSelection.Run<BoundsCall, Totals>(new(problem, x));
        double sumError = Math.Abs(totals.FirstSum - problem.Quantity) / Math.Max(problem.Quantity, 1);
        double violation = Max(Max(0, -totals.Smallest), -totals.OtherSmallest);
        if (problem.Family == CostFamily.Levels) violation = Max(violation, BeyondBook(problem, x));
        if (problem.HasMinimumSlice) violation = Max(violation, DiscreteRules.SliceViolation(problem.MinimumSlice, x));
        if (problem.Lots.Active)
        {
            (double lots, double unitError) = DiscreteRules.Lots(problem.Lots, x);
            (violation, sumError) = (Max(violation, lots), Max(sumError, unitError / Math.Max(problem.Quantity, 1)));
        }

        return new(objective.Value, double.NegativeInfinity, double.NaN, sumError, violation, Size(problem, objective), ProofKind.None, 0);
    }

    // Books: the dual value at λ.
    private static Certificate Levels(AllocationProblem problem, double lambda, ReadOnlySpan<double> anchor, in Certificate feasibility)
    {
        var dual = LevelsDual.At(problem, lambda, anchor);
        return Bounded(feasibility, dual.LowerBound, dual.KktResidual, dual.RoundingScale, ProofKind.Dual);
    }

    // A convex separable problem of curves: the dual value at λ with tangents at the anchor, which is x itself or, where x comes from a heuristic, an
    // optimal schedule. Powers are those of x.
    private static Certificate Separable(
        AllocationProblem problem,
        ReadOnlySpan<double> x,
        double lambda,
        ReadOnlySpan<double> anchor,
        in Objective objective,
        Span<double> powers,
        in Certificate feasibility)
    {
        bool own = anchor == x;
        CostBreakdown cost = own ? objective.Cost : Objective.Of(problem, anchor, powers).Cost;
        double sumError = own ? feasibility.SumError * Math.Max(problem.Quantity, 1) : Math.Abs(LaneSum.Of(anchor) - problem.Quantity);
        var curves = CurveDual.At(problem, problem.A, lambda, anchor, sumError, cost.Linear + cost.Temporary, powers);
        if (curves.IsTight) return Bounded(feasibility, curves.LowerBound, curves.KktResidual, curves.RoundingScale, ProofKind.Dual);

        var dual = new SeparableDual(problem, lambda);
        for (int i = 0; i < anchor.Length; i++) dual.Add(i, anchor[i]);
        return Bounded(feasibility, dual.LowerBound, dual.KktResidual, dual.RoundingScale, ProofKind.Dual);
    }

    // A separable problem in whole lots: the dual value over multiples of the lot.
    private static Certificate Lots(
        AllocationProblem problem, ProblemTraits traits, double lambda, ReadOnlySpan<double> anchor, Workspace workspace, in Certificate feasibility)
    {
        var dual = new LotDual(problem, traits, lambda);
        dual.At(anchor, workspace);
        double bound = dual.LowerBound;
        bool choice = problem.Lots.OddLot == OddLotRule.BestPeriod && problem.Lots.QuantityUnits % problem.Lots.LotUnits != 0;
        if (choice && (traits & (ProblemTraits.AnyConcave | ProblemTraits.MinimumSlice)) == 0)
            bound = CarrierDual.Bound(problem, traits, lambda, anchor, feasibility.Objective, dual.RoundingScale, workspace);
        return Bounded(feasibility, bound, dual.KktResidual, dual.RoundingScale, ProofKind.LotDual);
    }

    // A separable problem that is not convex: the dual value of its convex envelope.
    private static Certificate Envelope(AllocationProblem problem, double lambda, ReadOnlySpan<double> anchor, in Certificate feasibility)
    {
        var dual = new EnvelopeDual(problem, lambda);
        for (int i = 0; i < anchor.Length; i++) dual.Add(i, anchor[i]);
        return Bounded(feasibility, dual.LowerBound, double.NaN, dual.RoundingScale, ProofKind.Envelope);
    }

    // A problem whose periods are coupled: the Lagrangian dual at the multipliers of the advice. Whole lots and minimum slices are
    // relaxed, concave costs get no bound. Powers are those of x.
    private static Certificate Coupled(
        AllocationProblem problem,
        ReadOnlySpan<double> x,
        ProblemTraits traits,
        in MethodResult advice,
        ReadOnlySpan<double> anchor,
        in Objective objective,
        Span<double> powers,
        in Certificate feasibility,
        Workspace workspace)
    {
        if ((traits & ProblemTraits.AnyConcave) != 0) return feasibility;
        Objective atAnchor = anchor == x ? objective : Objective.Of(problem, anchor, powers);
        CoupledDual.Bound dual = CoupledDual.At(problem, anchor, atAnchor, powers, advice.Lambda, advice.VarianceMultiplier, workspace);
        ProofKind proof = double.IsNegativeInfinity(dual.LowerBound) ? ProofKind.None : ProofKind.CoupledDual;
        return Bounded(feasibility, dual.LowerBound, dual.KktResidual, feasibility.RoundingScale + dual.RoundingScale, proof);
    }

    private static Certificate Bounded(in Certificate feasibility, double bound, double residual, double scale, ProofKind proof) => feasibility with
    {
        LowerBound = double.IsNaN(bound) ? double.NegativeInfinity : bound,
        KktResidual = residual,
        RoundingScale = scale,
        Proof = proof,
    };

    // largest x_i − depth of the period's book
    private static double BeyondBook(AllocationProblem problem, ReadOnlySpan<double> x)
    {
        double beyond = 0;
        for (int i = 0; i < x.Length; i++) beyond = Max(beyond, x[i] - problem.LevelsOf(i).Depth);
        return beyond;
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

    private readonly unsafe ref struct BoundsCall(AllocationProblem problem, ReadOnlySpan<double> schedule) : ILaneCall<Totals>
    {
        private readonly ReadOnlySpan<double> _schedule = schedule;

        public Totals With<TLane>()
            where TLane : struct, ILane<TLane>
        {
            fixed (double* lower = problem.Lower, upper = problem.Upper, x = _schedule)
                return ChunkedPass.Run(new BoundsPass<TLane>(lower, upper, x), _schedule.Length);
        }
    }
}
