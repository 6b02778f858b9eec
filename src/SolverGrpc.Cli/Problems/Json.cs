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

    // a line break can stand between values only, never inside a string
    [GeneratedRegex(@"\[\n\s*([^\[\]{}]*?)\n\s*\]")]
    private static partial Regex FlatArray();

    [GeneratedRegex(@"\n\s*")]
    private static partial Regex LineBreak();
}
