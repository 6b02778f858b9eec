using System.CommandLine;
using System.Globalization;
using System.IO.Compression;
using Google.Protobuf.WellKnownTypes;
using SolverGrpc.Cli.Problems;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Market.Generation;
using Command = System.CommandLine.Command;
using MarketEvent = SolverGrpc.Market.Readers.MarketEvent;

namespace SolverGrpc.Cli.Commands;

/// <summary><c>solver generate</c>: simulates sessions of books and trades whose impact, volatility and volume are known.</summary>
internal static class GenerateCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var defaults = new SessionOptions();
        var output = new Option<string>("--output", "-o") { Description = "File to write, MBP-10 CSV; packed if it ends in .gz. Of several days each gets its number before the first dot.", HelpName = "FILE", Required = true };
        Option<int> days = NumberOption.WithDefault("--days", "Number of days, each at a level of its own.", 1, n => n is >= 1 and <= 250, "1 to 250");
        Option<double> dayNoise = NumberOption.WithDefault("--day-noise", "Standard deviation between days of the logarithm of impact, spread, volatility and volume.", 0.15, s => s is >= 0 and <= 2, "0 to 2");
        var truth = new Option<string?>("--truth") { Description = "Write what was put in, of the last day, as a problem, as JSON, into this file.", HelpName = "FILE" };
        var symbol = new Option<string>("--symbol") { Description = "Name of the instrument.", DefaultValueFactory = _ => defaults.Symbol };
        Option<int> seed = NumberOption.WithDefault("--seed", "The same seed gives the same session.", defaults.Seed, _ => true, "a whole number");
        Option<int> periods = NumberOption.WithDefault("--periods", "Number of periods.", defaults.PeriodCount, n => n is >= 1 and <= 100_000, "1 to 100000");
        Option<double> seconds = NumberOption.WithDefault("--period-seconds", "Length of a period.", defaults.PeriodSeconds, s => s is > 0 and <= 1e6, "above 0 and at most 1e6");
        Option<int> books = NumberOption.WithDefault("--books", "Books in a period.", defaults.BooksPerPeriod, n => n is >= 1 and <= 1_000_000, "1 to 1000000");
        Option<double> exponent = NumberOption.WithDefault(
            "--exponent", "Exponent of the slippage per share.", 1 / defaults.DepthGrowth, b => b is >= 0.1 and <= 2, "0.1 to 2");
        Option<double> volatility = NumberOption.WithDefault("--volatility", "Volatility over the session, as a part of the price.", defaults.Volatility, v => v is > 0 and <= 1, "above 0 and at most 1");
        Option<double> volume = NumberOption.WithDefault("--volume", "Shares expected to trade.", defaults.Volume, v => v is >= 0 and <= 1e12, "0 to 1e12");

        var command = new Command("generate", "Simulate a session of books and trades with known impact, volatility and volume.")
        {
            output, days, dayNoise, truth, symbol, seed, periods, seconds, books, exponent, volatility, volume,
        };
        return command.Runs(terminal, async (parsed, cancellation) =>
        {
            SessionOptions options = defaults with
            {
                Symbol = parsed.GetRequiredValue(symbol),
                Seed = parsed.GetValue(seed),
                PeriodCount = parsed.GetValue(periods),
                PeriodSeconds = parsed.GetValue(seconds),
                BooksPerPeriod = parsed.GetValue(books),
                DepthGrowth = 1 / parsed.GetValue(exponent),
                Volatility = parsed.GetValue(volatility),
                Volume = parsed.GetValue(volume),
            };
            if (options.Symbol.Length is 0 or > 16 || options.Symbol.Any(c => !char.IsAsciiLetterOrDigit(c))) throw new InputException("--symbol must be 1 to 16 letters and digits.");
            string path = parsed.GetRequiredValue(output);
            SessionOptions[] all = parsed.GetValue(days) == 1 ? [options] : SimulatedDays.Of(options, parsed.GetValue(days), parsed.GetValue(dayNoise));
            for (int d = 0; d < all.Length; d++) Write(all[d], all.Length == 1 ? path : Numbered(path, d + 1), cancellation);
            if (parsed.GetValue(truth) is { } file) await OutputFile.WriteAsync(file, Json.Of(Truth(all[^1])) + Environment.NewLine, cancellation);
            return ExitCode.Ok;
        });
    }

    // book.csv.gz: book1.csv.gz, book2.csv.gz, …
    private static string Numbered(string path, int day)
    {
        string folder = Path.GetDirectoryName(path) ?? "", name = Path.GetFileName(path);
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        return Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{(dot < 0 ? name : name[..dot])}{day}{(dot < 0 ? "" : name[dot..])}"));
    }

    private static void Write(SessionOptions options, string path, CancellationToken cancellation)
    {
        try
        {
            using Stream file = File.Create(path);
            using Stream packed = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Optimal) : new BufferedStream(file, 1 << 18);
            var writer = new Mbp10CsvWriter(packed, options.Symbol);
            var session = new SimulatedSession(options);
            var item = new MarketEvent();
            while (session.Read(item))
            {
                cancellation.ThrowIfCancellationRequested();
                writer.Write(item);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(e.Message);
        }
    }

    private static Problem Truth(SessionOptions options)
    {
        var truth = new SessionTruth(options);
        return new Problem
        {
            Side = Side.Buy,
            Grid = new()
            {
                PeriodCount = options.PeriodCount,
                Start = new Timestamp { Seconds = options.StartNs / 1_000_000_000 },
                DurationSeconds = { options.PeriodSeconds },
            },
            Cost = new()
            {
                Basis = ImpactBasis.PerShare,
                HalfSpread = { truth.HalfSpread },
                PowerLaw = new() { Alpha = { truth.SlippageCoefficient }, Beta = { truth.SlippageExponent } },
            },
            Bounds = new() { Volume = { truth.Volume } },
            Dynamics = new() { Volatility = { truth.Volatility } },
            Instrument = new() { Symbol = options.Symbol, TickSize = options.TickSize, ArrivalPrice = options.Price },
        };
    }
}
