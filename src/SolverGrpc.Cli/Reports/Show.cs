using System.Globalization;
using SolverGrpc.Contracts.V1;
using Spectre.Console;

namespace SolverGrpc.Cli.Reports;

/// <summary>How numbers and names of the contract are written for people.</summary>
internal static class Show
{
    /// <summary>Currency.</summary>
    public static string Money(double value) => Math.Abs(value) is 0 or (>= 0.1 and < 1e12) ? Fixed(value, "N2") : Short(value);

    /// <summary>Shares.</summary>
    public static string Shares(double value) => value == Math.Round(value) && Math.Abs(value) < 1e15 ? Fixed(value, "N0") : Fixed(value, "#,##0.###");

    /// <summary>Six significant digits.</summary>
    public static string Short(double value) => Fixed(value, "G6");

    /// <summary>Enough digits to tell a proof from a near miss.</summary>
    public static string Exact(double value) => Fixed(value, "G12");

    /// <summary>A part of one as percent.</summary>
    public static string Percent(double value) => Fixed(value * 100, "0.00") + " %";

    /// <summary>Something tiny, zero if all is well.</summary>
    public static string Tiny(double value) => value == 0 ? "0" : Fixed(value, "0.0e+0");

    /// <summary>A time.</summary>
    public static string Time(long nanoseconds) => nanoseconds switch
    {
        < 1_000_000 => Fixed(nanoseconds / 1e3, "0.0") + " µs",
        < 1_000_000_000 => Fixed(nanoseconds / 1e6, "0.0") + " ms",
        _ => Fixed(nanoseconds / 1e9, "0.0") + " s",
    };

    /// <summary>A method or proof, as on the command line: <c>branch-and-bound</c>.</summary>
    public static string Name<T>(T value) where T : struct, Enum =>
        string.Concat(value.ToString().Select((c, i) => char.IsUpper(c) && i > 0 ? $"-{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));

    /// <summary>A termination with its colour.</summary>
    public static string Colored(Termination termination)
    {
        string color = termination switch
        {
            Termination.Optimal => "green",
            Termination.Feasible => "yellow",
            _ => "red",
        };
        return $"[{color}]{Name(termination)}[/]";
    }

    /// <summary>A table without clutter whose first column is text and whose others are numbers.</summary>
    public static Table Table(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach ((string column, int i) in columns.Select((column, i) => (column, i)))
        {
            bool first = i == 0;
            table.AddColumn(new TableColumn(column)
            {
                Alignment = first ? Justify.Left : Justify.Right,
                NoWrap = first,
                Padding = new Padding(first ? 1 : 0, 0, 1, 0),
            });
        }

        return table;
    }

    /// <summary>Prints a table under its title.</summary>
    public static void Print(Terminal terminal, string title, Table table)
    {
        terminal.Out.MarkupLine($"[bold]{title}[/]");
        terminal.Out.Write(table);
    }

    private static string Fixed(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
