using System.Globalization;
using System.Text.RegularExpressions;

namespace SolverGrpc.Cli.Tests.Commands;

public partial class WorkCommandTests
{
    [Fact]
    public async Task AnOrder_IsWorkedToItsEnd_AndIsCheaperThanTwapApartFromTheMarketsWalk()
    {
        string file = await ExampleAsync(periods: 40);
        CommandRun run = await CommandRun.OfAsync("work", file, "--seed", "3");
        Assert.Equal((ExitCode.Ok, ""), (run.ExitCode, run.Error));
        Assert.Contains("period-closed", run.Output, StringComparison.Ordinal);
        string row = run.Lines.Single(line => line.TrimStart().StartsWith("impact", StringComparison.Ordinal));
        double[] cells = [.. row.Split("  ", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
        Assert.True(cells[0] < cells[2], run.Output);

        // the last line says how it has ended, and the order's child orders are counted
        string[] last = run.Lines.Last(line => line.TrimStart().StartsWith("to ", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["to", "39", "0", "0"], (string[])[.. last[..2], .. last[4..6]]);
        Assert.Contains(run.Lines, line => ChildOrders().IsMatch(line));
    }

    [Fact]
    public async Task AHalt_HasALineOfItsOwn_InWhichNothingIsPlanned()
    {
        // a line for every third period, and a halt of two: it begins and ends in the middle of one
        string file = await ExampleAsync(periods: 82);
        CommandRun run = await CommandRun.OfAsync("work", file, "--seed", "3");
        string[][] rows = [.. run.Lines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(cells => cells is ["to", ..])];
        string[] halted = Assert.Single(rows, cells => cells[^1] == "halted");
        Assert.Equal(["to", "42", "0", "0"], halted[..4]); // 41 and 42
        Assert.Equal("40", rows[Array.IndexOf(rows, halted) - 1][1]);
    }

    [Fact]
    public async Task TheSameSeed_GivesTheSameDay()
    {
        string file = await ExampleAsync(periods: 20);
        CommandRun first = await CommandRun.OfAsync("work", file, "--seed", "5"), second = await CommandRun.OfAsync("work", file, "--seed", "5");
        CommandRun other = await CommandRun.OfAsync("work", file, "--seed", "6");
        Assert.Equal(first.Output[first.Output.IndexOf("filled at", StringComparison.Ordinal)..], second.Output[second.Output.IndexOf("filled at", StringComparison.Ordinal)..]);
        Assert.NotEqual(first.Output, other.Output);
    }

    [Fact]
    public async Task AProblemWithoutAnArrivalPrice_IsRefusedByName()
    {
        string file = await ExampleAsync(periods: 5, text => text.Replace("\"arrivalPrice\": 50", "\"arrivalPrice\": 0", StringComparison.Ordinal));
        CommandRun run = await CommandRun.OfAsync("work", file);
        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("arrival_price", run.Error, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^\d+ child orders, \d+ of them cancelled before they were filled$")]
    private static partial Regex ChildOrders();

    private static async Task<string> ExampleAsync(int periods, Func<string, string>? change = null)
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("solver-work-").FullName, "problem.json");
        CommandRun run = await CommandRun.OfAsync("example", "u-shape", "--periods", periods.ToString(CultureInfo.InvariantCulture), "--output", file);
        Assert.Equal(ExitCode.Ok, run.ExitCode);
        if (change is not null) await File.WriteAllTextAsync(file, change(await File.ReadAllTextAsync(file)));
        return file;
    }
}
