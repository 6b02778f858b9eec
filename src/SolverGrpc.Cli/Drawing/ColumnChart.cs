using System.Globalization;
using System.Text;

namespace SolverGrpc.Cli.Drawing;

/// <summary>
/// A bar chart for the terminal, columns from left to right in eighths of a character. Where there are more values than
/// columns, a column is the mean of some consecutive ones, the same number in each (the last may have fewer).
/// </summary>
internal static class ColumnChart
{
    private const string Eighths = " ▁▂▃▄▅▆▇█";
    private const int WidestColumn = 6;

    /// <summary>How many values one column stands for when <paramref name="count"/> of them are drawn.</summary>
    public static int ValuesPerColumn(int count, int width) => Math.Max(1, ((count - 1) / PlotWidth(width)) + 1);

    /// <summary>The chart's lines, each at most <paramref name="width"/> wide.</summary>
    /// <param name="values">Values ≥ 0, at least one.</param>
    /// <param name="width">Characters in a line, at least 20.</param>
    /// <param name="height">Lines of the plot itself, at least 2.</param>
    /// <param name="label">What to write below a value's column, by its index.</param>
    public static IReadOnlyList<string> Draw(IReadOnlyList<double> values, int width, int height, Func<int, string> label)
    {
        double[] columns = [.. values.Chunk(ValuesPerColumn(values.Count, width)).Select(chunk => chunk.Average())];
        int characters = Math.Clamp(PlotWidth(width) / columns.Length, 1, WidestColumn);
        double top = columns.Max();

        var lines = new List<string>(height + 2);
        for (int row = height - 1; row >= 0; row--)
        {
            string scale = row == height - 1 ? Scale(top) : row == 0 ? Scale(0) : "";
            var line = new StringBuilder(scale.PadLeft(LabelWidth)).Append(row == height - 1 || row == 0 ? " ┤" : " │");
            foreach (double column in columns)
                line.Append(Cell(column, top, row, height), characters);
            lines.Add(line.ToString().TrimEnd());
        }

        int plot = columns.Length * characters;
        lines.Add($"{"",LabelWidth} └{new string('─', plot)}");
        lines.Add($"{"",LabelWidth}  {Axis(label(0), label(values.Count - 1), plot)}");
        return lines;
    }

    private const int LabelWidth = 9;

    private static int PlotWidth(int width) => width - LabelWidth - 3;

    // a positive value shows, however small
    private static char Cell(double value, double top, int row, int height)
    {
        if (!(value > 0)) return ' ';
        double eighths = Math.Max(1, Math.Round(value / top * height * 8)) - (row * 8);
        return Eighths[(int)Math.Clamp(eighths, 0, 8)];
    }

    private static string Scale(double value) =>
        value.ToString(value is 0 or >= 1e6 or < 1e-2 ? "G3" : value < 100 ? "N2" : "N0", CultureInfo.InvariantCulture);

    private static string Axis(string first, string last, int width) =>
        first.Length + last.Length + 1 > width ? first : first + last.PadLeft(width - first.Length);
}
