using System.Globalization;

namespace SolverGrpc.Cli.Drawing;

/// <summary>Points in a rectangle of characters, with the range of both axes.</summary>
internal static class ScatterPlot
{
    private const int LabelWidth = 10;

    /// <summary>The plot's lines, each at most <paramref name="width"/> wide.</summary>
    /// <param name="points">At least one, all finite.</param>
    /// <param name="width">Characters in a line, at least 30.</param>
    /// <param name="height">Lines of the plot itself, at least 2.</param>
    /// <param name="xTitle">What x is.</param>
    /// <param name="yTitle">What y is.</param>
    public static IReadOnlyList<string> Draw(IReadOnlyList<(double X, double Y)> points, int width, int height, string xTitle, string yTitle)
    {
        int columns = width - LabelWidth - 2;
        (double xLow, double xHigh) = (points.Min(p => p.X), points.Max(p => p.X));
        (double yLow, double yHigh) = (points.Min(p => p.Y), points.Max(p => p.Y));
        char[][] grid = [.. Enumerable.Range(0, height).Select(_ => new string(' ', columns).ToCharArray())];
        foreach ((double x, double y) in points)
            grid[height - 1 - Cell(y, yLow, yHigh, height)][Cell(x, xLow, xHigh, columns)] = '●';

        var lines = new List<string> { $"{"",LabelWidth} {yTitle}" };
        for (int row = 0; row < height; row++)
        {
            string scale = row == 0 ? Scale(yHigh) : row == height - 1 ? Scale(yLow) : "";
            lines.Add($"{scale,LabelWidth} │{new string(grid[row]).TrimEnd()}".TrimEnd());
        }

        string left = Scale(xLow), right = Scale(xHigh);
        lines.Add($"{"",LabelWidth} └{new string('─', columns)}");
        lines.Add($"{"",LabelWidth}  {left}{Centered(xTitle, columns - left.Length - right.Length)}{right}");
        return lines;
    }

    private static int Cell(double value, double low, double high, int cells) =>
        high > low ? (int)Math.Min(cells - 1, Math.Round((value - low) / (high - low) * (cells - 1))) : 0;

    private static string Scale(double value) => value.ToString("G5", CultureInfo.InvariantCulture);

    private static string Centered(string text, int width) => text.PadLeft((width + text.Length) / 2).PadRight(width);
}
