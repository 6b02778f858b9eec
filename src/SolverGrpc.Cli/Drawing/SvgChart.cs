using System.Globalization;
using System.Net;
using System.Text;

namespace SolverGrpc.Cli.Drawing;

/// <summary>A chart as an SVG document: one pair of axes with round ticks, bars, lines and points on them.</summary>
internal sealed class SvgChart
{
    private const int Width = 900, Height = 360;
    private const int Left = 80, Right = 20, Top = 40, Bottom = 50;
    private const int TickCountAim = 6;

    private const int LegendLine = 16;

    private readonly StringBuilder _body = new();
    private int _legendLines;
    private readonly (double Low, double High) _x, _y;

    /// <summary>An empty chart.</summary>
    /// <param name="title">Above it.</param>
    /// <param name="x">What the horizontal axis shows, and its range.</param>
    /// <param name="y">What the vertical axis shows, and its range.</param>
    public SvgChart(string title, (string Title, double Low, double High) x, (string Title, double Low, double High) y)
    {
        _x = Widened(x.Low, x.High);
        _y = Widened(y.Low, y.High);
        Text(Width / 2, 24, title, "middle", 16);
        Text(Left + (PlotWidth / 2), Height - 10, x.Title, "middle");
        Text(Left, Top - 6, y.Title, "start");
        foreach (double tick in Ticks(_x))
            Tick($"M{N(X(tick))} {Height - Bottom}v5", X(tick), Height - Bottom + 18, tick, "middle");
        foreach (double tick in Ticks(_y))
            Tick($"M{Left} {N(Y(tick))}h-5", Left - 8, Y(tick) + 4, tick, "end");
        Path($"M{Left} {Top}V{Height - Bottom}H{Width - Right}", "#444");
    }

    private static int PlotWidth => Width - Left - Right;

    /// <summary>Bars from 0 to each value, the i-th around x = i.</summary>
    public void AddBars(IReadOnlyList<double> values, string color)
    {
        var path = new StringBuilder();
        for (int i = 0; i < values.Count; i++)
            path.Append(CultureInfo.InvariantCulture, $"M{N(X(i - 0.5))} {N(Y(0))}V{N(Y(values[i]))}H{N(X(i + 0.5))}V{N(Y(0))}z");
        _body.AppendLine(CultureInfo.InvariantCulture, $"<path d=\"{path}\" fill=\"{color}\"/>");
    }

    /// <summary>A line through points; its name, if it has one, goes into the legend.</summary>
    public void AddLine(IEnumerable<(double X, double Y)> points, string color, string? name = null)
    {
        Path("M" + string.Join('L', points.Select(p => $"{N(X(p.X))} {N(Y(p.Y))}")), color);
        if (name is null) return;
        double y = Top + (LegendLine * ++_legendLines);
        Path($"M{Width - Right - 160} {N(y - 4)}h20", color);
        Text(Width - Right - 132, y, name, "start");
    }

    /// <summary>A dot at each point, with its name for the pointer that rests on it.</summary>
    public void AddPoints(IEnumerable<(double X, double Y, string Name)> points, string color)
    {
        foreach ((double x, double y, string name) in points)
            _body.AppendLine(
                CultureInfo.InvariantCulture,
                $"<circle cx=\"{N(X(x))}\" cy=\"{N(Y(y))}\" r=\"4\" fill=\"{color}\"><title>{Escape(name)}</title></circle>");
    }

    /// <summary>The document.</summary>
    public override string ToString() =>
        $"""
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" font-family="sans-serif" font-size="12">
        <rect width="100%" height="100%" fill="white"/>
        {_body}</svg>

        """;

    private double X(double value) => Left + ((value - _x.Low) / (_x.High - _x.Low) * PlotWidth);

    private double Y(double value) => Height - Bottom - ((value - _y.Low) / (_y.High - _y.Low) * (Height - Top - Bottom));

    private void Path(string d, string color) =>
        _body.AppendLine(CultureInfo.InvariantCulture, $"<path d=\"{d}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"1.5\"/>");

    private void Tick(string mark, double x, double y, double value, string anchor)
    {
        Path(mark, "#444");
        Text(x, y, value.ToString("G6", CultureInfo.InvariantCulture), anchor);
    }

    private void Text(double x, double y, string text, string anchor, int size = 12) =>
        _body.AppendLine(
            CultureInfo.InvariantCulture,
            $"<text x=\"{N(x)}\" y=\"{N(y)}\" text-anchor=\"{anchor}\" font-size=\"{size}\" fill=\"#222\">{Escape(text)}</text>");

    // steps of 1, 2 or 5 times a power of ten
    private static IEnumerable<double> Ticks((double Low, double High) range)
    {
        double rough = (range.High - range.Low) / TickCountAim;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * ((rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
        for (double k = Math.Ceiling(range.Low / step); k * step <= range.High; k++)
            yield return k * step;
    }

    // a range without extent gets one, so that everything on it can be placed
    private static (double Low, double High) Widened(double low, double high)
    {
        if (high > low) return (low, high);
        double extent = Math.Max(Math.Abs(low) * 0.1, 1e-9);
        return (low - extent, low + extent);
    }

    private static string N(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
