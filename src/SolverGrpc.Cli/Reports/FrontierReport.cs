using SolverGrpc.Cli.Drawing;
using SolverGrpc.Contracts.V1;
using Spectre.Console;

namespace SolverGrpc.Cli.Reports;

/// <summary>Prints the points of a frontier as a table and as a curve of expected cost over risk.</summary>
internal static class FrontierReport
{
    private const int PlotHeight = 16;

    /// <summary>Prints it.</summary>
    public static void Print(Terminal terminal, IReadOnlyList<TraceFrontierResponse> points, double confidence)
    {
        Table table = Show.Table("risk aversion", "result", "expected cost", "st. deviation", $"VaR {Show.Percent(confidence)}", "gap");
        foreach (TraceFrontierResponse point in points)
        {
            string aversion = Show.Short(point.RiskAversion), result = Show.Colored(point.Outcome.Termination);
            if (HasSchedule(point))
                table.AddRow(
                    aversion,
                    result,
                    Show.Money(point.ExpectedCost.Total),
                    Show.Money(Math.Sqrt(point.Variance)),
                    Show.Money(point.ValueAtRisk),
                    Show.Tiny(point.Certificate.RelativeGap));
            else
                table.AddRow(aversion, result);
        }

        Show.Print(terminal, "Efficient frontier", table);
        foreach (string detail in points.Select(point => point.Outcome.Detail).Where(detail => detail.Length > 0).Distinct())
            terminal.Out.WriteLine(detail);
        (double X, double Y)[] curve = FrontierPicture.Curve(points.Where(HasSchedule));
        if (curve.Length == 0) return;
        foreach (string line in ScatterPlot.Draw(curve, terminal.Width, PlotHeight, "standard deviation", "expected cost"))
            terminal.WriteRaw(line);
    }

    /// <summary>The point was solved.</summary>
    public static bool HasSchedule(TraceFrontierResponse point) =>
        point.Outcome.Termination is Termination.Optimal or Termination.Feasible;
}
