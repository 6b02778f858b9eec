using System.Text.RegularExpressions;
using Google.Protobuf;

namespace SolverGrpc.Cli.Problems;

/// <summary>Writes messages as protobuf JSON for people and programs: indented, arrays of numbers on one line.</summary>
internal static partial class Json
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithIndentation().WithFormatDefaultValues(false));

    /// <summary>The message as JSON.</summary>
    public static string Of(IMessage message) =>
        FlatArray().Replace(Formatter.Format(message), array => $"[{LineBreak().Replace(array.Groups[1].Value, " ")}]");

    /// <summary>Reads a message from a file.</summary>
    /// <param name="path">The file; <c>-</c> for <paramref name="standardInput"/>.</param>
    /// <param name="standardInput">What stands for standard input.</param>
    /// <exception cref="InputException">The file cannot be read, or is no JSON of this message.</exception>
    public static T Read<T>(string path, TextReader standardInput)
        where T : IMessage<T>, new()
    {
        string text = ProblemFile.ReadText(path, standardInput);
        try
        {
            return JsonParser.Default.Parse<T>(text);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException)
        {
            throw new InputException($"{(path == "-" ? "standard input" : path)} is not a {new T().Descriptor.Name}: {e.Message}");
        }
    }

    // a line break can stand between values only, never inside a string
    [GeneratedRegex(@"\[\n\s*([^\[\]{}]*?)\n\s*\]")]
    private static partial Regex FlatArray();

    [GeneratedRegex(@"\n\s*")]
    private static partial Regex LineBreak();
}
