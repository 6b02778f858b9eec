using SolverGrpc.Cli.Drawing;
using SolverGrpc.Contracts.V1;
using Spectre.Console;

namespace SolverGrpc.Cli.Reports;

/// <summary>Prints the answer to one problem: how it ended, what it costs, why it is optimal, what binds, its shape.</summary>
internal static class SolutionReport
{
    private const int ChartHeight = 10;

    /// <summary>Prints it.</summary>
    public static void Print(Terminal terminal, Problem problem, SolveResponse response)
    {
        Diagnostics diagnostics = response.Diagnostics ?? new();
        terminal.Out.MarkupLine(
            $"[bold]{Show.Colored(response.Outcome.Termination)}[/] by {Show.Name(diagnostics.Method)} in {Show.Time(diagnostics.SolveTimeNs)}, "
            + $"{diagnostics.Iterations} iterations, kernel {Markup.Escape(diagnostics.Kernel)}");
        if (response.Outcome.Detail.Length > 0) terminal.Out.WriteLine(response.Outcome.Detail);
        if (response.Outcome.Infeasibility is { } why) PrintInfeasibility(terminal, why);
        if (response.Schedule is not { } schedule) return;

        terminal.Out.WriteLine();
        Show.Print(terminal, "Cost", Costs(problem, response));
        if (response.Certificate is { } proof) Show.Print(terminal, "Certificate", Proof(proof));
        BindingReport.Print(terminal, problem, response);
        if (response.Statistics is { } shape) Show.Print(terminal, "Schedule", Shape(shape));

        double[] quantities = SchedulePicture.Quantities(schedule);
        var label = new PeriodLabel(problem.Grid);
        int perColumn = ColumnChart.ValuesPerColumn(quantities.Length, terminal.Width);
        string unit = schedule.QuantityUnits.Count > 0 ? "units" : "shares";
        terminal.WriteRaw($"Schedule: {unit} per period{(perColumn > 1 ? $", each column the mean of {perColumn} periods" : "")}");
        foreach (string line in ColumnChart.Draw(quantities, terminal.Width, ChartHeight, i => label[i]))
            terminal.WriteRaw(line);
    }

    private static void PrintInfeasibility(Terminal terminal, Infeasibility why)
    {
        if (why.Period >= 0) terminal.Out.WriteLine($"period {why.Period}: its own bounds exclude each other");
        if (why.Shortfall != 0)
            terminal.Out.WriteLine($"shortfall {Show.Shares(why.Shortfall)}, largest executable quantity {Show.Shares(why.LargestExecutable)}");
        if (why.SmallestReachable != 0) terminal.Out.WriteLine($"smallest that can be reached: {Show.Short(why.SmallestReachable)}");
    }

    private static Table Costs(Problem problem, SolveResponse response)
    {
        Table table = Show.Table("", "currency", "per share");
        double quantity = problem.ParentQuantityCase == Problem.ParentQuantityOneofCase.QuantityUnits
            ? problem.QuantityUnits * (problem.Instrument is { Quantum: > 0 } instrument ? instrument.Quantum : 1)
            : problem.Quantity;
        CostBreakdown cost = response.ExpectedCost ?? new();
        Row("spread and linear", cost.Linear);
        Row("temporary impact", cost.Temporary);
        if (cost.Permanent != 0) Row("permanent impact", cost.Permanent);
        if (cost.Drift != 0) Row("drift", cost.Drift);
        Row("[bold]expected cost[/]", cost.Total);
        if (response.Variance > 0) Row("standard deviation", Math.Sqrt(response.Variance));
        if (response.Certificate is { } proof && problem.Risk is not null) Row("objective, risk included", proof.Objective);
        if (response.EqualSplit is { } equal)
        {
            Row("equal split", equal.Objective);
            table.AddRow("saving against it", equal.Feasible ? $"[bold]{Show.Percent(equal.Saving)}[/]" : "it breaks a constraint", "");
        }

        if (response.Lambda != 0) table.AddRow("one share more (lambda)", "", Show.Short(response.Lambda));
        return table;

        void Row(string name, double value) => table.AddRow(name, Show.Money(value), quantity > 0 ? Show.Short(value / quantity) : "");
    }

    private static Table Proof(Certificate proof)
    {
        Table table = Show.Table("", "");
        table.HideHeaders();
        table.AddRow("objective", Show.Exact(proof.Objective));
        string trust = proof.BoundChecked || proof.Proof == ProofKind.Unspecified ? "" : ", not checked";
        table.AddRow($"no schedule is below ({Show.Name(proof.Proof)}{trust})", Show.Exact(proof.LowerBound));
        table.AddRow("gap", $"{Show.Tiny(proof.DualityGap)}, relative {Show.Tiny(proof.RelativeGap)}");
        table.AddRow("stationarity residual", Show.Tiny(proof.KktResidual));
        table.AddRow("error of the sum", Show.Tiny(proof.SumError));
        table.AddRow("violation of bounds", Show.Tiny(proof.BoundViolation));
        if (proof.GridStep > 0) table.AddRow("grid of the proof", Show.Shares(proof.GridStep));
        return table;
    }

    private static Table Shape(ScheduleStatistics shape)
    {
        Table table = Show.Table("", "");
        table.HideHeaders();
        table.AddRow("periods that trade", Show.Shares(shape.ActivePeriods));
        table.AddRow("largest", Show.Shares(shape.Largest));
        table.AddRow("standard deviation", Show.Short(shape.StandardDeviation));
        table.AddRow("Herfindahl index", Show.Short(shape.Herfindahl));
        table.AddRow("in the busiest half", Show.Percent(shape.TopHalfShare));
        return table;
    }
}
