using System.Xml.Linq;
using SolverGrpc.Cli.Commands;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Cli.Tests.Commands;

public sealed class CompareCommandTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Methods = "auto,bisection,equal-split,vwap,closed-form";

    private async Task<CommandRun> CompareAsync(string kind, params string[] arguments)
    {
        string problem = (await CommandRun.OfAsync("example", kind, "--periods", "40", "--seed", "3")).Output;
        return await CommandRun.OfAsync(["compare", "-", "-a", service.Address, "--methods", Methods, .. arguments], problem);
    }

    [Fact]
    public async Task Compare_Json_HasARowForEachMethodAndNoneBeatsTheOptimum()
    {
        CommandRun run = await CompareAsync("u-shape", "--json", "--sizes", "0.5,2", "--impacts", "3");

        Assert.Equal((ExitCode.Ok, ""), (run.ExitCode, run.Error));
        CompareResponse response = CompareResponse.Parser.ParseJson(run.Output);
        Assert.Equal(Methods.Split(',').Select(name => SolverSettings.Methods[name]), response.Methods.Select(row => row.Method));
        double best = response.Methods[0].Certificate.Objective;
        Assert.All(response.Methods.Where(row => row.Certificate is not null), row => Assert.True(row.Certificate.Objective >= best * (1 - 1e-12)));
        Assert.Equal(Termination.Unsupported, response.Methods[^1].Outcome.Termination);
        Assert.Equal([(0.5, 1), (2, 1), (1, 3)], response.Sensitivity.Select(point => (point.SizeFactor, point.ImpactFactor)));
    }

    [Fact]
    public async Task Compare_Tables_FitTheTerminalAndNameMethodsReasonsAndSensitivity()
    {
        CommandRun run = await CompareAsync("u-shape", "--sizes", "0.5", "--impacts", "2", "--spreads", "3", "--volatilities", "1.5", "--exponents", "1.1");

        Assert.All(run.Lines, line => Assert.InRange(line.Length, 0, CommandRun.Width));
        Assert.All(
            [.. Methods.Split(','), "auto: takes lambda", "closed-form: ", "quantity x 0.5", "impact x 2", "spread x 3", "volatility x 1.5", "exponents x 1.1"],
            text => Assert.Contains(text, run.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Compare_MarketOfThePublishedOrder_AddsThePublishedEstimate()
    {
        // Almgren, Thum, Hauptmann, Li 2005: IBM, a tenth of a day's volume over a tenth of a day; in basis points
        string problem = (await CommandRun.OfAsync("example", "u-shape", "--periods", "40", "--quantity", "656100")).Output;
        string[] command = ["compare", "-", "-a", service.Address, "--methods", "auto", "--volume", "6.561e6", "--outstanding", "1728e6", "--volatility", "0.0157", "--days", "0.1"];

        CommandRun table = await CommandRun.OfAsync(command, problem), json = await CommandRun.OfAsync([.. command, "--json"], problem);

        Assert.Equal((ExitCode.Ok, ""), (table.ExitCode, table.Error));
        Assert.All(["19.860", "22.294", "32.224"], figure => Assert.Contains(figure, table.Output, StringComparison.Ordinal));
        Assert.Equal(32.224e-4, CompareResponse.Parser.ParseJson(json.Output).PreTrade.Cost, 1e-7);
    }

    [Fact]
    public async Task Compare_HalfAMarket_IsRefusedWithWhatIsMissing()
    {
        CommandRun run = await CommandRun.OfAsync(["compare", "-", "--volume", "6.561e6", "--days", "0.1"]);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("--outstanding, --volatility", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_Svg_DrawsALineForEachSchedule()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("solver-cli-").FullName, "compare.svg");

        CommandRun run = await CompareAsync("lots", "--svg", file);

        Assert.Equal((ExitCode.Ok, ""), (run.ExitCode, run.Error));
        string[] texts = [.. XDocument.Load(file).Root!.Elements().Where(e => e.Name.LocalName == "text").Select(e => e.Value)];
        Assert.All(["auto", "equal-split", "vwap"], name => Assert.Contains(name, texts));
        Assert.DoesNotContain("closed-form", texts);
    }

    [Fact]
    public async Task Compare_NoMethodHasASchedule_ExitsWithNoSchedule()
    {
        CommandRun run = await CommandRun.OfAsync(
            ["compare", "-", "-a", service.Address],
            """
            {"side": "SIDE_BUY", "quantity": 100, "grid": {"periodCount": 2}, "bounds": {"maxQuantity": [1]},
             "cost": {"basis": "IMPACT_BASIS_TOTAL_COST", "quadratic": {"beta": [1]}}}
            """);

        Assert.Equal(ExitCode.NoSchedule, run.ExitCode);
        Assert.Contains("infeasible", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--methods", "auto,magic")]
    [InlineData("--sizes", "1,x")]
    [InlineData("--impacts", "0")]
    public async Task Compare_WrongLists_AreRefusedWithWhatIsWrong(string option, string value)
    {
        CommandRun run = await CommandRun.OfAsync(["compare", "-", option, value]);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains(value.Split(',')[^1], run.Error, StringComparison.Ordinal);
    }
}
