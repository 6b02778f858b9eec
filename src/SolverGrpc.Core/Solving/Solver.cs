using SolverGrpc.Core.Certificates;
using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Solving;

/// <summary>
/// Solves an allocation problem: feasibility, the method, the certificate, the verdict. Allocates nothing once
/// workspace and answer have grown to the size of the problem (text for a failure excepted).
/// </summary>
public static class Solver
{
    /// <summary>Solves <paramref name="problem"/> into <paramref name="answer"/>. Never throws for what a problem contains.</summary>
    public static void Solve(AllocationProblem problem, in SolveSettings settings, Workspace workspace, Answer answer) =>
        Solve(problem, settings, workspace, answer, measured: true);

    /// <summary>As <see cref="Solve(AllocationProblem, in SolveSettings, Workspace, Answer)"/>; only a schedule that is <paramref name="measured"/> gets a bound from an exact method if its own proves none.</summary>
    internal static void Solve(AllocationProblem problem, in SolveSettings settings, Workspace workspace, Answer answer, bool measured)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(answer);
        workspace.Reset();
        Span<double> schedule = answer.Begin(problem.PeriodCount);
        answer.Method = settings.Method;

        ProblemTraits traits = TraitsOf.Problem(problem);
        Feasibility.Room room = Feasibility.Check(problem, traits, out Infeasibility why, out string detail);
        if (room == Feasibility.Room.None)
        {
            Fail(answer, Termination.Infeasible, detail);
            answer.Infeasibility = why;
            return;
        }

        bool discrete = (traits & (ProblemTraits.Lots | ProblemTraits.MinimumSlice)) != 0 && problem.Quantity > 0;
        if (room != Feasibility.Room.Some && !discrete)
        {
            OnlySchedule.Write(problem, room, schedule);
            Certificate certificate = OnlySchedule.Certify(problem, room, schedule, out double lambda, out Objective objective);
            Conclude(problem, traits, settings, answer, certificate, objective);
            answer.Lambda = lambda;
            return;
        }

