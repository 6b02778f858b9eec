using System.Globalization;
using Google.Protobuf;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Mapping.Requests;
using SolverGrpc.Mapping.Validation;
using Event = SolverGrpc.Contracts.V1.StreamReoptimizeRequest.EventOneofCase;
using Status = Google.Rpc.Status;

namespace SolverGrpc.Sessions.State;

/// <content>What each event does.</content>
public sealed partial class Session
{
    private static readonly Dictionary<Event, PlanReason> ReasonOf = new()
    {
        [Event.MarketUpdate] = PlanReason.Market,
        [Event.ChildSubmitted] = PlanReason.Execution,
        [Event.ChildReplaced] = PlanReason.Execution,
        [Event.ChildCancelled] = PlanReason.Execution,
        [Event.ChildRejected] = PlanReason.Execution,
        [Event.Fill] = PlanReason.Execution,
        [Event.FillCorrect] = PlanReason.Execution,
        [Event.FillBust] = PlanReason.Execution,
        [Event.PeriodClose] = PlanReason.PeriodClosed,
        [Event.Amend] = PlanReason.Amended,
        [Event.ContinuePlanning] = PlanReason.Control,
        [Event.Unhalt] = PlanReason.Control,
    };

    private Status? Handle(StreamReoptimizeRequest message) => message.EventCase switch
    {
        Event.MarketUpdate => On(message.MarketUpdate),
        Event.Quote => On(message.Quote),
        Event.Trade => On(message.Trade),
        Event.ChildSubmitted => On(message.ChildSubmitted),
        Event.ChildReplaced => On(message.ChildReplaced),
        Event.ChildCancelled => Finish("child_cancelled.child_id", message.ChildCancelled.ChildId, message.ChildCancelled),
        Event.ChildRejected => Finish("child_rejected.child_id", message.ChildRejected.ChildId, message.ChildRejected),
        Event.Fill => On(message.Fill),
        Event.FillCorrect => On(message.FillCorrect),
        Event.FillBust => On(message.FillBust),
        Event.PeriodClose => On(message.PeriodClose),
        Event.Amend => On(message.Amend),
        Event.Pause => Suspend(ref _paused),
        Event.ContinuePlanning => Resume(ref _paused),
        Event.Halt => Suspend(ref _halted),
        Event.Unhalt => Resume(ref _halted),
        Event.Cancel => On(message.Cancel),
        _ => EventErrors.Invalid("event", "is required"),
    };

    // ---- the market

    private Status? On(MarketUpdate update)
    {
        if (Refusal(_parameters.Change(update)) is { } refusal) return refusal;
        Remember(update);
        return null;
    }

    private Status? On(Quote quote)
    {
        var violations = new Violations();
        if (quote.BidTicks < 0) violations.Add("quote.bid_ticks", "must be >= 0");
        if (quote.AskTicks < quote.BidTicks) violations.Add("quote.ask_ticks", "must be >= bid_ticks");
        if (quote.BidUnits < 0) violations.Add("quote.bid_units", "must be >= 0");
        if (quote.AskUnits < 0) violations.Add("quote.ask_units", "must be >= 0");
        if (!violations.None) return EventErrors.Invalid(violations);
        (_market.BidTicks, _market.AskTicks) = (quote.BidTicks, quote.AskTicks);
        return Known();
    }

    private Status? On(Trade trade)
    {
        var violations = new Violations();
        if (trade.PriceTicks < 0) violations.Add("trade.price_ticks", "must be >= 0");
        if (trade.Units <= 0) violations.Add("trade.units", "must be > 0");
        if (!violations.None) return EventErrors.Invalid(violations);
        _market.TradeTicks = trade.PriceTicks;
        return Known();
    }

    // without an arrival price the first price that is known stands for it
    private Status? Known()
    {
        if (_arrival == 0 && !double.IsNaN(_market.MidTicks)) _arrival = _market.MidTicks * _parameters.Tick;
        return null;
    }

    // ---- child orders

    private Status? On(ChildSubmitted submitted)
    {
        var violations = new Violations();
        OpenCheck.Id("child_submitted.child_id", submitted.ChildId, violations);
        if (submitted.Period < 0 || submitted.Period >= _ledger.PeriodCount)
            violations.Add("child_submitted.period", string.Create(CultureInfo.InvariantCulture, $"must be between 0 and {_ledger.PeriodCount - 1}"));
        Units("child_submitted.units", submitted.Units, violations);
        if (!violations.None) return EventErrors.Invalid(violations);
        if (_children.Find(submitted.ChildId) is not null) return EventErrors.Exists("child_submitted.child_id", submitted.ChildId, "has been used");
        if (TooMuch("child_submitted.units", submitted.Units) is { } tooMuch) return tooMuch;
        Remember(submitted);
        _children.Add(new(submitted.ChildId, submitted.Period, submitted.Units));
        _ledger.AddWorking(submitted.Units);
        _ledger.TakePlanned(_ledger.PeriodNow(submitted.Period), submitted.Units);
        return null;
    }

