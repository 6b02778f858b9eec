using System.CommandLine;
using SolverGrpc.Cli.Service;
using SolverGrpc.Cli.Sessions;
using SolverGrpc.Client;
using SolverGrpc.Contracts.V1;
using Command = System.CommandLine.Command;

namespace SolverGrpc.Cli.Commands;

/// <summary><c>solver stream</c>: works a parent order from a file of events, and prints what the session says.</summary>
internal static class StreamCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("events")
        {
            Description = "File with one solver.v1.StreamReoptimizeRequest as JSON per line, open first; - for standard input. Numbers and, where it is absent, the key are given.",
        };
        var json = new Option<bool>("--json") { Description = "Print the messages as lines of JSON." };
        var together = new Option<bool>("--together") { Description = "Send all events at once instead of one after the answer to the other." };
        var command = new Command("stream", "Work a parent order over a stream: send events from a file, print plans, warnings and the summary.") { file, json, together };
        var connection = new ConnectionOptions(command, lasts: true);
        return command.Runs(terminal, async (parsed, cancellation) =>
        {
            IReadOnlyList<StreamReoptimizeRequest> events = EventFile.Read(parsed.GetRequiredValue(file), terminal.In);
            await using SolverConnection own = await connection.OpenAsync(parsed, cancellation, journal: true);
            await using SolverSession session = SolverSession.Open(own.Channel, events[0].Open);
            Func<StreamReoptimizeResponse, string> line = parsed.GetValue(json) ? SessionReport.Json : message => SessionReport.Line(message, session.Plan);
            if (!parsed.GetValue(json)) terminal.WriteRaw(" event durable");
            await WorkAsync(session, events, parsed.GetValue(together), message => terminal.WriteRaw(line(message)), cancellation);
            return ExitCode.Ok;
        });
    }

    private static async Task WorkAsync(
        SolverSession session, IReadOnlyList<StreamReoptimizeRequest> events, bool together, Action<StreamReoptimizeResponse> print, CancellationToken cancellation)
    {
        int sent = 1;
        if (together) sent = await SendAsync(session, events, sent, events.Count, cancellation);
        if (sent == events.Count) _ = session.CompleteAsync();
        await foreach (StreamReoptimizeResponse message in session.ReadAllAsync(cancellation))
        {
            print(message);

            // the answer to one event lets the next one go
            if (sent == events.Count || message.BasedOnSeq < sent || message.Opened is not null) continue;
            sent = await SendAsync(session, events, sent, sent + 1, cancellation);
            if (sent == events.Count) _ = session.CompleteAsync();
        }
    }

    private static async Task<int> SendAsync(SolverSession session, IReadOnlyList<StreamReoptimizeRequest> events, int from, int to, CancellationToken cancellation)
    {
        for (int i = from; i < to; i++) await session.SendAsync(events[i], cancellation);
        return to;
    }
}