        if (settings.Method == Method.Auto) SolveExactly(problem, traits, settings, workspace, answer, schedule);
        else SolveBy(settings.Method, problem, traits, settings, workspace, answer, schedule, measured);
    }

    // the first exact method that takes the traits and does not refuse the numbers
    private static void SolveExactly(
        AllocationProblem problem, ProblemTraits traits, in SolveSettings settings, Workspace workspace, Answer answer, Span<double> schedule)
    {
        string? refusal = null;
        for (int next = 0; MethodTable.ExactFor(traits, ref next) is { } method;)
        {
            workspace.Residuals.Clear();
            MethodResult result = method.Solve(problem, settings, workspace, schedule);
            refusal ??= result.Refusal;
            if (result.Refusal is not null) continue;
            answer.Residuals.CopyFrom(workspace.Residuals);
            Accept(method, result, result, schedule, ProofOf(method, result), problem, traits, settings, workspace, answer, schedule);
            return;
        }

        Fail(answer, Termination.Unsupported, refusal ?? MethodTable.MostGeneral.Refuse(traits)!);
    }

    // a method that proves nothing is measured against an exact one
    private static void SolveBy(
        Method id,
        AllocationProblem problem,
        ProblemTraits traits,
        in SolveSettings settings,
        Workspace workspace,
        Answer answer,
        Span<double> schedule,
        bool measured)
    {
        IAllocationMethod? method = MethodTable.Find(id);
        if ((method is null ? "there is no such method" : method.Refuse(traits)) is { } refusal)
        {
            Fail(answer, Termination.Unsupported, refusal);
            return;
        }

        MethodResult result = method!.Solve(problem, settings, workspace, schedule);
        answer.Residuals.CopyFrom(workspace.Residuals);
        if (result.Refusal is not null)
        {
            Fail(answer, Termination.Unsupported, result.Refusal);
            return;
        }

        MethodResult advice = result;
        ReadOnlySpan<double> anchor = schedule;
        ProofKind proof = ProofOf(method, result);
        bool provesNothing = double.IsNaN(result.Lambda) && double.IsNegativeInfinity(result.SearchBound);
        int next = 0;
        if (measured && provesNothing && result.HasSchedule && MethodTable.ExactFor(traits, ref next) is { } exact)
        {
            Span<double> reference = workspace.Take(problem.PeriodCount);
            MethodResult best = exact.Solve(problem, settings, workspace, reference);
            if (best.HasSchedule && best.Refusal is null)
            {
                advice = best;
                anchor = reference;
                proof = ProofOf(exact, best);
            }
        }

        Accept(method, result, advice, anchor, proof, problem, traits, settings, workspace, answer, schedule);
    }

    /// <summary>Certifies a schedule that was found outside of <see cref="Solve(AllocationProblem, in SolveSettings, Workspace, Answer)"/>, as that would have.</summary>
    internal static void Accept(
        AllocationProblem problem, IAllocationMethod method, in MethodResult result, ReadOnlySpan<double> found, in SolveSettings settings, Workspace workspace, Answer answer)
    {
        Span<double> schedule = answer.Begin(problem.PeriodCount);
        found.CopyTo(schedule);
        Accept(method, result, result, schedule, ProofKind.None, problem, TraitsOf.Problem(problem), settings, workspace, answer, schedule);
    }

    private static void Accept(
        IAllocationMethod method,
        in MethodResult result,
        in MethodResult advice,
        ReadOnlySpan<double> anchor,
        ProofKind searchProof,
        AllocationProblem problem,
        ProblemTraits traits,
        in SolveSettings settings,
        Workspace workspace,
        Answer answer,
        ReadOnlySpan<double> schedule)
    {
        answer.Method = result.SolvedBy == Method.Auto ? method.Id : result.SolvedBy;
        answer.Iterations = result.Iterations;
        answer.Limit = result.Limit;
        if (!result.HasSchedule)
        {
            if (result.ProvenInfeasible)
            {
                Fail(answer, Termination.Infeasible, "no schedule meets the bounds, lots and minimum slices together");
                answer.Infeasibility = Feasibility.InLots(problem);
                return;
            }

            bool unreachable = result.SmallestReachable is not null;
            Fail(answer, unreachable ? Termination.Infeasible : Termination.LimitNoSolution, unreachable ? Limits.Describe(problem) : result.Remark ?? "");
            answer.Infeasibility = new(0, 0, -1, result.SmallestReachable ?? 0);
            return;
        }

        answer.Detail = result.Remark ?? "";
        answer.VarianceMultiplier = result.VarianceMultiplier;
        answer.ValueAtRiskMultiplier = result.ValueAtRiskMultiplier;
        answer.OrderSlippageMultiplier = result.OrderSlippageMultiplier;

        // a larger order may also slip by more in all
        answer.Lambda = answer.Price * result.Lambda;
        if (answer.OrderSlippageMultiplier > 0) answer.Lambda -= answer.OrderSlippageMultiplier * problem.OrderSlippageLimit;
        Certificate certificate = Certifier.Of(problem, traits, schedule, advice, anchor, searchProof, settings.Budget, workspace, out Objective objective);
        Conclude(problem, traits, settings, answer, certificate, objective);
    }

    private static ProofKind ProofOf(IAllocationMethod method, in MethodResult result) =>
        MethodTable.SearchProof(result.SolvedBy == Method.Auto ? method.Id : result.SolvedBy);

    private static void Conclude(
        AllocationProblem problem, ProblemTraits traits, in SolveSettings settings, Answer answer, in Certificate certificate, in Objective objective)
    {
        answer.Certificate = certificate;
        answer.ScheduleLength = problem.PeriodCount;
        answer.Cost = objective.Cost;
        answer.Variance = objective.Variance;
        Verdict verdict = Judge.Of(problem, certificate, settings.RelativeTolerance);
        answer.Termination = verdict switch
        {
            Verdict.Optimal => Termination.Optimal,
            Verdict.Feasible => Termination.Feasible,
            _ => Termination.NumericalError,
        };

        // a schedule that breaks a limit may well be cheaper than all that do not
        if (Limits.Broken(problem, objective) is { } limit) Reject(problem, traits, settings, answer, objective, limit);
        else if (verdict == Verdict.Rejected) Fail(answer, Termination.NumericalError, "the schedule failed its certificate");
    }

    // The schedule breaks the limit on the order's slippage (others are met by their methods, or found to be out of reach). If it is
    // proven to be the cheapest, no other meets it.
    private static void Reject(
        AllocationProblem problem, ProblemTraits traits, in SolveSettings settings, Answer answer, in Objective objective, string limit)
    {
        bool proven = answer.Termination == Termination.Optimal;
        bool cheapest = (traits & (ProblemTraits.RiskAversion | ProblemTraits.MinimizeValueAtRisk)) == 0;
        Fail(answer, proven && cheapest ? Termination.Infeasible : Termination.LimitNoSolution, limit);
        if (!proven || !cheapest) return;
        double largest = OrderSlippage.LargestExecutable(problem, traits, settings);
        answer.Infeasibility = new(problem.Quantity - largest, largest, -1, objective.Variance);
    }

    private static void Fail(Answer answer, Termination termination, string detail)
    {
        answer.Termination = termination;
        answer.Detail = detail;
        answer.ScheduleLength = 0;
    }
}
