namespace SolverGrpc.Cli.Tests.Commands;

public sealed class PretradeCommandTests
{
    // Almgren, Thum, Hauptmann, Li 2005, tenth of a day's volume: I, K and J in basis points
    [Theory]
    [InlineData("656100", "6.561e6", "1728e6", "0.0157", "0.1", "19.860", "22.294", "32.224")]
    [InlineData("656100", "6.561e6", "1728e6", "0.0157", "0.5", "19.860", "8.488", "18.418")]
    [InlineData("192900", "1.929e6", "168e6", "0.0226", "0.2", "21.679", "21.173", "32.012")]
    public async Task Pretrade_PublishedOrder_PrintsThePublishedEstimate(
        string quantity, string volume, string outstanding, string volatility, string days, string permanent, string temporary, string cost)
    {
        CommandRun run = await CommandRun.OfAsync(
            "pretrade", "--quantity", quantity, "--volume", volume, "--outstanding", outstanding, "--volatility", volatility, "--days", days);

        Assert.Equal(ExitCode.Ok, run.ExitCode);
        Assert.Contains(run.Lines, line => line.Contains(" I ", StringComparison.Ordinal) && line.TrimEnd().EndsWith(permanent, StringComparison.Ordinal));
        Assert.Contains(run.Lines, line => line.Contains(" K ", StringComparison.Ordinal) && line.TrimEnd().EndsWith(temporary, StringComparison.Ordinal));
        Assert.Contains(run.Lines, line => line.Contains(" J ", StringComparison.Ordinal) && line.TrimEnd().EndsWith(cost, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pretrade_Price_AddsCurrency()
    {
        CommandRun run = await CommandRun.OfAsync(
            "pretrade", "--quantity", "656100", "--volume", "6.561e6", "--outstanding", "1728e6", "--volatility", "0.0157", "--days", "0.2", "--price", "50");

        Assert.Contains("80,826.29", run.Output, StringComparison.Ordinal); // 24.638 bp of 656,100 x 50
    }

    [Fact]
    public async Task Pretrade_MissingAndWrongOptions_AreAllNamed()
    {
        CommandRun run = await CommandRun.OfAsync("pretrade", "--quantity", "0", "--volume", "many");

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.All(["--quantity", "--volume", "--outstanding", "--volatility", "--days"], name => Assert.Contains(name, run.Error, StringComparison.Ordinal));
    }
}