    private Status? On(ChildReplaced replaced)
    {
        if (Open("child_replaced.child_id", replaced.ChildId, out ChildOrder? child) is { } refusal) return refusal;
        var violations = new Violations();
        Units("child_replaced.units", replaced.Units, violations);
        if (replaced.Units < child!.Filled) violations.Add("child_replaced.units", "must not be less than what is filled");
        if (!violations.None) return EventErrors.Invalid(violations);
        if (TooMuch("child_replaced.units", replaced.Units) is { } tooMuch) return tooMuch;
        Remember(replaced);
        Change(child, () => child.Units = replaced.Units);
        return null;
    }

    private Status? Finish(string field, string id, IMessage fact)
    {
        if (Open(field, id, out ChildOrder? child) is { } refusal) return refusal;
        Remember(fact);
        Change(child!, () => _children.Close(child!));
        return null;
    }

    private Status? Open(string field, string id, out ChildOrder? child)
    {
        child = _children.Find(id);
        return child is null ? EventErrors.NotFound(field, id) : child.IsOpen ? null : EventErrors.Precondition(field, $"\"{id}\" is finished");
    }

    // what a child order works with after a change is accounted, and a filled one is finished
    private void Change(ChildOrder child, Action change)
    {
        long before = child.Leaves;
        change();
        if (child.IsOpen && child.Filled >= child.Units) _children.Close(child);
        long more = child.Leaves - before;
        _ledger.AddWorking(more);
        if (more > 0) _ledger.TakePlanned(_ledger.PeriodNow(child.Period), more);
    }

    // ---- executions

    private Status? On(Fill fill)
    {
        var violations = new Violations();
        OpenCheck.Id("fill.exec_id", fill.ExecId, violations);
        if (System.Text.Encoding.UTF8.GetByteCount(fill.ChildId) > ProblemScalars.TextBytesMax) violations.Add("fill.child_id", "must have at most 64 bytes");
        Units("fill.units", fill.Units, violations);
        if (fill.PriceTicks < 0) violations.Add("fill.price_ticks", "must be >= 0");
        if (!violations.None) return EventErrors.Invalid(violations);
        if (_executions.Find(fill.ExecId) is >= 0 and int number)
        {
            Execution known = _executions[number];
            if (known.IsBusted) return EventErrors.Exists("fill.exec_id", fill.ExecId, "was busted");
            bool same = _executions.ChildIdOf(number) == fill.ChildId && known.Units == fill.Units && known.PriceTicks == fill.PriceTicks;
            return same ? null : EventErrors.Exists("fill.exec_id", fill.ExecId, "has been used with other content");
        }

        if (TooMuch("fill.units", fill.Units) is { } tooMuch) return tooMuch;
        Remember(fill);
        ChildOrder? child = _children.Find(fill.ChildId);
        if (child is null) Warn(WarningKind.UnknownChild, $"fill {fill.ExecId} names the unknown child order \"{fill.ChildId}\"", fill.Units);
        else if (!child.IsOpen) Warn(WarningKind.UnknownChild, $"fill {fill.ExecId} names the finished child order \"{fill.ChildId}\"", fill.Units);
        double mid = double.IsNaN(_market.MidTicks) ? _arrival : _market.MidTicks * _parameters.Tick;
        var execution = new Execution
        {
            Period = _ledger.PeriodNow(child?.Period ?? 0),
            Mid = mid,
            HalfSpread = _market.HalfSpreadTicks * _parameters.Tick,
            Units = fill.Units,
            PriceTicks = fill.PriceTicks,
        };
        _executions.Add(fill.ExecId, fill.ChildId, execution);
        Count(execution.Period, fill.ChildId, fill.Units);
        return null;
    }

