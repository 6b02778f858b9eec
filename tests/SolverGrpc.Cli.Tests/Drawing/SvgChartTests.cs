using System.Globalization;
using System.Xml.Linq;
using SolverGrpc.Cli.Drawing;

namespace SolverGrpc.Cli.Tests.Drawing;

public sealed class SvgChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void ToString_EverythingDrawn_IsWellFormedAndInsideThePage()
    {
        var chart = new SvgChart("a < b & \"c\"", ("x", -0.5, 2.5), ("y", 0, 40));
        chart.AddBars([10, 0, 40], "red");
        chart.AddLine([(0, 1), (2, 39)], "blue");
        chart.AddPoints([(1, 20, "<one>")], "green");

        XElement root = XDocument.Parse(chart.ToString()).Root!;

        Assert.Contains(root.Elements(Svg + "text"), text => text.Value == "a < b & \"c\"");
        XElement point = Assert.Single(root.Elements(Svg + "circle"));
        Assert.Equal("<one>", point.Value);
        Assert.InRange(double.Parse(point.Attribute("cx")!.Value, CultureInfo.InvariantCulture), 84, 876);
        Assert.InRange(double.Parse(point.Attribute("cy")!.Value, CultureInfo.InvariantCulture), 64, 346);
    }

    [Theory]
    [InlineData(0, 1, 0.2)]
    [InlineData(0, 390, 100)]
    [InlineData(-3e-7, 5e-7, 2e-7)]
    [InlineData(1e12, 1.5e12, 1e11)]
    public void Ticks_AnyRange_AreRoundNumbersWithin(double low, double high, double step)
    {
        XElement root = XDocument.Parse(new SvgChart("", ("", low, high), ("", 0, 1)).ToString()).Root!;

        double[] values = [.. root.Elements(Svg + "text")
            .Where(text => text.Attribute("y")!.Value == "366" && text.Value.Length > 0)
            .Select(text => double.Parse(text.Value, CultureInfo.InvariantCulture))];
        Assert.All(values, value => Assert.InRange(value, low, high));
        Assert.InRange(values.Length, 4, 11);
        Assert.All(values.Zip(values.Skip(1)), pair => Assert.Equal(1, (pair.Second - pair.First) / step, 9));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(-1e9)]
    public void Chart_RangeWithoutExtent_StillPlacesItsPoint(double value)
    {
        var chart = new SvgChart("", ("x", value, value), ("y", value, value));
        chart.AddPoints([(value, value, "")], "red");

        XElement point = XDocument.Parse(chart.ToString()).Root!.Element(Svg + "circle")!;

        Assert.Equal("480", point.Attribute("cx")!.Value);
        Assert.Equal("205", point.Attribute("cy")!.Value);
    }

    [Fact]
    public void Legend_NamesLinesAndPoints_AboveThePlotWithoutOverlap()
    {
        var chart = new SvgChart("title", ("x", 0, 1), ("y", 0, 1));
        chart.AddLine([(0, 0), (1, 1)], "blue", "first line");
        chart.AddPoints([(0.5, 0.5, "")], "red", name: "some points");
        chart.AddBand([(0, 0, 0.5), (1, 0.5, 1)], "blue");

        XElement root = XDocument.Parse(chart.ToString()).Root!;
        XElement first = root.Elements(Svg + "text").Single(text => text.Value == "first line"), second = root.Elements(Svg + "text").Single(text => text.Value == "some points");
        double End(XElement text) => double.Parse(text.Attribute("x")!.Value, CultureInfo.InvariantCulture) + (6.6 * text.Value.Length);
        Assert.True(End(first) < double.Parse(second.Attribute("x")!.Value, CultureInfo.InvariantCulture));
        Assert.InRange(End(second), 0, 876.1);
        Assert.InRange(double.Parse(first.Attribute("y")!.Value, CultureInfo.InvariantCulture), 0, 63);
        Assert.Single(root.Elements(Svg + "path"), path => path.Attribute("fill-opacity") is not null);
        // asked for again, it is the same
        Assert.Equal(chart.ToString(), chart.ToString());
    }

    [Theory]
    [InlineData(390, 60, 14, 30, "15:00", "21:00")]
    [InlineData(26, 1, 9, 0, "09:00:05", "09:00:25")]
    public void Periods_AreMarkedWithRoundTimes(int count, double seconds, int hour, int minute, string first, string last)
    {
        ChartAxis axis = ChartAxis.OfPeriods(count, new DateTime(2026, 1, 5, hour, minute, 0, DateTimeKind.Utc), seconds);
        string[] labels = [.. axis.Ticks().Select(tick => tick.Label)];
        Assert.Contains(first, labels);
        Assert.Equal(last, labels[^1]);
        Assert.InRange(labels.Length, 4, 9);
    }

    [Fact]
    public void Logarithm_PutsEqualFactorsAtEqualDistances()
    {
        var axis = new ChartAxis("", 1, 100) { IsLogarithmic = true };
        Assert.Equal((0, 0.5, 1), (axis.Part(1), axis.Part(10), axis.Part(100)));
        Assert.Equal([1, 2, 5, 10, 20, 50, 100], axis.Ticks().Select(tick => tick.At));
    }
}
