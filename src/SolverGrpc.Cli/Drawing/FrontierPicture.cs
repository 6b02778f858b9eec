using System.Globalization;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Cli.Drawing;

/// <summary>An efficient frontier: expected cost over standard deviation.</summary>
internal static class FrontierPicture
{
    private const string Color = "#2a6fb0";

    /// <summary>Standard deviation and expected cost of points that were solved.</summary>
    public static (double X, double Y)[] Curve(IEnumerable<TraceFrontierResponse> solved) =>
        [.. solved.Select(point => (Math.Sqrt(point.Variance), point.ExpectedCost.Total))];

    /// <summary>Draws points that were solved, at least one.</summary>
    public static SvgChart Draw(IReadOnlyList<TraceFrontierResponse> solved)
    {
        (double X, double Y)[] curve = Curve(solved);
        var chart = new SvgChart(
            "Efficient frontier",
            ("standard deviation of the cost", curve.Min(p => p.X), curve.Max(p => p.X)),
            ("expected cost", curve.Min(p => p.Y), curve.Max(p => p.Y)));
        chart.AddLine(curve, Color);
        IEnumerable<string> names = solved.Select(p => string.Create(CultureInfo.InvariantCulture, $"risk aversion {p.RiskAversion:G4}"));
        chart.AddPoints(curve.Zip(names, (p, name) => (p.X, p.Y, name)), Color);
        return chart;
    }
}
