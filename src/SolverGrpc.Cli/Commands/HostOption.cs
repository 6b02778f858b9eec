using System.CommandLine;
using System.Globalization;
using System.Reflection;
using SolverGrpc.Host;

namespace SolverGrpc.Cli.Commands;

/// <summary>An option of the service on the command line: <c>--status-listen</c> for <see cref="SolverHostOptions.StatusListen"/>.</summary>
internal sealed class HostOption
{
    private static readonly Dictionary<string, string> Descriptions = new()
    {
        [nameof(SolverHostOptions.Listen)] =
            "Where gRPC is served: http://127.0.0.1:50051, https://0.0.0.0:50051 or unix:/run/solver.sock; port 0 is any free one. "
            + "May be repeated.",
        [nameof(SolverHostOptions.StatusListen)] = "Where the status page and gRPC-Web are served over HTTP/1.1; \"\" for nowhere.",
        [nameof(SolverHostOptions.CertificatePath)] = "PEM file with the server's certificate and those between it and its root, for https.",
        [nameof(SolverHostOptions.CertificateKeyPath)] = "PEM file with its private key, if it is not in the same file.",
        [nameof(SolverHostOptions.ClientRootsPath)] = "PEM file with the roots that clients' certificates must chain to (mutual TLS).",
        [nameof(SolverHostOptions.AllowPlaintext)] = "Serve http beyond loopback.",
        [nameof(SolverHostOptions.WebOrigins)] = "Origins of browser pages that may call over gRPC-Web; * for any. May be repeated.",
        [nameof(SolverHostOptions.MessageBytesMax)] = "Largest message in either direction, in bytes.",
        [nameof(SolverHostOptions.ConnectionsMax)] = "Connections at a time.",
        [nameof(SolverHostOptions.StreamsPerConnectionMax)] = "Calls at a time on one connection.",
        [nameof(SolverHostOptions.StreamWindowBytes)] = "How much a client may send ahead on one call, in bytes.",
        [nameof(SolverHostOptions.ConnectionAgeSeconds)] = "When a connection gets GOAWAY, so that clients spread again over servers; 0 for never.",
        [nameof(SolverHostOptions.ConnectionAgeGraceSeconds)] = "How long the calls of a connection past its age may go on.",
        [nameof(SolverHostOptions.SmallWorkers)] = "Threads for small solves; 0 for one per processor.",
        [nameof(SolverHostOptions.LargeWorkers)] = "Threads for large solves; 0 for one less than there are processors.",
        [nameof(SolverHostOptions.SmallQueueMax)] = "Small solves that may wait for a thread.",
        [nameof(SolverHostOptions.LargeQueueMax)] = "Large solves that may wait for a thread.",
        [nameof(SolverHostOptions.SolveManyInFlightMax)] = "Problems in flight on one SolveMany stream before the server stops reading.",
        [nameof(SolverHostOptions.JournalPath)] = "Folder of the journal of sessions, on a local disk; \"\" for none: sessions then live in memory only.",
        [nameof(SolverHostOptions.InstanceId)] = "Name of this process for clients of sessions; \"\" for the machine's name.",
        [nameof(SolverHostOptions.SessionsMax)] = "Sessions at a time, those without a stream among them.",
        [nameof(SolverHostOptions.SessionEventsAheadMax)] = "Events of one stream that may wait to be applied before the server stops reading.",
        [nameof(SolverHostOptions.SessionEventsHeldMax)] = "Events of one stream that are held while earlier ones are missing.",
        [nameof(SolverHostOptions.SessionHistoryBytesMax)] = "Bytes of sent messages that a session keeps for a client that resumes.",
        [nameof(SolverHostOptions.FinishedSessionSeconds)] = "How long a session that is over stays after its stream has ended.",
        [nameof(SolverHostOptions.PingAfterSeconds)] = "How long a connection may be silent before it is asked whether it is alive.",
        [nameof(SolverHostOptions.PingTimeoutSeconds)] = "How long the answer may take before the connection is closed.",
        [nameof(SolverHostOptions.CalibrationFolder)] = "Folder whose market data files clients may have calibrated by name; \"\" for none.",
        [nameof(SolverHostOptions.StopGraceSeconds)] = "How long calls may go on after SIGTERM.",
        [nameof(SolverHostOptions.WarmUpSolves)] = "Solves of the warm-up before health says SERVING.",
        [nameof(SolverHostOptions.LogLevel)] = "Least severe log level: Trace, Debug, Information, Warning, Error, Critical or None.",
        [nameof(SolverHostOptions.LogJson)] = "Log lines as JSON.",
    };

    private readonly Option<string[]> _option;

    private HostOption(PropertyInfo property, object? otherwise)
    {
        bool isFlag = property.PropertyType == typeof(bool);
        bool isList = property.PropertyType == typeof(IReadOnlyList<string>);
        string text = otherwise is IEnumerable<string> list ? string.Join(',', list) : Convert.ToString(otherwise, CultureInfo.InvariantCulture)!;
        _option = new Option<string[]>($"--{Kebab(property.Name)}")
        {
            Description = Descriptions.GetValueOrDefault(property.Name) + (isFlag || text.Length == 0 ? "" : $" [default: {text}]"),
            CustomParser = result => [.. result.Tokens.Select(token => token.Value)],
            HelpName = isFlag ? "true|false" : property.PropertyType == typeof(string) || isList ? "TEXT" : "NUMBER",
            Arity = isFlag ? ArgumentArity.ZeroOrOne : isList ? ArgumentArity.OneOrMore : ArgumentArity.ExactlyOne,
        };
    }

    /// <summary>For the command.</summary>
    public Option Option => _option;

    /// <summary>Every option of the service.</summary>
    public static IReadOnlyList<HostOption> All()
    {
        var defaults = new SolverHostOptions();
        PropertyInfo[] properties = typeof(SolverHostOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance);
        return [.. properties.Select(property => new HostOption(property, property.GetValue(defaults)))];
    }

    /// <summary>What <see cref="SolverHostConfiguration"/> reads, if the option was given.</summary>
    public IEnumerable<string> Setting(ParseResult parsed)
    {
        if (parsed.GetResult(_option) is not { } result) yield break;
        string value = result.Tokens.Count == 0 ? "true" : string.Join(',', result.Tokens.Select(token => token.Value));
        yield return $"{_option.Name}={value}";
    }

    private static string Kebab(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? $"{(i > 0 ? "-" : "")}{char.ToLowerInvariant(c)}" : $"{c}"));
}
