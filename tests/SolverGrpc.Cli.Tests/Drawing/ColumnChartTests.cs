using SolverGrpc.Cli.Drawing;

namespace SolverGrpc.Cli.Tests.Drawing;

public sealed class ColumnChartTests
{
    private const int Height = 8;

    private static string[] Draw(IReadOnlyList<double> values, int width = 80) => [.. ColumnChart.Draw(values, width, Height, i => $"#{i}")];

    // how high the chart shows each column, in eighths of a line
    private static int[] Heights(string[] lines, int columns)
    {
        int first = lines[0].IndexOf('┤', StringComparison.Ordinal) + 1;
        return [.. Enumerable.Range(first, columns).Select(c => lines[..Height].Sum(line => c < line.Length ? " ▁▂▃▄▅▆▇█".IndexOf(line[c], StringComparison.Ordinal) : 0))];
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(68)]
    [InlineData(69)]
    [InlineData(390)]
    [InlineData(391)]
    [InlineData(100_000)]
    public void Draw_AnyCount_FitsTheWidthAndNamesBothEnds(int count)
    {
        string[] lines = Draw([.. Enumerable.Range(1, count).Select(i => (double)i)]);

        Assert.Equal(Height + 2, lines.Length);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 80));
        Assert.Contains("#0", lines[^1], StringComparison.Ordinal);
        Assert.True(count == 1 || lines[^1].EndsWith($"#{count - 1}", StringComparison.Ordinal), lines[^1]);
    }

    [Fact]
    public void Draw_390Values_ShowsTheMeanOfSixInEachColumn()
    {
        double[] values = [.. Enumerable.Range(0, 390).Select(i => i / 6 == 10 ? 1.0 : i == 300 ? 3.0 : i / 6 == 64 ? 0.25 : 0)];

        int[] heights = Heights(Draw(values), 65);

        Assert.Equal(6, ColumnChart.ValuesPerColumn(390, 80));
        Assert.Equal(Height * 8, heights[10]);
        Assert.Equal(Height * 4, heights[50]); // one 3 among six is .5
        Assert.Equal(Height * 2, heights[64]);
        Assert.Equal(62, heights.Count(h => h == 0));
    }

    [Fact]
    public void Draw_TinyPositiveValue_IsVisibleAndZeroIsNot()
    {
        string[] lines = Draw([1, 1e-9, 0, 1]);

        int[] heights = Heights(lines, 4 * 6);
        Assert.Equal([64, 1, 0, 64], heights.Where((_, i) => i % 6 == 0));
    }

    [Fact]
    public void Draw_AllZero_DrawsAnEmptyChart() => Assert.Equal(0, Heights(Draw([0, 0, 0]), 18).Sum());
}
