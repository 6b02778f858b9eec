using Spectre.Console;

namespace SolverGrpc.Cli;

/// <summary>Where a command reads from and writes to; tests put their own in place of the process's.</summary>
/// <param name="Out">Reports for people.</param>
/// <param name="Error">What went wrong.</param>
/// <param name="In">Standard input.</param>
internal sealed record Terminal(IAnsiConsole Out, TextWriter Error, TextReader In)
{
    /// <summary>Width of charts and tables where the console does not say, and at most; in characters.</summary>
    public const int WidthMax = 120;

    /// <summary>That of the process; without styles where the output is not a terminal.</summary>
    public static Terminal OfProcess() => new(
        AnsiConsole.Create(new AnsiConsoleSettings { Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect }),
        Console.Error,
        Console.In);

    /// <summary>Characters in a line.</summary>
    public int Width => Math.Min(Out.Profile.Width, WidthMax);

    /// <summary>Writes text as it is, without wrapping or styles: for JSON and charts.</summary>
    public void WriteRaw(string text) => Out.Profile.Out.Writer.WriteLine(text);
}
