using System.CommandLine;
using SolverGrpc.Cli.Commands;
using Command = System.CommandLine.Command;

namespace SolverGrpc.Cli;

/// <summary>The whole command <c>solver</c>: its subcommands, and how their failures become messages and exit codes.</summary>
internal static class CommandLine
{
    private const string Description =
        """
        Proven optimal schedules for parent orders.

        Exit codes:
          0  done; of a problem: optimal, or feasible with a proven gap
          2  the command line, the file or the problem in it is wrong
          3  the problem has no schedule, or no method covers it
          4  no service answers at the address, or it cannot listen there
          5  anything else that went wrong
          6  the journal is damaged, or of a newer version
          7  the disk has not kept what the journal wrote: start again
        """;

    /// <summary>Runs one command line.</summary>
    /// <param name="args">What follows <c>solver</c>.</param>
    /// <param name="terminal">Where to read and write.</param>
    /// <param name="cancellation">Ends the command early.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellation = default)
    {
        var root = new RootCommand(Description);
        foreach (Command command in Commands(terminal))
            root.Add(command);

        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                await terminal.Error.WriteLineAsync(error.Message);
            await terminal.Error.WriteLineAsync("Try --help.");
            return (int)ExitCode.BadInput;
        }

        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null, // signals are the business of Program.cs
            Output = terminal.Out.Profile.Out.Writer,
            Error = terminal.Error,
        };
        return await parsed.InvokeAsync(configuration, cancellation);
    }

    private static IEnumerable<Command> Commands(Terminal terminal)
    {
        yield return SolveCommand.Create(terminal);
        yield return CompareCommand.Create(terminal);
        yield return FrontierCommand.Create(terminal);
        yield return ServeCommand.Create(terminal);
        yield return ExampleCommand.Create(terminal);
        yield return PretradeCommand.Create(terminal);
        yield return GenerateCommand.Create(terminal);
        yield return CalibrateCommand.Create(terminal);
        yield return StreamCommand.Create(terminal);
        yield return ReplayCommand.Create(terminal);
        yield return ReestimateCommand.Create(terminal);
        yield return JournalCommand.Create(terminal);
        yield return WorkCommand.Create(terminal);
    }
}
