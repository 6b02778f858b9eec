using System.Xml.Linq;
using SolverGrpc.Cli.Commands;
using SolverGrpc.Cli.Reports;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Cli.Tests.Commands;

public sealed class SolveCommandTests(RunningService service) : IClassFixture<RunningService>
{
    // c = (1, 2, 4), total cost ~ x^1.5, S = 100
    private const string ThreePeriods = """
        {"side": "SIDE_BUY", "quantity": 100, "grid": {"periodCount": 3},
         "cost": {"basis": "IMPACT_BASIS_TOTAL_COST", "powerLaw": {"alpha": [1, 2, 4], "beta": [1.5]}}}
        """;

    private static string With(string more) => $"{ThreePeriods.TrimEnd()[..^1]}, {more}" + "}";

    [Fact]
    public async Task Solve_InProcess_PrintsTheOptimumAndItsProof()
    {
        CommandRun run = await CommandRun.OfAsync(["solve", "-"], ThreePeriods);

        Assert.Equal((ExitCode.Ok, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("optimal by lambda", run.Output, StringComparison.Ordinal);
        Assert.All(["872.87", "13.0931", "dual"], text => Assert.Contains(text, run.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Solve_AtAnAddress_AnswersTheSameAsInProcess()
    {
        SolveResponse here = await SolveAsync([]);
        SolveResponse there = await SolveAsync(["--address", service.Address]);

        Assert.Equal(872.871561, here.ExpectedCost.Total, 6);
        Assert.Equal([76.190476, 19.047619, 4.761905], here.Schedule.Quantity.Select(x => Math.Round(x, 6)));
        here.Diagnostics = there.Diagnostics = null;
        Assert.Equal(here, there);

        static async Task<SolveResponse> SolveAsync(string[] arguments)
        {
            CommandRun run = await CommandRun.OfAsync(["solve", "-", "--json", .. arguments], ThreePeriods);
            Assert.Equal((ExitCode.Ok, ""), (run.ExitCode, run.Error));
            return SolveResponse.Parser.ParseJson(run.Output);
        }
    }

    [Theory]
    [InlineData("\"riskAversion\": 0.01", false)]
    [InlineData("\"varianceLimit\": 300", true)]
    public async Task Solve_WithRisk_NamesAVarianceLimitOnlyWhereThereIsOne(string risk, bool named)
    {
        string problem = With($$"""
            "dynamics": {"volatility": [1]}, "risk": {{{risk}}}
            """);

        CommandRun run = await CommandRun.OfAsync(["solve", "-"], problem);

        Assert.Equal((ExitCode.Ok, ""), (run.ExitCode, run.Error));
        Assert.Equal(named, run.Output.Contains("variance limit", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Solve_390Periods_FitsIntoTheTerminal()
    {
        string problem = (await CommandRun.OfAsync("example", "capped")).Output;

        CommandRun run = await CommandRun.OfAsync(["solve", "-", "-a", service.Address], problem);

        Assert.Equal((ExitCode.Ok, ""), (run.ExitCode, run.Error));
        Assert.All(run.Lines, line => Assert.InRange(line.Length, 0, CommandRun.Width));
        Assert.Contains("each column the mean of 6 periods", run.Output, StringComparison.Ordinal);
        Assert.Contains("cap of period", run.Output, StringComparison.Ordinal);
        Assert.Contains("09:30", run.Output, StringComparison.Ordinal);
        Assert.True(run.Lines.Count() < 70, run.Output);
    }

    [Fact]
    public async Task Solve_Svg_DrawsTheSchedule()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("solver-cli-").FullName, "schedule.svg");

        CommandRun run = await CommandRun.OfAsync(["solve", "-", "-a", service.Address, "--svg", file], ThreePeriods);

        Assert.Equal(ExitCode.Ok, run.ExitCode);
        Assert.Equal("svg", XDocument.Load(file).Root!.Name.LocalName);
    }

    public static TheoryData<string> Methods => [.. SolverSettings.Methods.Keys];

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Solve_ForcedMethod_IsWhatIsUsed(string name)
    {
        string problem = With("""
            "bounds": {"volume": [1000]}
            """);
        CommandRun run = await CommandRun.OfAsync(["solve", "-", "-a", service.Address, "--method", name, "--json"], problem);

        SolveResponse response = SolveResponse.Parser.ParseJson(run.Output);
        Assert.Equal(name == "auto" ? "lambda" : name, Show.Name(response.Diagnostics.Method));
        Assert.Equal(100, response.Schedule.Quantity.Sum(), 1e-12);
        Assert.Equal(ExitCode.Ok, run.ExitCode);
    }

    [Fact]
    public async Task Solve_InvalidProblem_NamesEveryFieldAndExitsWithBadInput()
    {
        CommandRun run = await CommandRun.OfAsync(
            ["solve", "-", "-a", service.Address],
            """
            {"side": "SIDE_BUY", "quantity": -1, "grid": {"periodCount": 3},
             "cost": {"powerLaw": {"alpha": [1, -2, 4], "beta": [1.5, 1]}}}
            """);

        Assert.Equal((ExitCode.BadInput, ""), (run.ExitCode, run.Output));
        Assert.All(
            ["problem.quantity: ", "problem.cost.basis: ", "problem.cost.power_law.alpha[1]: ", "problem.cost.power_law.beta: "],
            field => Assert.Contains(field, run.Error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Solve_InfeasibleProblem_SaysHowMuchCanBeExecutedAndExitsWithNoSchedule()
    {
        CommandRun run = await CommandRun.OfAsync(["solve", "-", "-a", service.Address], With("\"bounds\": {\"maxQuantity\": [20]}"));

        Assert.Equal(ExitCode.NoSchedule, run.ExitCode);
        Assert.Contains("shortfall 40, largest executable quantity 60", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unix:/no/such/solver.sock", ExitCode.Unreachable)]
    [InlineData("http://127.0.0.1:1", ExitCode.Unreachable)]
    [InlineData("somewhere", ExitCode.BadInput)]
    public async Task Solve_NoServiceThere_SaysSo(string address, object expected)
    {
        CommandRun run = await CommandRun.OfAsync(["solve", "-", "--address", address], ThreePeriods);

        Assert.Equal(expected, run.ExitCode);
        Assert.NotEmpty(run.Error);
    }

    [Theory]
    [InlineData("--method", "guess")]
    [InlineData("--tolerance", "1")]
    [InlineData("--node-limit", "0")]
    [InlineData("--ca", "/no/such/file.pem", "--address", "https://127.0.0.1:1")]
    public async Task Solve_WrongOptions_ExitsWithBadInput(params string[] arguments)
    {
        CommandRun run = await CommandRun.OfAsync(["solve", "-", .. arguments], ThreePeriods);

        Assert.Equal((ExitCode.BadInput, ""), (run.ExitCode, run.Output));
        Assert.NotEmpty(run.Error);
    }
}
