using SolverGrpc.Contracts.V1;
using SolverGrpc.Core.Certificates;
using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;
using SolverGrpc.Mapping.Requests;
using SolverGrpc.Mapping.Responses;
using Certificate = SolverGrpc.Core.Certificates.Certificate;
using ProofKind = SolverGrpc.Core.Certificates.ProofKind;
using Termination = SolverGrpc.Core.Solving.Termination;

namespace SolverGrpc.Sessions.State;

/// <summary>
/// Plans the open periods: each has a total X_i = committed_i + planned_i, where committed_i is filled in it or works for it, and
/// <code>
/// minimise Σ f_i(X_i) + risk   subject to   Σ X_i = parent − filled in closed periods,   X_i ≥ committed_i
/// </code>
/// with all bounds of the problem on X_i. Commitments are floors: no cost is linearised, and the certificate is that of the whole
/// rest of the order. Where the bounds leave no schedule, the largest quantity that can be executed is planned.
/// </summary>
/// <param name="parameters">Of the order.</param>
/// <param name="ledger">Where its units are; at least one period is open.</param>
/// <param name="children">Its child orders.</param>
/// <param name="endOfWindow">What the last period may have to take.</param>
/// <param name="settings">How to solve.</param>
internal sealed class Planner(Parameters parameters, Ledger ledger, ChildOrders children, EndOfWindow endOfWindow, SolveSettings settings)
{
    // bounds that are whole up to rounding are whole; the smallest risk is known up to the accuracy of its search
    private const double Rounding = 1e-14, RiskSlack = 1e-6;
    private const int TighteningsMax = 4;

    private readonly PlanningMemory _memory = PlanningMemory.OfThread;
    private readonly int _first = ledger.Next;
    private readonly int _count = ledger.End - ledger.Next;
    private readonly long _committedTotal = Commit(ledger, children, PlanningMemory.OfThread.Committed);

    // where an attempt relaxes what it must
    private bool _lastUncapped = ledger.IsPastEnd, _floorsDropped, _oddLeftOut;
    private long _givenUp;
    private double? _reachableRisk;
    private string? _unsupported;

    /// <summary>The plan; version, reason and state are the caller's.</summary>
    /// <param name="relaxed">What had to be given up, for people; null: nothing.</param>
    public Plan Make(out string? relaxed)
    {
        Attempt();
        Answer answer = _memory.Answer;
        Outcome refused = Messages.Outcome(answer);
        while (_unsupported is null && answer.Termination == Termination.Infeasible && Relax(answer.Infeasibility)) Attempt();
        relaxed = _givenUp > 0 || _floorsDropped || _reachableRisk is not null ? refused.Detail : null;
        var plan = new Plan { FromPeriod = _first };
        if (_unsupported is not null || !answer.HasSchedule)
        {
            plan.Outcome = _unsupported is not null ? Messages.Unsupported(_unsupported) : relaxed is not null ? refused : Messages.Outcome(answer);
            Span<long> nothing = Room(_memory.Units, _count);
            nothing.Clear();
            Add(nothing, plan);
            plan.ExpectedCost = new();
            plan.Certificate = new();
            return plan;
        }

        Write(plan, answer);
        return plan;
    }

    /// <summary>What of the plan lies beyond the range of its costs; null: nothing.</summary>
    public Extrapolation? Extrapolated { get; private set; }

    // what is filled in or works for each open period
    private ReadOnlySpan<long> Committed => _memory.Committed.Values;

    // fills them in; what works for a closed period counts in the first open one
    private static long Commit(Ledger ledger, ChildOrders children, Column<long> to)
    {
        ReadOnlySpan<long> filled = ledger.Filled[ledger.Next..ledger.End];
        Span<long> committed = Room(to, filled.Length);
        filled.CopyTo(committed);
        foreach (ChildOrder child in children.Open) committed[ledger.PeriodNow(child.Period) - ledger.Next] += child.Leaves;
        long total = 0;
        foreach (long units in committed) total += units;
        return total;
    }

    // the same place every time, with any content
    private static Span<T> Room<T>(Column<T> column, int count)
        where T : unmanaged
    {
        column.Clear();
        return column.Append(count);
    }

    private ReadOnlySpan<double> InShares(ReadOnlySpan<long> units)
    {
        Span<double> shares = Room(_memory.Shares, units.Length);
        for (int i = 0; i < units.Length; i++) shares[i] = units[i] * parameters.Quantum;
        return shares;
    }

    private static void Add(ReadOnlySpan<long> units, Plan plan)
    {
        plan.Units.Capacity = units.Length;
        foreach (long planned in units) plan.Units.Add(planned);
    }

