using SolverGrpc.Contracts.V1;
using Spectre.Console;

namespace SolverGrpc.Cli.Reports;

/// <summary>Prints how several methods did on one problem, and what changes with its size and impact.</summary>
internal static class ComparisonReport
{
    /// <summary>Prints it.</summary>
    public static void Print(Terminal terminal, CompareResponse response)
    {
        MethodComparison[] solved = [.. response.Methods.Where(HasSchedule)];
        Show.Print(terminal, "Methods", Results(response.Methods));
        if (solved.Length > 0) Show.Print(terminal, "Schedules", Shapes(solved));
        foreach (MethodComparison row in solved.Where(row => row.Method == Method.Auto))
            terminal.Out.WriteLine($"auto: takes {Show.Name(row.Diagnostics.Method)}");
        foreach (MethodComparison row in response.Methods.Where(row => row.Outcome.Detail.Length > 0))
            terminal.Out.WriteLine($"{Show.Name(row.Method)}: {row.Outcome.Detail}");
        if (response.Sensitivity.Count > 0) Show.Print(terminal, "Sensitivity", Sensitivity(response.Sensitivity));
        if (response.PreTrade is { } estimate) PreTradeReport.Print(terminal, estimate.PermanentImpact, estimate.TemporaryImpact, estimate.Cost, value: null);
    }

    /// <summary>The method found a schedule.</summary>
    public static bool HasSchedule(MethodComparison row) => row.Outcome.Termination is Termination.Optimal or Termination.Feasible;

    private static Table Results(IEnumerable<MethodComparison> rows)
    {
        Table table = Show.Table("method", "result", "objective", "gap", "saving", "time");
        foreach (MethodComparison row in rows)
        {
            string name = Show.Name(row.Method), result = Show.Colored(row.Outcome.Termination);
            if (HasSchedule(row))
                table.AddRow(
                    name,
                    result,
                    Show.Money(row.Certificate.Objective),
                    Show.Tiny(row.Certificate.RelativeGap),
                    Show.Percent(row.Saving),
                    Show.Time(row.Diagnostics.SolveTimeNs));
            else
                table.AddRow(name, result);
        }

        return table;
    }

    private static Table Shapes(IEnumerable<MethodComparison> rows)
    {
        Table table = Show.Table("method", "st. dev.", "periods", "Herfindahl", "top half", "sum off");
        foreach (MethodComparison row in rows)
            table.AddRow(
                Show.Name(row.Method),
                Show.Short(row.Statistics.StandardDeviation),
                Show.Shares(row.Statistics.ActivePeriods),
                Show.Short(row.Statistics.Herfindahl),
                Show.Percent(row.Statistics.TopHalfShare),
                Show.Tiny(row.Certificate.SumError));
        return table;
    }

    private static Table Sensitivity(IEnumerable<SensitivityPoint> points)
    {
        Table table = Show.Table("changed problem", "result", "optimum", "equal split", "saving", "old schedule");
        foreach (SensitivityPoint point in points)
        {
            table.AddRow(
                Changed(point),
                Show.Colored(point.Outcome.Termination),
                Show.Money(point.Objective),
                Show.Money(point.EqualSplitObjective),
                Show.Percent(point.Saving),
                Show.Money(point.UnchangedScheduleObjective));
        }

        return table;
    }

    private static string Changed(SensitivityPoint point)
    {
        (string Name, double Factor)[] factors =
        [
            ("quantity", point.SizeFactor), ("impact", point.ImpactFactor), ("spread", point.SpreadFactor), ("volatility", point.VolatilityFactor), ("exponents", point.ExponentFactor),
        ];
        (string name, double factor) = factors.FirstOrDefault(changed => changed.Factor != 1, ("nothing", 1));
        return $"{name} x {Show.Short(factor)}";
    }
}
