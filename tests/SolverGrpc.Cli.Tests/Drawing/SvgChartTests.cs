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
        Assert.InRange(double.Parse(point.Attribute("cx")!.Value, CultureInfo.InvariantCulture), 80, 880);
        Assert.InRange(double.Parse(point.Attribute("cy")!.Value, CultureInfo.InvariantCulture), 40, 310);
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
            .Where(text => text.Attribute("y")!.Value == "328" && text.Value.Length > 0)
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
        Assert.Equal("175", point.Attribute("cy")!.Value);
    }
}
