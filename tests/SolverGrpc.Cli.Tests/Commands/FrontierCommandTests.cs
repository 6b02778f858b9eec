using System.Xml.Linq;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Cli.Tests.Commands;

public sealed class FrontierCommandTests(RunningService service) : IClassFixture<RunningService>
{
    // quadratic costs and the same volatility in every period
    private const string Problem = """
        {"side": "SIDE_BUY", "quantity": 1000, "grid": {"periodCount": 6},
         "cost": {"basis": "IMPACT_BASIS_TOTAL_COST", "quadratic": {"beta": [0.001, 0.002, 0.001, 0.003, 0.001, 0.002]}},
         "dynamics": {"volatility": [0.1]}, "risk": {"riskAversion": 1}}
        """;

    private Task<CommandRun> FrontierAsync(params string[] arguments) =>
        CommandRun.OfAsync(["frontier", "-", "-a", service.Address, "--grid-step", "10", .. arguments], Problem);

    [Fact]
    public async Task Frontier_Json_IsOneLinePerPointFromCheapToSafe()
    {
        CommandRun run = await FrontierAsync("--json", "--points", "8");

        Assert.Equal((ExitCode.Ok, ""), (run.ExitCode, run.Error));
        TraceFrontierResponse[] points = [.. run.Lines.Where(line => line.Length > 0).Select(TraceFrontierResponse.Parser.ParseJson)];
        Assert.Equal(Enumerable.Range(0, 8), points.Select(point => point.Point));
        Assert.All(points.Zip(points.Skip(1)), pair =>
        {
            Assert.True(pair.First.RiskAversion < pair.Second.RiskAversion);
            Assert.True(pair.First.ExpectedCost.Total <= pair.Second.ExpectedCost.Total * (1 + 1e-9));
            Assert.True(pair.First.Variance >= pair.Second.Variance * (1 - 1e-9));
        });
        Assert.All(points, point => Assert.Equal(point.ExpectedCost.Total + (1.6448536269514722 * Math.Sqrt(point.Variance)), point.ValueAtRisk, 1e-6));
    }

    [Fact]
    public async Task Frontier_GivenRiskAversions_AreTheOnesTraced()
    {
        CommandRun run = await FrontierAsync("--json", "--risk-aversion", "0,0.001,0.1");

        TraceFrontierResponse[] points = [.. run.Lines.Where(line => line.Length > 0).Select(TraceFrontierResponse.Parser.ParseJson)];
        Assert.Equal([0, 0.001, 0.1], points.Select(point => point.RiskAversion));
    }

    [Fact]
    public async Task Frontier_TableAndPlot_FitTheTerminal()
    {
        CommandRun run = await FrontierAsync("--points", "5");

        Assert.All(run.Lines, line => Assert.InRange(line.Length, 0, CommandRun.Width));
        Assert.Equal(5, run.Lines.Count(line => line.Contains("optimal", StringComparison.Ordinal)));
        Assert.InRange(run.Output.Count(c => c == '●'), 3, 5); // points may share a cell
    }

    [Fact]
    public async Task Frontier_Svg_DrawsEveryPoint()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("solver-cli-").FullName, "frontier.svg");

        await FrontierAsync("--points", "5", "--svg", file);

        Assert.Equal(5, XDocument.Load(file).Root!.Elements().Count(e => e.Name.LocalName == "circle"));
    }

    [Theory]
    [InlineData("--points", "1")]
    [InlineData("--confidence", "1")]
    [InlineData("--risk-aversion", "1,-1")]
    public async Task Frontier_WrongOptions_ExitsWithBadInput(params string[] arguments)
    {
        CommandRun run = await FrontierAsync(arguments);

        Assert.Equal((ExitCode.BadInput, ""), (run.ExitCode, run.Output));
        Assert.Contains(arguments[0], run.Error, StringComparison.Ordinal);
    }
}
