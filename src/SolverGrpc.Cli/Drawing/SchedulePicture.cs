using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Cli.Drawing;

/// <summary>Schedules over time: one as bars, several as lines.</summary>
internal static class SchedulePicture
{
    // colour-blind safe, after Okabe and Ito
    private static readonly string[] Colors = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"];

    /// <summary>The schedule's numbers, whole lots or not.</summary>
    public static double[] Quantities(Schedule schedule) =>
        schedule.QuantityUnits.Count > 0 ? [.. schedule.QuantityUnits.Select(units => (double)units)] : [.. schedule.Quantity];

    /// <summary>Draws one schedule.</summary>
    public static SvgChart Draw(Schedule schedule)
    {
        double[] quantities = Quantities(schedule);
        SvgChart chart = Axes([quantities]);
        chart.AddBars(quantities, Colors[0]);
        return chart;
    }

    /// <summary>Draws several, with a legend; at least one.</summary>
    public static SvgChart Draw(IReadOnlyList<(string Name, Schedule Schedule)> schedules)
    {
        double[][] quantities = [.. schedules.Select(s => Quantities(s.Schedule))];
        SvgChart chart = Axes(quantities);
        for (int k = 0; k < quantities.Length; k++)
            chart.AddLine(quantities[k].Select((x, i) => ((double)i, x)), Colors[k % Colors.Length], schedules[k].Name);
        return chart;
    }

    private static SvgChart Axes(double[][] quantities) =>
        new("Schedule", ("period", -0.5, quantities[0].Length - 0.5), ("per period", 0, quantities.Max(x => x.Max())));
}
