using System.CommandLine;
using System.CommandLine.Parsing;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Cli.Commands;

/// <summary>What the market is, for the pre-trade estimate: four options that belong together.</summary>
/// <param name="required">They must be given; else all of them or none.</param>
internal sealed class PreTradeOptions(bool required)
{
    private readonly Option<double?> _volume = Positive("--volume", "Average daily volume, in shares.", required);
    private readonly Option<double?> _outstanding = Positive("--outstanding", "Shares outstanding.", required);
    private readonly Option<double?> _volatility = Positive("--volatility", "Daily volatility as a fraction of the price, e.g. 0.0157.", required);
    private readonly Option<double?> _days = Positive("--days", "Duration of the order, in trading days, e.g. 0.2.", required);

    /// <summary>The options.</summary>
    public Option[] All => [_volume, _outstanding, _volatility, _days];

    /// <summary>Adds an error that names what is missing if only some are given.</summary>
    public void CheckAllOrNone(CommandResult command)
    {
        string[] missing = [.. All.Where(option => command.GetResult(option) is null).Select(option => option.Name)];
        if (missing.Length > 0 && missing.Length < All.Length) command.AddError($"A pre-trade estimate needs {string.Join(", ", missing)} as well.");
    }

    /// <summary>Their values; null if none is given.</summary>
    public PreTradeInput? Read(ParseResult parsed) => parsed.GetValue(_volume) is { } volume
        ? new()
        {
            AverageDailyVolume = volume,
            SharesOutstanding = parsed.GetValue(_outstanding)!.Value,
            DailyVolatility = parsed.GetValue(_volatility)!.Value,
            DurationDays = parsed.GetValue(_days)!.Value,
        }
        : null;

    private static Option<double?> Positive(string name, string description, bool required)
    {
        Option<double?> option = NumberOption.Optional<double>(
            name, required ? description : $"Adds a pre-trade estimate: {char.ToLowerInvariant(description[0])}{description[1..]}", value => value > 0 && double.IsFinite(value), "above 0");
        option.Required = required;
        return option;
    }
}
