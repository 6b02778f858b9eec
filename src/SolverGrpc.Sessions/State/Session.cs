using Google.Protobuf.WellKnownTypes;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Core.Solving;
using SolverGrpc.Mapping.Requests;
using SolverGrpc.Mapping.Validation;
using Event = SolverGrpc.Contracts.V1.StreamReoptimizeRequest.EventOneofCase;
using Status = Google.Rpc.Status;

namespace SolverGrpc.Sessions.State;

/// <summary>
/// A parent order that is worked: the state machine, without I/O, clock, threads or chance. The same events and plans give the same
/// state, to the byte. <see cref="Apply"/> takes events in the order of their seq; <see cref="Replan"/> plans once for all
/// events since the last plan, <see cref="Adopt"/> takes a plan that was recorded instead.
/// After every event parent = filled + working + planned + residual. For one thread at a time.
/// </summary>
public sealed partial class Session
{
    private readonly Parameters _parameters;
    private readonly Ledger _ledger;
    private readonly SolveOptions _options;
    private readonly ChildOrders _children = new();
    private readonly Executions _executions = new();

    private Market _market;
    private double _arrival;
    private long _amendVersion, _planVersion;
    private bool _paused, _halted, _cancelled;
    private long _residualSaid;
    private WireTime _eventTime, _planTime;
    private double _lambda = double.NaN;
    private bool _pending = true, _urgent = true;
    private PlanReason _reason = PlanReason.Opened;

    // the plan in force without its units, if it answers the problem as it is now and gives up nothing; null: the problem has changed
    private Plan? _standing;

    // no part of the state: after a restart it is said once more
    private Extrapolation? _extrapolationSaid;

    private Session(string clientOrderId, SessionPolicy policy, SolveOptions options, Problem problem)
    {
        (ClientOrderId, Policy, _options) = (clientOrderId, policy, options);
        _parameters = new(problem);
        _ledger = new(problem.QuantityUnits, problem.Grid.PeriodCount);
        _arrival = problem.Instrument.ArrivalPrice;
    }

    /// <summary>The desk's name of the order.</summary>
    public string ClientOrderId { get; }

    /// <summary>How the session behaves.</summary>
    public SessionPolicy Policy { get; }

    /// <summary>Where it stands.</summary>
    public Phase Phase =>
        _cancelled ? Phase.Cancelled
        : _ledger.Free <= 0 && _ledger.WorkingTotal == 0 ? Phase.Done
        : _ledger.IsWindowOver && _ledger.WorkingTotal == 0 && EndOfWindow is EndOfWindow.Cancel or EndOfWindow.Force ? Phase.Done
        : _ledger.IsWindowOver ? Phase.Ended
        : _paused || _halted ? Phase.Suspended
        : Phase.Working;

    /// <summary>Nothing more is to come but corrections.</summary>
    public bool IsDone => Phase is Phase.Done or Phase.Cancelled;

    /// <summary>There are periods to plan for, so that the last plan holds.</summary>
    public bool HasPeriods => Phase is Phase.Working or Phase.Suspended;

    /// <summary>An event since the last plan asks for a new one, and the policy of re-planning allows it.</summary>
    public bool NeedsPlan => _pending && (_urgent || MayPlanAgain());

    /// <summary>The plan in force answers the problem as it is: the next one takes no solve.</summary>
    public bool PlanStands => _standing is not null;

    /// <summary>Warnings, residuals and summaries of the events since the list was last emptied, in order; the caller empties it.</summary>
    public List<StreamReoptimizeResponse> Notices { get; } = [];

    /// <summary>What a client that has missed something has to hear again: what is left at the end, and the summary of an order that is over.</summary>
    public IEnumerable<StreamReoptimizeResponse> LastWords
    {
        get
        {
            if (IsLeftOver && _ledger.Free > 0) yield return new() { Residual = new() { Units = _ledger.Free, PolicyApplied = EndOfWindow } };
            if (IsDone) yield return new() { Done = new() { Summary = Summary() } };
        }
    }

    /// <summary>Where the units are, with the hash of the whole state.</summary>
    public SessionState State => new()
    {
        ParentUnits = _ledger.Parent,
        FilledUnits = _ledger.FilledTotal,
        WorkingUnits = _ledger.WorkingTotal,
        PlannedUnits = _ledger.PlannedTotal,
        ResidualUnits = _ledger.Residual,
        NextPeriod = _ledger.Next,
        StateHash = Hash(),
    };

    /// <summary>The problem with every change since it was opened; to be looked at only.</summary>
    internal Problem Problem => _parameters.Problem;

