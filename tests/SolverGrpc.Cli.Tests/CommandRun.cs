using Spectre.Console;

namespace SolverGrpc.Cli.Tests;

/// <summary>One run of a command line with everything it wrote, on a terminal of 80 columns.</summary>
internal sealed record CommandRun(ExitCode ExitCode, string Output, string Error)
{
    public const int Width = 80;

    public static async Task<CommandRun> OfAsync(string[] args, string input = "", StringWriter? output = null, CancellationToken? cancellation = null)
    {
        output ??= new StringWriter();
        using var error = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = Width;
        int code = await CommandLine.RunAsync(args, new Terminal(console, error, new StringReader(input)), cancellation ?? TestContext.Deadline);
        return new((ExitCode)code, output.ToString(), error.ToString());
    }

    public static Task<CommandRun> OfAsync(params string[] args) => OfAsync(args, "");

    public IEnumerable<string> Lines => Output.Split('\n').Select(line => line.TrimEnd('\r'));
}
