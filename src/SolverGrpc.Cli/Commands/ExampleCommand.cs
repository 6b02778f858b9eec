using System.CommandLine;
using SolverGrpc.Cli.Examples;
using SolverGrpc.Cli.Problems;
using SolverGrpc.Contracts.V1;
using Command = System.CommandLine.Command;

namespace SolverGrpc.Cli.Commands;

/// <summary><c>solver example</c>: writes a problem to try the other commands on.</summary>
internal static class ExampleCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        string kinds = string.Join(Environment.NewLine, ExampleProblem.Kinds.Select(kind => $"  {kind.Key,-8} {kind.Value}"));
        var kind = new Argument<string>("kind")
        {
            Description = $"Which one:{Environment.NewLine}{kinds}{Environment.NewLine}",
            DefaultValueFactory = _ => "u-shape",
        };
        kind.AcceptOnlyFromAmong([.. ExampleProblem.Kinds.Keys]);
        Option<int> periods = NumberOption.WithDefault("--periods", "Number of periods.", 390, n => n is >= 1 and <= 1_000_000, "1 to 1000000");
        Option<double> quantity = NumberOption.WithDefault(
            "--quantity", "Shares to buy.", 100_000d, s => s is > 0 and <= 1e15, "above 0 and at most 1e15");
        Option<int> seed = NumberOption.WithDefault("--seed", "The same seed gives the same problem.", 1, _ => true, "a whole number");
        var output = new Option<string?>("--output", "-o") { Description = "File to write; standard output if not given.", HelpName = "FILE" };

        var command = new Command("example", "Write an example problem as JSON, a day of 390 minutes by default.")
        {
            kind, periods, quantity, seed, output,
        };
        return command.Runs(terminal, async (parsed, cancellation) =>
        {
            Problem problem = ExampleProblem.Create(
                parsed.GetRequiredValue(kind), parsed.GetValue(periods), parsed.GetValue(quantity), parsed.GetValue(seed));
            string json = Json.Of(problem);
            if (parsed.GetValue(output) is { } file) await OutputFile.WriteAsync(file, json + Environment.NewLine, cancellation);
            else terminal.WriteRaw(json);
            return ExitCode.Ok;
        });
    }
}