    // the window is over, also where its last period goes on
    private bool IsLeftOver => !_cancelled && (_ledger.IsWindowOver || _ledger.IsPastEnd);

    private EndOfWindow EndOfWindow => Policy.EndOfWindow == EndOfWindow.Unspecified ? EndOfWindow.Carry : Policy.EndOfWindow;

    /// <summary>Begins a session.</summary>
    /// <param name="open">The event; its Open is checked, everything that is wrong at once.</param>
    /// <param name="error">Why it cannot begin.</param>
    /// <returns>Null: it cannot.</returns>
    public static Session? Open(StreamReoptimizeRequest open, out Status? error)
    {
        ArgumentNullException.ThrowIfNull(open);
        error = null;
        var violations = new Violations();
        OpenCheck.Check(open.Open, violations);
        if (!OpenCheck.IsTime(open.EventTime)) violations.Add("event_time", OpenCheck.NoTime);
        if (violations.None)
        {
            var session = new Session(open.Open.ClientOrderId, open.Open.Policy?.Clone() ?? new(), open.Open.Options?.Clone() ?? new(), open.Open.Problem.Clone())
            {
                _eventTime = Time(open.EventTime),
            };
            session.Remember(session.Problem);
            session.Conclude(Event.Open, Phase.Working, filledBefore: 0, committedBefore: 0);
            return session;
        }

        error = EventErrors.Invalid(violations);
        return null;
    }

    /// <summary>Applies an event that comes after Open.</summary>
    /// <returns>Why it is refused, and then nothing has changed; null: it is applied.</returns>
    public Status? Apply(StreamReoptimizeRequest message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (!OpenCheck.IsTime(message.EventTime)) return EventErrors.Invalid("event_time", OpenCheck.NoTime);
        Phase before = Phase;
        EventEffect effect = EventRules.Of(before, message.EventCase);
        if (effect == EventEffect.Refused) return EventErrors.Precondition(message.EventCase.ToString(), $"has no meaning in phase {before}");
        long filledBefore = _ledger.FilledTotal, committedBefore = filledBefore + _ledger.WorkingTotal;
        int noticesBefore = Notices.Count;
        if (effect != EventEffect.Nothing && Handle(message) is { } refusal) return refusal;
        if (effect != EventEffect.Nothing && !LeavesProblem(message.EventCase, committedBefore)) _standing = null;
        Flag(message, effect, noticesBefore);
        if (effect == EventEffect.Planned && Phase is Phase.Working && ReasonOf.TryGetValue(message.EventCase, out PlanReason reason)) WantPlan(reason);
        Conclude(message.EventCase, before, filledBefore, committedBefore);
        return null;
    }

    /// <summary>Plans the open periods, once for all events since the last plan.</summary>
    /// <param name="cancellation">Gives the solve up; the plan is still wanted then.</param>
    /// <returns>The plan that holds from now on; null: the one before still does.</returns>
    /// <exception cref="OperationCanceledException">The solve was given up.</exception>
    public Plan? Replan(CancellationToken cancellation)
    {
        if (!NeedsPlan) return null;
        Plan plan = Phase != Phase.Working ? Nothing() : _standing is { } standing ? Again(standing) : Solve(cancellation);
        if (!_urgent && _ledger.Residual == 0 && IsWithinThreshold(plan)) // the old plan is as good, and says where every unit is
        {
            _pending = false;
            return null;
        }

        plan.Version = _planVersion + 1;
        plan.Reason = _reason;
        Adopt(plan);
        plan.State = State;
        return plan;
    }

    /// <summary>Takes a plan that <see cref="Replan"/> made for the same events.</summary>
    public void Adopt(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        AdoptInPassing(PlanHeader.Of(plan));
        _ledger.SetPlanned(plan.FromPeriod, plan.Units);
        if (Phase == Phase.Working && plan.Outcome?.Termination == Contracts.V1.Termination.Optimal && _ledger.Residual == 0)
            _standing = AnswerOf(plan);
    }

    /// <summary>
    /// The same for a plan that another one follows: its quantities are left out. Until the next plan is taken what is said of the
    /// planned quantity is wrong, and so are warnings; nothing else depends on them.
    /// </summary>
    internal void AdoptInPassing(in PlanHeader plan)
    {
        _planVersion = plan.Version;
        _planTime = _eventTime;
        if (plan.Termination is Contracts.V1.Termination.Optimal or Contracts.V1.Termination.Feasible && Phase == Phase.Working) _lambda = plan.Lambda;
        (_pending, _urgent, _reason) = (false, false, PlanReason.Unspecified);
        _standing = null;
    }

