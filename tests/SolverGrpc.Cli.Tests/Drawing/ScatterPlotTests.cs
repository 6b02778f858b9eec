using SolverGrpc.Cli.Drawing;

namespace SolverGrpc.Cli.Tests.Drawing;

public sealed class ScatterPlotTests
{
    [Fact]
    public void Draw_Corners_AreAtTheCorners()
    {
        string[] lines = [.. ScatterPlot.Draw([(1, 10), (1, 20), (3, 10), (2, 15)], 52, 5, "x", "y")];

        int left = lines[1].IndexOf('│', StringComparison.Ordinal) + 1;
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 52));
        Assert.Equal('●', lines[1][left]);            // (1, 20)
        Assert.Equal('●', lines[5][left]);            // (1, 10)
        Assert.Equal('●', lines[5][^1]);              // (3, 10)
        Assert.Equal(51, lines[5].Length - 1);
        Assert.Equal(1, lines[3].Count(c => c == '●'));
    }

    [Fact]
    public void Draw_SinglePoint_IsDrawn() =>
        Assert.Equal(1, ScatterPlot.Draw([(5, 5)], 40, 4, "x", "y").Sum(line => line.Count(c => c == '●')));
}
