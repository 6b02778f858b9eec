using System.Text.Json;

namespace SolverGrpc.Cli.Tests.Commands;

public class StreamCommandTests
{
    private const string Open = """
        {"open": {"clientOrderId": "order 1", "problem": {"side": "SIDE_BUY", "quantityUnits": 1000, "instrument": {"tickSize": 0.01, "arrivalPrice": 100}, "grid": {"periodCount": 4}, "cost": {"basis": "IMPACT_BASIS_TOTAL_COST", "quadratic": {"beta": [0.001]}}}}}
        """;

    private const string Events = Open + """

        {"childSubmitted": {"childId": "c1", "period": 0, "units": 250}}
        {"fill": {"execId": "e1", "childId": "c1", "units": 200, "priceTicks": 10001}}
        {"fillBust": {"execId": "unknown"}}

        {"childCancelled": {"childId": "c1"}}
        {"periodClose": {"period": 0, "referencePriceTicks": 10002}}
        {"cancel": {}}
        """;

    [Fact]
    public async Task Events_AreSentOneByOne_AndEveryAnswerIsPrinted()
    {
        CommandRun run = await CommandRun.OfAsync(["stream", "-"], Events);
        Assert.Equal((ExitCode.Ok, ""), (run.ExitCode, run.Error));
        Assert.Contains("from period 0: 250 250 250 250", run.Output, StringComparison.Ordinal);
        Assert.Contains("event 4 rejected", run.Output, StringComparison.Ordinal);
        Assert.Contains("200 filled", run.Output, StringComparison.Ordinal);
        Assert.Contains("done: 200 filled at 100.01", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_IsOneMessagePerLine()
    {
        CommandRun run = await CommandRun.OfAsync(["stream", "-", "--json", "--together"], Events);
        Assert.Equal((ExitCode.Ok, ""), (run.ExitCode, run.Error));
        JsonElement[] messages = [.. run.Lines.Where(line => line.Length > 0).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Contains(messages, message => message.TryGetProperty("done", out _));
        Assert.Equal("7", messages[^1].GetProperty("durableSeq").GetString());
    }

    [Theory]
    [InlineData("", "the first line must be an open")]
    [InlineData("{\"cancel\": {}}", "the first line must be an open")]
    [InlineData(Open + "\n{\"fil\": {}}", "line 2 is not a StreamReoptimizeRequest")]
    [InlineData(Open + "\nfill", "line 2 is not a StreamReoptimizeRequest")]
    public async Task FileThatIsWrong_IsNamedWithItsLine(string input, string fault)
    {
        CommandRun run = await CommandRun.OfAsync(["stream", "-"], input);
        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains(fault, run.Error, StringComparison.Ordinal);
    }

    // a session lasts as long as its order, so that a limit would be no limit
    [Theory]
    [InlineData("stream")]
    [InlineData("work")]
    public async Task Timeout_IsNoOptionOfASession(string command)
    {
        CommandRun run = await CommandRun.OfAsync([command, "-", "--timeout", "1"], Open);
        Assert.NotEqual(ExitCode.Ok, run.ExitCode);
        Assert.Contains("--timeout", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProblemThatIsNotValid_NamesItsField()
    {
        CommandRun run = await CommandRun.OfAsync(["stream", "-"], Open.Replace("\"tickSize\": 0.01, ", "", StringComparison.Ordinal));
        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("open.problem.instrument.tick_size", run.Error, StringComparison.Ordinal);
    }
}
