using System.Text.Json;
using Google.Protobuf;
using SolverGrpc.Cli.Problems;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Cli.Sessions;

/// <summary>Reads the events of a session from a file: one <see cref="StreamReoptimizeRequest"/> as protobuf JSON per line, the first one opens.</summary>
internal static class EventFile
{
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default);

    /// <summary>All events; empty lines are skipped, numbers are given when the events are sent.</summary>
    /// <param name="path">The file; <c>-</c> for <paramref name="standardInput"/>.</param>
    /// <param name="standardInput">What stands for standard input.</param>
    /// <exception cref="InputException">The file cannot be read, or a line of it is no event.</exception>
    public static IReadOnlyList<StreamReoptimizeRequest> Read(string path, TextReader standardInput)
    {
        string name = path == "-" ? "standard input" : path;
        string[] lines = ProblemFile.ReadText(path, standardInput).Split('\n');
        List<StreamReoptimizeRequest> events = [.. lines.Select((line, i) => (line, i)).Where(l => l.line.Trim().Length > 0).Select(l => Event(l.line, $"{name}, line {l.i + 1}"))];
        if (events.Count == 0 || events[0].Open is null) throw new InputException($"{name}: the first line must be an open");
        return events;
    }

    private static StreamReoptimizeRequest Event(string line, string place)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            IReadOnlyList<string> faults = JsonFields.Faults(document.RootElement, StreamReoptimizeRequest.Descriptor);
            if (faults.Count > 0) throw new InputException(string.Join(Environment.NewLine, faults.Prepend($"{place} is not a StreamReoptimizeRequest:")));
            return Parser.Parse<StreamReoptimizeRequest>(line);
        }
        catch (Exception e) when (e is JsonException or InvalidProtocolBufferException or InvalidJsonException)
        {
            throw new InputException($"{place} is not a StreamReoptimizeRequest: {e.Message}");
        }
    }
}
