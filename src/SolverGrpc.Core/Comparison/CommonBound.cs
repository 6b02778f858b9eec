using SolverGrpc.Core.Certificates;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Comparison;

/// <summary>One lower bound for all answers to a problem, so that their gaps compare.</summary>
internal static class CommonBound
{
    /// <summary>
    /// Replaces every answer's bound by the best of all and judges it again. A bound that holds on a grid only is used
    /// where there is no other, and only for schedules that it holds for. A schedule below a bound that holds for all
    /// is a contradiction, and refused like any other failed certificate.
    /// </summary>
    public static void Apply(AllocationProblem problem, double relativeTolerance, Answer exact, ReadOnlySpan<Answer> answers)
    {
        Certificate best = Better(problem, default(Certificate) with { LowerBound = double.NegativeInfinity }, exact);
        foreach (Answer answer in answers) best = Better(problem, best, answer);
        bool everywhere = HoldsEverywhere(problem, best);
        foreach (Answer answer in answers)
        {
            bool proven = double.IsFinite(best.LowerBound) && (everywhere || best.LowerBound <= answer.Certificate.Objective);
            if (answer.HasSchedule && proven) Judge(problem, relativeTolerance, best, answer);
        }
    }

    private static Certificate Better(AllocationProblem problem, in Certificate best, Answer answer)
    {
        Certificate other = answer.Certificate;
        if (!answer.HasSchedule || !double.IsFinite(other.LowerBound)) return best;
        (bool bestHolds, bool otherHolds) = (HoldsEverywhere(problem, best), HoldsEverywhere(problem, other));
        bool better = bestHolds == otherHolds || !double.IsFinite(best.LowerBound) ? other.LowerBound > best.LowerBound : otherHolds;
        return better ? other : best;
    }

    // the search of dynamic programming covers its grid: all there is with whole lots, not all there is without
    private static bool HoldsEverywhere(AllocationProblem problem, in Certificate certificate) =>
        certificate.Proof != ProofKind.DynamicProgramming || problem.Lots.Active;

    private static void Judge(AllocationProblem problem, double relativeTolerance, in Certificate best, Answer answer)
    {
        answer.Certificate = answer.Certificate with
        {
            LowerBound = best.LowerBound,
            Proof = best.Proof,
            GridStep = best.GridStep,
            BoundIsClaimed = best.BoundIsClaimed,
            RoundingScale = Math.Max(best.RoundingScale, answer.Certificate.RoundingScale),
        };
        Verdict verdict = Certificates.Judge.Of(problem, answer.Certificate, relativeTolerance);
        answer.Termination = verdict switch
        {
            Verdict.Optimal => Termination.Optimal,
            Verdict.Feasible => Termination.Feasible,
            _ => Termination.NumericalError,
        };
        if (verdict != Verdict.Rejected) return;
        answer.Detail = "the schedule is better than a bound that another method has proven";
        answer.ScheduleLength = 0;
    }
}
