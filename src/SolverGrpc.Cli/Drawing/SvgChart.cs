using System.Globalization;
using System.Net;
using System.Text;

namespace SolverGrpc.Cli.Drawing;

/// <summary>A chart as an SVG document: one pair of axes with a light grid, bands, bars, lines and points on them, their names above the plot.</summary>
internal sealed class SvgChart
{
    private const int Width = 900, Height = 400;
    private const int Left = 84, Right = 24, Top = 64, Bottom = 54;
    private const int PlotWidth = Width - Left - Right, PlotHeight = Height - Top - Bottom;
    private const int LegendMark = 18, LegendGap = 16, LegendY = 48;

    // about the mean width of a letter of 12 pixels
    private const double LetterWidth = 6.6;

    private const string Ink = "#222", Axis = "#555", Grid = "#e8e8e8";

    private readonly StringBuilder _body = new();
    private readonly List<(string Name, string Color, bool IsDot)> _legend = [];
    private readonly ChartAxis _x, _y;
    private readonly string _title;

    /// <summary>An empty chart.</summary>
    /// <param name="title">Above it.</param>
    /// <param name="x">What the horizontal axis shows, and its range.</param>
    /// <param name="y">What the vertical axis shows, and its range.</param>
    public SvgChart(string title, ChartAxis x, ChartAxis y) => (_title, _x, _y) = (title, x, y);

    /// <summary>Bars from 0 to each value, the i-th around x = i.</summary>
    public void AddBars(IReadOnlyList<double> values, string color)
    {
        var path = new StringBuilder();
        for (int i = 0; i < values.Count; i++)
            path.Append(CultureInfo.InvariantCulture, $"M{N(X(i - 0.5))} {N(Y(0))}V{N(Y(values[i]))}H{N(X(i + 0.5))}V{N(Y(0))}z");
        _body.AppendLine(CultureInfo.InvariantCulture, $"<path d=\"{path}\" fill=\"{color}\"/>");
    }

    /// <summary>The area between two lines, drawn lightly, for intervals.</summary>
    /// <param name="points">x, lower and upper end, from left to right.</param>
    /// <param name="color">Of the line they belong to.</param>
    public void AddBand(IReadOnlyList<(double X, double Low, double High)> points, string color)
    {
        IEnumerable<string> there = points.Select(p => $"{N(X(p.X))} {N(Y(p.High))}"), back = points.Reverse().Select(p => $"{N(X(p.X))} {N(Y(p.Low))}");
        _body.AppendLine(CultureInfo.InvariantCulture, $"<path d=\"M{string.Join('L', there.Concat(back))}z\" fill=\"{color}\" fill-opacity=\"0.16\"/>");
    }

    /// <summary>A line through points; its name, if it has one, goes into the legend.</summary>
    /// <param name="points">From left to right.</param>
    /// <param name="color">Its colour.</param>
    /// <param name="name">What it is.</param>
    /// <param name="isDashed">Broken, for what is not certain.</param>
    public void AddLine(IEnumerable<(double X, double Y)> points, string color, string? name = null, bool isDashed = false)
    {
        Path("M" + string.Join('L', points.Select(p => $"{N(X(p.X))} {N(Y(p.Y))}")), color, 2, isDashed);
        if (name is not null) _legend.Add((name, color, false));
    }

    /// <summary>A dot at each point, with its name for the pointer that rests on it; their common name, if they have one, goes into the legend.</summary>
    public void AddPoints(IEnumerable<(double X, double Y, string Name)> points, string color, double radius = 4, double opacity = 1, string? name = null)
    {
        string look = opacity < 1 ? string.Create(CultureInfo.InvariantCulture, $" fill-opacity=\"{opacity}\"") : "";
        foreach ((double x, double y, string own) in points)
            _body.AppendLine(CultureInfo.InvariantCulture, $"<circle cx=\"{N(X(x))}\" cy=\"{N(Y(y))}\" r=\"{N(radius)}\" fill=\"{color}\"{look}><title>{Escape(own)}</title></circle>");
        if (name is not null) _legend.Add((name, color, true));
    }

    /// <summary>The document.</summary>
    public override string ToString()
    {
        string drawn = _body.ToString();
        _body.Clear();
        DrawAxes();
        _body.Append(drawn);
        Path($"M{Left} {Top}V{Height - Bottom}H{Width - Right}", Axis, 1);
        DrawLegend();
        string all = _body.ToString();
        _body.Clear().Append(drawn);
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" font-family="Helvetica, Arial, sans-serif" font-size="12">
            <rect width="100%" height="100%" fill="white"/>
            {all}</svg>

            """;
    }

    private void DrawAxes()
    {
        Text(Left, 24, _title, "start", 16);
        Text(Left + (PlotWidth / 2.0), Height - 12, _x.Title, "middle");
        Text(Left, LegendY, _y.Title, "start");
        foreach ((double at, string label) in _x.Ticks())
        {
            Path($"M{N(X(at))} {Top}V{Height - Bottom}", Grid, 1);
            Text(X(at), Height - Bottom + 20, label, "middle");
        }

        foreach ((double at, string label) in _y.Ticks())
        {
            Path($"M{Left} {N(Y(at))}H{Width - Right}", Grid, 1);
            Text(Left - 8, Y(at) + 4, label, "end");
        }
    }

    // in a row above the plot, from right to left, where no line can cross it
    private void DrawLegend()
    {
        double right = Width - Right;
        foreach ((string name, string color, bool isDot) in Enumerable.Reverse(_legend))
        {
            double begin = right - (name.Length * LetterWidth);
            Text(begin, LegendY, name, "start");
            double mark = begin - LegendMark - 4;
            if (isDot) _body.AppendLine(CultureInfo.InvariantCulture, $"<path d=\"M{N(mark + (LegendMark / 2.0))} {LegendY - 4}h0\" stroke=\"{color}\" stroke-width=\"7\" stroke-linecap=\"round\"/>");
            else Path($"M{N(mark)} {LegendY - 4}h{LegendMark}", color, 2.5);
            right = mark - LegendGap;
        }
    }

    private double X(double value) => Left + (_x.Part(value) * PlotWidth);

    private double Y(double value) => Height - Bottom - (_y.Part(value) * PlotHeight);

    private void Path(string d, string color, double width, bool isDashed = false) =>
        _body.AppendLine(
            CultureInfo.InvariantCulture,
            $"<path d=\"{d}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"{N(width)}\" stroke-linejoin=\"round\"{(isDashed ? " stroke-dasharray=\"5 4\"" : "")}/>");

    private void Text(double x, double y, string text, string anchor, int size = 12) =>
        _body.AppendLine(
            CultureInfo.InvariantCulture,
            $"<text x=\"{N(x)}\" y=\"{N(y)}\" text-anchor=\"{anchor}\" font-size=\"{size}\" fill=\"{Ink}\">{Escape(text)}</text>");

    private static string N(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
