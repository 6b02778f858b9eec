using System.CommandLine;
using System.Globalization;
using SolverGrpc.Sessions.Journal;
using SolverGrpc.Sessions.Runtime;
using Command = System.CommandLine.Command;

namespace SolverGrpc.Cli.Commands;

/// <summary><c>solver replay</c>: works a journal again and compares every plan with the recorded one, byte by byte.</summary>
internal static class ReplayCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var folder = new Argument<string>("folder") { Description = "The journal's folder; it is only read." };
        return new Command("replay", "Work a session journal again and compare every plan with the recorded one, byte by byte, timings aside.") { folder }.Runs(
            terminal, (parsed, _) => Task.FromResult(Run(terminal, parsed.GetRequiredValue(folder))));
    }

    private static ExitCode Run(Terminal terminal, string path)
    {
        try
        {
            using JournalFolder folder = JournalFolder.OpenForReading(path);
            JournalCheck check = JournalCheck.Run(folder);
            Replay replay = Replay.Run(folder, check);
            foreach (PlanDifference difference in replay.Differences)
            {
                terminal.WriteRaw(string.Create(
                    CultureInfo.InvariantCulture, $"{difference.File} at offset {difference.Offset}: session {difference.SessionId}, plan for event {difference.BasedOnSeq}"));
                terminal.WriteRaw($"  recorded: {difference.Recorded}");
                terminal.WriteRaw($"  now:      {difference.Made}");
            }

            terminal.WriteRaw(string.Create(
                CultureInfo.InvariantCulture, $"{replay.Sessions} sessions, {replay.Events} events, {replay.Plans} plans, {replay.Differences.Count} of them different"));
            if (check.Fault is { } fault) terminal.Error.WriteLine(fault);
            return check.Fault is not null ? ExitCode.Damaged : replay.Differences.Count > 0 ? ExitCode.Failed : ExitCode.Ok;
        }
        catch (IOException e)
        {
            throw new InputException(e.Message);
        }
        catch (InvalidDataException e)
        {
            terminal.Error.WriteLine(e.Message);
            return ExitCode.Damaged;
        }
    }
}
