using System.Globalization;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Cli.Drawing;

/// <summary>An efficient frontier: expected cost over standard deviation.</summary>
internal static class FrontierPicture
{
    private const string Color = "#2a6fb0";

    /// <summary>Draws it.</summary>
    /// <param name="points">As they were traced.</param>
    /// <param name="curve">Standard deviation and expected cost of those that have a schedule; at least one.</param>
    public static SvgChart Draw(IEnumerable<TraceFrontierResponse> points, IReadOnlyList<(double X, double Y)> curve)
    {
        var chart = new SvgChart(
            "Efficient frontier",
            ("standard deviation of the cost", curve.Min(p => p.X), curve.Max(p => p.X)),
            ("expected cost", curve.Min(p => p.Y), curve.Max(p => p.Y)));
        chart.AddLine(curve, Color);
        IEnumerable<string> names = points.Where(p => p.ExpectedCost is not null).Select(p => string.Create(CultureInfo.InvariantCulture, $"risk aversion {p.RiskAversion:G4}"));
        chart.AddPoints(curve.Zip(names, (p, name) => (p.X, p.Y, name)), Color);
        return chart;
    }
}
