using SolverGrpc.Cli.Examples;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Cli.Tests.Commands;

public sealed class ExampleCommandTests
{
    public static TheoryData<string> Kinds => [.. ExampleProblem.Kinds.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Example_EveryKind_IsAProblemThatCanBeExecuted(string kind)
    {
        CommandRun run = await CommandRun.OfAsync("example", kind, "--periods", "25", "--quantity", "5000");

        Assert.Equal(ExitCode.Ok, run.ExitCode);
        Problem problem = Problem.Parser.ParseJson(run.Output);
        Assert.Equal(25, problem.Grid.PeriodCount);
        double quantity = problem.HasQuantityUnits ? problem.QuantityUnits : problem.Quantity;
        double rate = problem.Bounds.ParticipationRate.SingleOrDefault(1);
        double floor = problem.Bounds.MinQuantity.SingleOrDefault(0);
        Assert.InRange(quantity, 25 * floor, problem.Bounds.Volume.Sum(volume => volume * rate));
        Assert.All(problem.Bounds.Volume, volume => Assert.True(volume * rate >= floor));
    }

    [Fact]
    public async Task Example_SameSeed_GivesTheSameProblemAndAnotherSeedAnother()
    {
        CommandRun first = await CommandRun.OfAsync("example", "--seed", "7");
        CommandRun again = await CommandRun.OfAsync("example", "u-shape", "--seed", "7");
        CommandRun other = await CommandRun.OfAsync("example", "--seed", "8");

        Assert.Equal(first.Output, again.Output);
        Assert.NotEqual(first.Output, other.Output);
    }

    [Fact]
    public async Task Example_ToAFile_WritesWhatItWouldPrint()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("solver-cli-").FullName, "problem.json");

        CommandRun toFile = await CommandRun.OfAsync("example", "lots", "-o", file);
        CommandRun printed = await CommandRun.OfAsync("example", "lots");

        Assert.Equal((ExitCode.Ok, ""), (toFile.ExitCode, toFile.Output));
        Assert.Equal(printed.Output, await File.ReadAllTextAsync(file));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("u-shape", "--periods", "0")]
    [InlineData("u-shape", "--periods", "ten")]
    [InlineData("u-shape", "--quantity", "-1")]
    [InlineData("u-shape", "--output", "/no/such/folder/problem.json")]
    public async Task Example_WrongArguments_ExitsWithBadInputAndSaysWhy(params string[] arguments)
    {
        CommandRun run = await CommandRun.OfAsync(["example", .. arguments]);

        Assert.Equal((ExitCode.BadInput, ""), (run.ExitCode, run.Output));
        Assert.NotEmpty(run.Error);
    }

    [Fact]
    public async Task Example_Volume_IsLargestAtTheEndsOfTheDay()
    {
        CommandRun run = await CommandRun.OfAsync("example");

        var volume = Problem.Parser.ParseJson(run.Output).Bounds.Volume;
        double noon = volume.Skip(180).Take(30).Average();
        Assert.True(volume.Take(30).Average() > 1.5 * noon, "open");
        Assert.True(volume.TakeLast(30).Average() > 1.5 * noon, "close");
    }
}
