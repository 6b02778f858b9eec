using System.CommandLine;
using System.Globalization;
using SolverGrpc.Cli.Journals;
using SolverGrpc.Sessions.Journal;
using Command = System.CommandLine.Command;

namespace SolverGrpc.Cli.Commands;

/// <summary><c>solver journal</c>: looks into a journal without changing it, also while a service writes to it.</summary>
internal static class JournalCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Terminal terminal) => new("journal", "Look into a session journal; nothing in it is changed.")
    {
        Subcommand(terminal, "verify", "Check every record; name the file and offset of the first fault.", Verify),
        Subcommand(terminal, "dump", "Print the records, one line each. Session keys are shown: they are secrets.", Dump),
        Subcommand(terminal, "export", "Write the records as lines of JSON, messages decoded. Session keys are in them.", Export),
    };

    private static Command Subcommand(Terminal terminal, string name, string description, Action<Terminal, IJournalFiles, JournalCheck> action)
    {
        var folder = new Argument<string>("folder") { Description = "The journal's folder." };
        return new Command(name, description) { folder }.Runs(
            terminal, (parsed, _) => Task.FromResult(Look(terminal, parsed.GetRequiredValue(folder), action)));
    }

    private static ExitCode Look(Terminal terminal, string path, Action<Terminal, IJournalFiles, JournalCheck> action)
    {
        try
        {
            using JournalFolder folder = JournalFolder.OpenForReading(path);
            JournalCheck check = JournalCheck.Run(folder);
            action(terminal, folder, check);
            if (check.Tear is { } tear) terminal.Error.WriteLine($"{tear}. It is cut when a service opens the journal.");
            if (check.Fault is not { } fault) return ExitCode.Ok;
            terminal.Error.WriteLine(fault);
            return ExitCode.Damaged;
        }
        catch (IOException e)
        {
            throw new InputException(e.Message);
        }
    }

    private static void Verify(Terminal terminal, IJournalFiles files, JournalCheck check)
    {
        long records = check.Segments.Sum(segment => segment.Records), bytes = check.Segments.Sum(segment => segment.Bytes);
        terminal.WriteRaw(string.Create(
            CultureInfo.InvariantCulture,
            $"{records} sound records of {bytes} bytes in {check.Segments.Count} segments; last position {check.LastPosition}"));
    }

    private static void Dump(Terminal terminal, IJournalFiles files, JournalCheck check)
    {
        terminal.WriteRaw(RecordText.Header);
        JournalReader.ReadAll(files, check, record => terminal.WriteRaw(RecordText.Line(record)));
    }

    private static void Export(Terminal terminal, IJournalFiles files, JournalCheck check) =>
        JournalReader.ReadAll(files, check, record => terminal.WriteRaw(RecordJson.Line(record)));
}