    // What works for a period and what is filled in it are one floor of the problem: an execution moves units from the one to the other.
    private bool LeavesProblem(Event kind, long committedBefore) =>
        kind is Event.Quote or Event.Trade || (kind is Event.Fill && _ledger.FilledTotal + _ledger.WorkingTotal == committedBefore);

    // the same problem has the same answer; what was to be said of it has been said
    private Plan Again(Plan standing)
    {
        ReadOnlySpan<long> units = _ledger.Planned[_ledger.Next.._ledger.End];
        Plan plan = AnswerOf(standing);
        plan.FromPeriod = _ledger.Next;
        plan.Units.Capacity = units.Length;
        foreach (long planned in units) plan.Units.Add(planned);
        return plan;
    }

    private static Plan AnswerOf(Plan plan) =>
        new() { Lambda = plan.Lambda, ExpectedCost = plan.ExpectedCost, Certificate = plan.Certificate, Outcome = plan.Outcome };

    private Plan Solve(CancellationToken cancellation)
    {
        long begun = System.Diagnostics.Stopwatch.GetTimestamp();
        SolveSettings settings = OptionsSection.Read(SolveMessageReader.Options(_options), new()) with
        {
            Budget = new SolveBudget(TimeProvider.System, Timeout.InfiniteTimeSpan, cancellation),
        };
        if (!double.IsNaN(_lambda)) settings = settings with { WarmLambda = _lambda };
        var planner = new Planner(_parameters, _ledger, _children, EndOfWindow, settings);
        Plan plan = planner.Make(out string? relaxed);
        cancellation.ThrowIfCancellationRequested();
        if (relaxed is not null) Warn(WarningKind.Infeasible, relaxed, plan.Units.Sum());
        else if (plan.Outcome.Termination == Contracts.V1.Termination.Feasible) Warn(WarningKind.Nonconvex, "the plan's gap is proven but not within the tolerance", plan.Units.Sum());
        if (planner.Extrapolated is { } extrapolated && !extrapolated.IsSaidBy(_extrapolationSaid)) Warn(WarningKind.Extrapolated, extrapolated.ToString(), extrapolated.Units);
        _extrapolationSaid = planner.Extrapolated;
        plan.SolveTimeNs = (long)System.Diagnostics.Stopwatch.GetElapsedTime(begun).TotalNanoseconds;
        return plan;
    }

    // what holds while nothing is planned
    private Plan Nothing()
    {
        string why = _cancelled ? "cancelled" : _paused && _halted ? "paused and halted" : _paused ? "paused" : _halted ? "halted" : "over";
        var plan = new Plan
        {
            FromPeriod = _ledger.Next,
            ExpectedCost = new(),
            Certificate = new(),
            Outcome = new() { Termination = Contracts.V1.Termination.Feasible, Detail = $"nothing is planned: {why}" },
        };
        plan.Units.AddRange(new long[Math.Max(0, _ledger.End - _ledger.Next)]);
        return plan;
    }

    private bool IsWithinThreshold(Plan plan)
    {
        long threshold = Policy.Replan?.ThresholdUnits ?? 0;
        if (threshold == 0) return false;
        for (int i = 0; i < plan.Units.Count; i++)
        {
            if (Math.Abs(plan.Units[i] - _ledger.Planned[plan.FromPeriod + i]) >= threshold) return false;
        }

        return true;
    }

    private bool MayPlanAgain()
    {
        if (Policy.Replan?.MinInterval is not { } interval || !_planTime.Present) return true;
        Int128 least = Nanoseconds(ProblemMessageReader.Time(interval));
        return Nanoseconds(_eventTime) - Nanoseconds(_planTime) >= least;
    }

    private void WantPlan(PlanReason reason)
    {
        // the weightiest of a batch is named; the first plan is never delayed, nor what a clock or a person asks for
        if (!_pending || (_reason != PlanReason.Opened && reason > _reason)) _reason = reason;
        (_pending, _urgent) = (true, _urgent || reason is not (PlanReason.Market or PlanReason.Execution));
    }

    private void Warn(WarningKind kind, string detail, long units) =>
        Notices.Add(new() { Warning = new() { Kind = kind, Detail = detail, QuantityUnits = units } });

    private static WireTime Time(Timestamp? time) => time is null ? default : new(true, time.Seconds, time.Nanos);

    private static Int128 Nanoseconds(WireTime time) => ((Int128)time.Seconds * 1_000_000_000) + time.Nanos;
}