    // one solve of the problem as it is relaxed so far
    private void Attempt()
    {
        bool lots = parameters.Problem.WholeLots is not null;
        long free = Math.Max(0, ledger.Free) - _givenUp, units = free + _committedTotal;
        AllocationProblem problem = parameters.Map(_first, _count, units, _memory, out _unsupported);
        if (_unsupported is not null) return;
        double quantum = parameters.Quantum;
        ReadOnlySpan<long> committedUnits = Committed;
        Span<double> lower = problem.Lower, upper = problem.Upper, minimumSlice = problem.MinimumSlice;
        Concentrate(problem, ledger.Parent * quantum);
        for (int i = 0; i < lower.Length; i++)
        {
            double committed = committedUnits[i] * quantum;
            lower[i] = _floorsDropped ? committed : Math.Max(lower[i], committed);
            upper[i] = i == _count - 1 && _lastUncapped ? double.PositiveInfinity : Math.Max(upper[i], committed);
            if (problem.Family == CostFamily.Levels) Deepen(problem, i, committed);
            if (committedUnits[i] > 0) minimumSlice[i] = 0; // it has begun
            if (free == 0) lower[i] = upper[i] = committed;
        }

        if (_reachableRisk is { } reachable) problem.Risk = problem.Risk with { Value = reachable };
        problem.HasMinimumSlice = free > 0 && problem.MinimumSlice.ContainsAnyExcept(0.0);
        if (free > 0 && lots) UseLots(problem, units, parameters.Problem.WholeLots!);
        else if (free > 0 && settings.Method == Core.Solving.Method.Auto && (TraitsOf.Problem(problem) & ProblemTraits.Coupled) == 0) problem.Lots = new LotRule(1, units, quantum, OddLotRule.None);
        else if (free > 0) ToUnits(problem, quantum);
        Solver.Solve(problem, settings, _memory.Workspace, _memory.Answer);
    }

    // Whole lots hold for what a period trades in all, so that one with an odd quantity is completed; if that is not possible it stays
    // as it is and is left out.
    private void UseLots(AllocationProblem problem, long units, WholeLots rule)
    {
        long left = units;
        for (int i = 0; i < _count && _oddLeftOut; i++)
        {
            if (Committed[i] % rule.LotUnits == 0) continue;
            problem.Lower[i] = problem.Upper[i] = 0;
            left -= Committed[i];
        }

        OddLotRule odd = left % rule.LotUnits == 0 ? OddLotRule.None : rule.OddLot == OddLot.BestPeriod ? OddLotRule.BestPeriod : OddLotRule.LastPeriod;
        problem.Quantity = left * parameters.Quantum;
        problem.Lots = new LotRule(rule.LotUnits, left, parameters.Quantum, odd);
    }

    // a book does not say what more than its depth costs: what is committed beyond it, and what the last period has to take, costs as the last level
    private void Deepen(AllocationProblem problem, int i, double committed)
    {
        int last = problem.LevelStart[i + 1] - 1;
        if (i == _count - 1 && _lastUncapped) problem.LevelSize[last] = double.PositiveInfinity;
        double missing = committed - problem.LevelsOf(i).DepthBelow(double.PositiveInfinity);
        if (missing > 0) problem.LevelSize[last] += missing * (1 + Rounding);
    }

    // between whole units there is nothing: what is rounded to units stays within its bounds
    private static void ToUnits(AllocationProblem problem, double quantum)
    {
        for (int i = 0; i < problem.PeriodCount; i++)
        {
            problem.Lower[i] = Math.Ceiling(problem.Lower[i] / quantum * (1 - Rounding)) * quantum;
            problem.Upper[i] = Math.Floor(PeriodCost.Cap(problem, i) / quantum * (1 + Rounding)) * quantum;
            if (problem.HasMinimumSlice) problem.MinimumSlice[i] = Math.Ceiling(problem.MinimumSlice[i] / quantum * (1 - Rounding)) * quantum;
        }
    }

    private void Concentrate(AllocationProblem problem, double parent)
    {
        if (parameters.Problem.Concentration is not { } concentration) return;
        if (concentration.MinPeriodCount > 0) PeriodBounds.Cap(problem.Upper, parent / concentration.MinPeriodCount);
        if (concentration.MaxPeriodShare > 0) PeriodBounds.Cap(problem.Upper, parent * concentration.MaxPeriodShare);
    }