    private Status? On(FillCorrect correct)
    {
        if (Standing("fill_correct.exec_id", correct.ExecId, out int number) is { } refusal) return refusal;
        var violations = new Violations();
        Units("fill_correct.units", correct.Units, violations);
        if (correct.PriceTicks < 0) violations.Add("fill_correct.price_ticks", "must be >= 0");
        if (!violations.None) return EventErrors.Invalid(violations);
        if (TooMuch("fill_correct.units", correct.Units) is { } tooMuch) return tooMuch;
        Remember(correct);
        ref Execution execution = ref _executions[number];
        long more = correct.Units - execution.Units;
        (execution.Units, execution.PriceTicks) = (correct.Units, correct.PriceTicks);
        Count(execution.Period, _executions.ChildIdOf(number), more);
        return null;
    }

    private Status? On(FillBust bust)
    {
        if (Standing("fill_bust.exec_id", bust.ExecId, out int number) is { } refusal) return refusal;
        Remember(bust);
        ref Execution execution = ref _executions[number];
        execution.IsBusted = true;
        Count(execution.Period, _executions.ChildIdOf(number), -execution.Units);
        return null;
    }

    private Status? Standing(string field, string id, out int number)
    {
        number = _executions.Find(id);
        return number < 0 ? EventErrors.NotFound(field, id) : _executions[number].IsBusted ? EventErrors.Precondition(field, $"\"{id}\" was busted") : null;
    }

    private void Count(int period, string childId, long units)
    {
        _ledger.AddFilled(period, units);
        if (_children.Find(childId) is { } child) Change(child, () => child.Filled += units);
    }

    // ---- the order

    private Status? On(PeriodClose close)
    {
        var violations = new Violations();
        if (close.Period != _ledger.Next)
            violations.Add("period_close.period", string.Create(CultureInfo.InvariantCulture, $"must be {_ledger.Next}, the first period that is not closed"));
        if (close.ReferencePriceTicks < 0) violations.Add("period_close.reference_price_ticks", "must be >= 0");
        if (close.VolumeUnits < 0) violations.Add("period_close.volume_units", "must be >= 0");
        if (_ledger.IsWindowOver) return EventErrors.Precondition("period_close", "no period is open");
        if (!violations.None) return EventErrors.Invalid(violations);
        if (close.ReferencePriceTicks > 0) _market.ReferenceTicks = close.ReferencePriceTicks;
        Known();
        long working = _children.Open.Where(child => _ledger.PeriodNow(child.Period) == close.Period).Sum(child => child.Leaves);
        long left = _ledger.ReleasePlanned(close.Period) + working;
        if (left > 0) Warn(WarningKind.Behind, string.Create(CultureInfo.InvariantCulture, $"period {close.Period} closed with {left} units unfilled"), left);
        bool goesOn = close.Period == _ledger.End - 1 && EndOfWindow == EndOfWindow.PastEnd && _ledger.Free + _ledger.WorkingTotal > 0;
        if (goesOn) _ledger.IsPastEnd = true;
        else _ledger.Next++;
        return null;
    }

    // once, and again if more has come back from child orders since
    private void SayResidual()
    {
        if (!IsLeftOver || _ledger.Free <= _residualSaid) return;
        _residualSaid = _ledger.Free;
        Notices.Add(new() { Residual = new() { Units = _ledger.Free, PolicyApplied = EndOfWindow } });
    }

    private Status? On(Amend amend)
    {
        if (amend.Version <= _amendVersion)
            return EventErrors.Precondition("amend.version", string.Create(CultureInfo.InvariantCulture, $"{amend.Version} is stale; the last one was {_amendVersion}"));
        var violations = new Violations();
        bool newQuantity = amend.NewQuantityCase == Amend.NewQuantityOneofCase.QuantityUnits, newEnd = amend.NewEndCase == Amend.NewEndOneofCase.PeriodCount;
        if (newQuantity) CheckQuantity(amend.QuantityUnits, violations);
        int least = Math.Max(1, _ledger.Next);
        if (newEnd && (amend.PeriodCount < least || amend.PeriodCount > _ledger.PeriodCount))
            violations.Add("amend.period_count", string.Create(CultureInfo.InvariantCulture, $"must be between {least} and {_ledger.PeriodCount}"));
        if (violations.None && (amend.Bounds is not null || amend.Risk is not null)) violations.AddAll(_parameters.Change(amend.Bounds, amend.Risk));
        if (!violations.None) return EventErrors.Invalid(violations);

        Remember(amend);
        _amendVersion = amend.Version;
        if (newQuantity)
        {
            long committed = _ledger.FilledTotal + _ledger.WorkingTotal;
            _ledger.Parent = Math.Max(amend.QuantityUnits, committed);
            if (amend.QuantityUnits < committed)
                Warn(WarningKind.Clamped, string.Create(CultureInfo.InvariantCulture, $"{amend.QuantityUnits} is less than filled and working, {committed}"), committed);
        }

        if (newEnd)
        {
            _ledger.End = amend.PeriodCount;
            // the period that went on past the end closed when it was over
            if (_ledger.IsPastEnd && _ledger.Next + 1 < _ledger.End) (_ledger.IsPastEnd, _ledger.Next) = (false, _ledger.Next + 1);
        }

        if (!_ledger.IsWindowOver && !_ledger.IsPastEnd) _residualSaid = 0;
        for (int i = _ledger.End; i < _ledger.PeriodCount; i++) _ledger.ReleasePlanned(i);
        return null;
    }

