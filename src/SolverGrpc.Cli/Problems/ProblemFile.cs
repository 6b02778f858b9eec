using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Cli.Problems;

/// <summary>Reads a problem from a file: protobuf JSON of a <see cref="SolveRequest"/> or of a <see cref="Problem"/>.</summary>
internal static class ProblemFile
{
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default);

    /// <summary>The request in the file; a bare problem becomes the request to solve it.</summary>
    /// <param name="path">The file; <c>-</c> for <paramref name="standardInput"/>.</param>
    /// <param name="standardInput">What stands for standard input.</param>
    /// <exception cref="InputException">The file cannot be read, or is not JSON of one of these messages.</exception>
    public static SolveRequest Read(string path, TextReader standardInput)
    {
        string name = path == "-" ? "standard input" : path;
        string text = ReadText(path, standardInput);
        using JsonDocument document = ParseJson(text, name);
        bool isRequest = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("problem", out _);
        MessageDescriptor message = isRequest ? SolveRequest.Descriptor : Problem.Descriptor;

        IReadOnlyList<string> faults = JsonFields.Faults(document.RootElement, message);
        if (faults.Count > 0)
            throw new InputException(string.Join(Environment.NewLine, faults.Prepend($"{name} is not a {message.Name}:")));
        try
        {
            return isRequest ? Parser.Parse<SolveRequest>(text) : new SolveRequest { Problem = Parser.Parse<Problem>(text) };
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException)
        {
            throw new InputException($"{name} is not a {message.Name}: {e.Message}");
        }
    }

    /// <summary>The text of a file; <c>-</c> for <paramref name="standardInput"/>.</summary>
    /// <exception cref="InputException">The file cannot be read.</exception>
    public static string ReadText(string path, TextReader standardInput)
    {
        try
        {
            return path == "-" ? standardInput.ReadToEnd() : File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(e.Message);
        }
    }

    private static JsonDocument ParseJson(string text, string name)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException e)
        {
            throw new InputException($"{name} is not JSON: line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}: {e.Message}");
        }
    }
}