    // the next thing to give up; false: nothing is left
    private bool Relax(Core.Solving.Infeasibility why)
    {
        if (parameters.Problem.WholeLots is not null && !_oddLeftOut) return _oddLeftOut = true;
        if (endOfWindow == EndOfWindow.Force && !_lastUncapped) return _lastUncapped = true;
        if (_reachableRisk is null && _memory.Mapping.Problem.Risk.Kind is RiskKind.VarianceLimit or RiskKind.ValueAtRiskLimit && why.SmallestReachable != 0)
        {
            // as little risk as can be, instead of no plan
            _reachableRisk = why.SmallestReachable + (RiskSlack * Math.Abs(why.SmallestReachable));
            return true;
        }

        if (why.Shortfall <= 0 && !_floorsDropped) return _floorsDropped = true;
        long free = ledger.Free - _givenUp;
        if (free <= 0) return false;
        long executable = (long)Math.Floor(why.LargestExecutable * (1 + 1e-12) / parameters.Quantum) - _committedTotal;
        _givenUp += executable >= 0 && executable < free ? free - executable : free;
        return true;
    }

    // Whole units may break a limit on risk that the shares just met: then the shares are asked to meet a tighter one.
    private Objective Round(AllocationProblem problem, Answer answer, Span<long> units, out ReadOnlySpan<double> rounded)
    {
        RiskPreference asked = problem.Risk;
        double tighter = 0;
        for (int attempt = 0; ; attempt++)
        {
            WholeUnits.Round(answer.Schedule, problem.Lower, problem.Upper, parameters.Quantum, (long)Math.Round(problem.Quantity / parameters.Quantum), units);
            rounded = InShares(units);
            problem.Risk = asked;
            Objective objective = Objective.Of(problem, rounded);
            double excess = Excess(asked, objective);
            if (excess <= 0 || attempt == TighteningsMax) return objective;
            tighter += 2 * excess;
            problem.Risk = asked with { Value = asked.Value - tighter };
            Solver.Solve(problem, settings, _memory.Workspace, _memory.Tighter);
            problem.Risk = asked;
            if (!_memory.Tighter.HasSchedule) return objective;
            answer = _memory.Tighter;
        }
    }

    // by how much a schedule breaks the limit on risk
    private static double Excess(RiskPreference risk, in Objective objective) => risk.Kind switch
    {
        RiskKind.VarianceLimit => objective.Variance - risk.Value,
        RiskKind.ValueAtRiskLimit => objective.Cost.Total + (risk.Z * Math.Sqrt(objective.Variance)) - risk.Value,
        _ => 0,
    };

    // what the plan adds to what the commitments cost anyway
    private Core.Solving.CostBreakdown PlannedPart(AllocationProblem problem, in Core.Solving.CostBreakdown all)
    {
        if (_committedTotal == 0) return all;
        Core.Solving.CostBreakdown without = Objective.Of(problem, InShares(Committed)).Cost;
        return new(all.Linear - without.Linear, all.Temporary - without.Temporary, all.Permanent - without.Permanent, all.Drift - without.Drift);
    }

    private void Write(Plan plan, Answer answer)
    {
        AllocationProblem problem = _memory.Mapping.Problem;
        Certificate certificate = answer.Certificate;
        (Core.Solving.CostBreakdown cost, Termination termination) = (answer.Cost, answer.Termination);
        Span<long> units = Room(_memory.Units, _count);
        if (!problem.Lots.Active || !UnitSchedule.TryWrite(problem.Lots, answer.Schedule, units))
        {
            Objective objective = Round(problem, answer, units, out ReadOnlySpan<double> rounded);
            Certificate own = Certifier.Feasibility(problem, rounded, objective);
            certificate = certificate with
            {
                Objective = own.Objective,
                SumError = own.SumError,
                BoundViolation = own.BoundViolation,
                RoundingScale = own.RoundingScale + certificate.RoundingScale,
            };
            Verdict verdict = Judge.Of(problem, certificate, settings.RelativeTolerance);
            // a bound on a grid says nothing about units off it
            if (certificate.GridStep > 0 || verdict == Verdict.Rejected) certificate = certificate with { LowerBound = double.NegativeInfinity, Proof = ProofKind.None, GridStep = 0 };
            termination = verdict == Verdict.Optimal && certificate.Proof != ProofKind.None ? Termination.Optimal : Termination.Feasible;
            cost = objective.Cost;
        }

        Extrapolated = Extrapolation.Find(_memory.Mapping.ValidUpTo, units, Committed, parameters.Quantum, _first);
        ReadOnlySpan<long> committed = Committed;
        for (int i = 0; i < units.Length; i++) units[i] = Math.Max(0, units[i] - committed[i]);
        Add(units, plan);
        plan.Lambda = Wire.Finite(answer.Lambda);
        plan.ExpectedCost = Messages.Cost(PlannedPart(problem, cost));
        plan.Certificate = Messages.Certificate(certificate);
        plan.Outcome = Messages.Outcome(termination, answer.Limit, answer.Detail, answer.Infeasibility);
    }
}
