using System.Globalization;
using Spectre.Console;

namespace SolverGrpc.Cli.Reports;

/// <summary>Prints the estimate of Almgren, Thum, Hauptmann and Li (2005).</summary>
internal static class PreTradeReport
{
    private const double BasisPoints = 1e4;

    /// <summary>Prints it.</summary>
    /// <param name="terminal">Where.</param>
    /// <param name="permanent">I, as a fraction of the price.</param>
    /// <param name="temporary">K, as a fraction of the price.</param>
    /// <param name="cost">J, as a fraction of the price.</param>
    /// <param name="value">What the order is worth, in currency; null: not known.</param>
    public static void Print(Terminal terminal, double permanent, double temporary, double cost, double? value)
    {
        Table table = value is null ? Show.Table("", "bp") : Show.Table("", "bp", "currency");
        Row("permanent impact I", permanent);
        Row("temporary impact K", temporary);
        Row("[bold]cost J = I/2 + K[/]", cost);
        Show.Print(terminal, "Pre-trade estimate", table);

        void Row(string name, double fraction)
        {
            string points = (fraction * BasisPoints).ToString("N3", CultureInfo.InvariantCulture);
            if (value is { } currency) table.AddRow(name, points, Show.Money(fraction * currency));
            else table.AddRow(name, points);
        }
    }
}
