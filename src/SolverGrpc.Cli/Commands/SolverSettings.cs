using System.CommandLine;
using SolverGrpc.Cli.Reports;
using SolverGrpc.Contracts.V1;
using Command = System.CommandLine.Command;
using Duration = Google.Protobuf.WellKnownTypes.Duration;

namespace SolverGrpc.Cli.Commands;

/// <summary>The options that say how to solve; what is given wins over what the file says.</summary>
internal sealed class SolverSettings
{
    private readonly Option<double?> _tolerance = NumberOption.Optional<double>(
        "--tolerance", "Proven relative gap at which a search may stop.", t => t is > 0 and <= 0.1, "above 0 and at most 0.1");

    private readonly Option<double?> _timeBudget = NumberOption.Optional<double>(
        "--time-budget", "Stop with the best answer so far after this many seconds.", s => s is > 0 and <= 1e6, "above 0 and at most 1e6");

    private readonly Option<long?> _nodeLimit = NumberOption.Optional<long>("--node-limit", "Stop a search after this many nodes.", n => n >= 1, "at least 1");

    private readonly Option<double?> _gridStep = NumberOption.Optional<double>(
        "--grid-step", "Step of the grid of dynamic programming, in shares.", s => s > 0 && double.IsFinite(s), "above 0");

    /// <summary>Gives them to a command.</summary>
    public SolverSettings(Command command)
    {
        foreach (Option option in (Option[])[_tolerance, _timeBudget, _nodeLimit, _gridStep])
            command.Add(option);
    }

    /// <summary>Every method by its name on the command line.</summary>
    public static IReadOnlyDictionary<string, Method> Methods { get; } =
        Enum.GetValues<Method>().Where(method => method != Method.Unspecified).ToDictionary(Show.Name);

    /// <summary>The options of a file, or none, with those of the command line.</summary>
    public SolveOptions Over(SolveOptions? file, ParseResult parsed)
    {
        SolveOptions options = file?.Clone() ?? new SolveOptions();
        if (parsed.GetValue(_tolerance) is { } tolerance) options.RelativeTolerance = tolerance;
        if (parsed.GetValue(_timeBudget) is { } seconds) options.TimeBudget = Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds));
        if (parsed.GetValue(_nodeLimit) is { } nodes) options.NodeLimit = nodes;
        if (parsed.GetValue(_gridStep) is { } step) options.GridStep = step;
        return options;
    }
}
