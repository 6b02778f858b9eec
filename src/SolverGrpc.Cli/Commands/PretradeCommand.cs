using System.CommandLine;
using SolverGrpc.Cli.Reports;
using SolverGrpc.Core.Comparison;
using Command = System.CommandLine.Command;

namespace SolverGrpc.Cli.Commands;

/// <summary><c>solver pretrade</c>: what an order may cost before anything is known of the own impact.</summary>
internal static class PretradeCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        Option<double> quantity = NumberOption.Required<double>("--quantity", "Shares of the order.", IsPositive, "above 0");
        var market = new PreTradeOptions(required: true);
        Option<double?> price = NumberOption.Optional<double>("--price", "Price of a share: adds the cost in currency.", IsPositive, "above 0");

        var command = new Command(
            "pretrade",
            "Estimate the cost of an order worked at a constant rate (Almgren, Thum, Hauptmann and Li 2005, US large caps).")
        {
            quantity, price,
        };
        foreach (Option option in market.All) command.Add(option);
        return command.Runs(terminal, (parsed, _) =>
        {
            double shares = parsed.GetRequiredValue(quantity);
            Contracts.V1.PreTradeInput input = market.Read(parsed)!;
            var estimate = PreTradeEstimate.Of(shares, new(input.AverageDailyVolume, input.SharesOutstanding, input.DailyVolatility, input.DurationDays));
            PreTradeReport.Print(terminal, estimate.PermanentImpact, estimate.TemporaryImpact, estimate.Cost, parsed.GetValue(price) * shares);
            return Task.FromResult(ExitCode.Ok);
        });
    }

    private static bool IsPositive(double value) => value > 0 && double.IsFinite(value);
}