    private void CheckQuantity(long units, Violations violations)
    {
        WholeLots? lots = _parameters.Problem.WholeLots;
        if (units is < 0 or > 1L << 53) violations.Add("amend.quantity_units", "must be between 0 and 2^53");
        else if (!double.IsFinite(units * _parameters.Quantum)) violations.Add("amend.quantity_units", "times instrument.quantum overflows");
        else if (lots?.OddLot is OddLot.Unspecified or OddLot.Refuse && units % lots.LotUnits != 0)
            violations.Add("amend.quantity_units", "is not a multiple of whole_lots.lot_units, and odd_lot refuses a remainder");
    }

    private Status? On(Cancel cancel)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(cancel.Reason) > 256) return EventErrors.Invalid("cancel.reason", "must have at most 256 bytes");
        _cancelled = true;
        return null;
    }

    private Status? Suspend(ref bool flag)
    {
        if (!flag) WantPlan(PlanReason.Control);
        flag = true;
        return null;
    }

    private static Status? Resume(ref bool flag)
    {
        flag = false;
        return null;
    }

    // ---- after every event

    private void Flag(StreamReoptimizeRequest message, EventEffect effect, int noticesBefore)
    {
        if (Time(message.EventTime) is { Present: true } time)
        {
            if (_eventTime.Present && Nanoseconds(time) < Nanoseconds(_eventTime)) Warn(WarningKind.StaleData, "event_time went back", 0);
            else _eventTime = time;
        }

        if (effect == EventEffect.Flagged && Notices.Count == noticesBefore)
            Warn(WarningKind.UnknownChild, $"{message.EventCase} came after the order was over", 0);
    }

    // nothing stays planned where nothing may be; a summary when the order is over, and again when what it says has changed since
    private void Conclude(Event kind, Phase before, long filledBefore, long committedBefore)
    {
        Phase now = Phase;
        if (now != Phase.Working && _ledger.PlannedTotal > 0) _ledger.SetPlanned(0, []);
        SayResidual();
        long tooMuch = -_ledger.Free;
        bool isOverfilled = _ledger.FilledTotal > _ledger.Parent;
        if (tooMuch > 0 && (_ledger.Parent + tooMuch > committedBefore || (isOverfilled && _ledger.FilledTotal > filledBefore)))
            Warn(WarningKind.Overfill, isOverfilled ? "more is filled than ordered" : "more is filled and working than ordered", tooMuch);
        bool over = now is Phase.Done or Phase.Cancelled, wasOver = before is Phase.Done or Phase.Cancelled;
        if (over && (!wasOver || kind is Event.Fill or Event.FillCorrect or Event.FillBust or Event.Amend)) Notices.Add(new() { Done = new() { Summary = Summary() } });
        if (over) (_pending, _urgent) = (false, false);
        else if (wasOver && now == Phase.Working) WantPlan(PlanReason.Execution);
    }

    private ExecutionSummary Summary()
    {
        double mid = double.IsNaN(_market.MidTicks) ? _arrival : _market.MidTicks * _parameters.Tick;
        long unfilled = Math.Max(0, _ledger.Parent - _ledger.FilledTotal);
        return Shortfall.Of(_executions.All, unfilled, _parameters.Sign, _arrival, mid, _parameters.Tick, _parameters.Quantum);
    }

    private static void Units(string field, long units, Violations violations)
    {
        if (units is <= 0 or > 1L << 53) violations.Add(field, "must be between 1 and 2^53");
    }

    // what a problem may ask for: a plan has to be possible whatever is committed
    private Status? TooMuch(string field, long units)
    {
        long committed = _ledger.FilledTotal + _ledger.WorkingTotal + units;
        return committed > 1L << 53 || !double.IsFinite(committed * _parameters.Quantum) ? EventErrors.Invalid(field, "makes more than 2^53 units in all") : null;
    }

    private static Status? Refusal(Violations violations) => violations.None ? null : EventErrors.Invalid(violations);
}
