using System.Globalization;
using SolverGrpc.Cli.Working;
using SolverGrpc.Contracts.V1;
using Spectre.Console;

namespace SolverGrpc.Cli.Reports;

/// <summary>Prints a worked day: a line whenever something happens, a halt begins or ends, or some periods have passed, and the shortfall at the end.</summary>
internal sealed class WorkReport
{
    private const int Lines = 26;

    private readonly Terminal _terminal;
    private readonly Problem _problem;
    private readonly WorkedDay _day;
    private int _remarks, _resumptions;
    private long _planned, _filled;

    /// <summary>Begins a report with what the day will bring.</summary>
    public WorkReport(Terminal terminal, Problem problem, SimulatedVenue venue, WorkedDay day)
    {
        (_terminal, _problem, _day) = (terminal, problem, day);
        terminal.WriteRaw(string.Create(
            CultureInfo.InvariantCulture,
            $"{problem.QuantityUnits:N0} units over {problem.Grid.PeriodCount} periods; from period {venue.StressFrom} on trading is {venue.Stress:0.0} times as dear{(day.HasHalt ? "; a halt at noon" : "")}"));
        Line("periods", "planned", "filled", "left", "still planned", "lambda", "plan", "because");
    }

    /// <summary>A period is over.</summary>
    public void Period(int period, long planned, long filled)
    {
        (_planned, _filled) = (_planned + planned, _filled + filled);
        int every = Math.Max(1, _problem.Grid.PeriodCount / Lines);
        bool noticed = _day.Remarks.Count > _remarks || _day.Resumptions > _resumptions;
        for (; _remarks < _day.Remarks.Count; _remarks++) _terminal.WriteRaw("  ! " + _day.Remarks[_remarks]);
        for (; _resumptions < _day.Resumptions; _resumptions++) _terminal.WriteRaw("  ! the link or the server was lost; the session was resumed, nothing is missing");
        bool halted = _day.IsHalted(period), due = (period + 1) % every == 0 && !halted, haltTurns = halted != _day.IsHalted(period + 1);
        if (!due && !noticed && !haltTurns && period + 1 < _problem.Grid.PeriodCount) return;
        SessionState? state = _day.Plan?.State;
        (long left, long open) = _day.Summary is { } over ? (_problem.QuantityUnits - over.FilledUnits, 0) : ((state?.ParentUnits ?? 0) - (state?.FilledUnits ?? 0), state?.PlannedUnits ?? 0);
        Line(
            $"to {period}",
            Show.Shares(_planned),
            Show.Shares(_filled),
            Show.Shares(left),
            Show.Shares(open),
            Show.Short(_day.Plan?.Lambda ?? 0),
            $"{_day.Plan?.Version}",
            halted ? "halted" : _day.Plan is null ? "" : Show.Name(_day.Plan.Reason));
        (_planned, _filled) = (0, 0);
    }

    /// <summary>The order is done.</summary>
    /// <param name="twap">The same order worked as TWAP on the same day.</param>
    public void End(ExecutionSummary twap)
    {
        ExecutionSummary ours = _day.Summary!;
        double value = _problem.QuantityUnits * (_problem.Instrument.Quantum > 0 ? _problem.Instrument.Quantum : 1) * _problem.Instrument.ArrivalPrice;
        Table table = Show.Table("shortfall", "this session", "basis points", "TWAP", "basis points");
        void Row(string name, double mine, double other) => table.AddRow(name, Show.Money(mine), Points(mine), Show.Money(other), Points(other));
        string Points(double amount) => (amount / value * 1e4).ToString("0.00", CultureInfo.InvariantCulture);
        Row("spread", ours.Spread, twap.Spread);
        Row("impact", ours.Impact, twap.Impact);
        Row("timing", ours.Timing, twap.Timing);
        Row("opportunity", ours.Opportunity, twap.Opportunity);
        Row("together", ours.Shortfall, twap.Shortfall);
        _terminal.WriteRaw(string.Create(CultureInfo.InvariantCulture, $"{_day.ChildOrders.Submitted} child orders, {_day.ChildOrders.Cancelled} of them cancelled before they were filled"));
        Show.Print(_terminal, $"{Show.Shares(ours.FilledUnits)} filled at {Show.Short(ours.AveragePrice)}, arrival {Show.Short(_problem.Instrument.ArrivalPrice)}", table);
        _terminal.WriteRaw("Timing is the market's walk, which no plan knew; impact is what a plan can save.");
    }

    private void Line(params string[] cells) => _terminal.WriteRaw(string.Concat(cells.Select(cell => cell.PadLeft(15))).TrimEnd());
}
