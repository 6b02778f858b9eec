using System.CommandLine;
using System.Globalization;
using SolverGrpc.Cli.Reports;
using SolverGrpc.Core.Comparison;
using Spectre.Console;
using Command = System.CommandLine.Command;

namespace SolverGrpc.Cli.Commands;

/// <summary><c>solver pretrade</c>: what an order may cost before anything is known of the own impact.</summary>
internal static class PretradeCommand
{
    private const double BasisPoints = 1e4;

    /// <summary>Makes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        Option<double> quantity = Positive("--quantity", "Shares of the order.");
        Option<double> volume = Positive("--volume", "Average daily volume, in shares.");
        Option<double> outstanding = Positive("--outstanding", "Shares outstanding.");
        Option<double> volatility = Positive("--volatility", "Daily volatility as a fraction of the price, e.g. 0.0157.");
        Option<double> days = Positive("--days", "Duration of the order, in trading days, e.g. 0.2.");
        Option<double?> price = NumberOption.Optional<double>("--price", "Price of a share: adds the cost in currency.", IsPositive, "above 0");

        var command = new Command(
            "pretrade",
            "Estimate the cost of an order worked at a constant rate (Almgren, Thum, Hauptmann and Li 2005, US large caps).")
        {
            quantity, volume, outstanding, volatility, days, price,
        };
        return command.Runs(terminal, (parsed, _) =>
        {
            double shares = parsed.GetRequiredValue(quantity);
            var market = new PreTradeInput(
                parsed.GetRequiredValue(volume), parsed.GetRequiredValue(outstanding), parsed.GetRequiredValue(volatility), parsed.GetRequiredValue(days));
            Show.Print(terminal, "Pre-trade estimate", Report(PreTradeEstimate.Of(shares, market), parsed.GetValue(price) * shares));
            return Task.FromResult(ExitCode.Ok);
        });
    }

    private static Table Report(PreTradeEstimate estimate, double? value)
    {
        Table table = value is null ? Show.Table("", "bp") : Show.Table("", "bp", "currency");
        Row("permanent impact I", estimate.PermanentImpact);
        Row("temporary impact K", estimate.TemporaryImpact);
        Row("[bold]cost J = I/2 + K[/]", estimate.Cost);
        return table;

        void Row(string name, double fraction)
        {
            string points = (fraction * BasisPoints).ToString("N3", CultureInfo.InvariantCulture);
            if (value is { } currency) table.AddRow(name, points, Show.Money(fraction * currency));
            else table.AddRow(name, points);
        }
    }

    private static Option<double> Positive(string name, string description) => NumberOption.Required<double>(name, description, IsPositive, "above 0");

    private static bool IsPositive(double value) => value > 0 && double.IsFinite(value);
}
