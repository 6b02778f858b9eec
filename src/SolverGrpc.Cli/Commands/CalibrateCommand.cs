using System.CommandLine;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using SolverGrpc.Cli.Drawing;
using SolverGrpc.Cli.Problems;
using SolverGrpc.Cli.Reports;
using SolverGrpc.Cli.Service;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Market.Readers;
using Command = System.CommandLine.Command;

namespace SolverGrpc.Cli.Commands;

/// <summary><c>solver calibrate</c>: from market data files, one a day, to a problem with the periods' parameters.</summary>
internal sealed class CalibrateCommand
{
    private readonly Argument<string[]> _files = new("files")
    {
        Description = "Market data, a file a day in the order of time: MBP-10 CSV, DBN, either of LOBSTER's pair, or order events as CSV; packed with gzip or not.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _symbol = new("--symbol") { Description = "Only this instrument's rows, by its symbol or number.", DefaultValueFactory = _ => "" };
    private readonly Option<string> _side = new("--side") { Description = "buy or sell.", DefaultValueFactory = _ => "buy" };
    private readonly Option<double> _quantity = NumberOption.WithDefault("--quantity", "Size of the order in the problem, in shares.", 100_000d, s => s is >= 0 and <= 1e15, "0 to 1e15");
    private readonly Option<int> _periods = NumberOption.WithDefault("--periods", "Number of periods; 390 unless their length or volume is given.", 0, n => n is >= 0 and <= 100_000, "0 to 100000");
    private readonly Option<double> _seconds = NumberOption.WithDefault("--period-seconds", "Length of a period; by default what the data spans, divided.", 0d, s => s is >= 0 and <= 1e7, "0 to 1e7");
    private readonly Option<double> _volumeBar = NumberOption.WithDefault("--volume-bar", "Periods of this many traded shares each instead.", 0d, v => v is >= 0 and <= 1e15, "0 to 1e15");
    private readonly Option<string?> _start = new("--start") { Description = "Begin of the first period, of several days of the first, as in 2026-01-05T14:30:00Z; by default each day's first event.", HelpName = "TIME" };
    private readonly Option<double> _sample = NumberOption.WithDefault("--sample-seconds", "How often books are sampled.", 1d, s => s is >= 1e-3 and <= 1e6, "0.001 to 1e6");
    private readonly Option<double[]> _sizes = NumberOption.List("--sizes", "Sizes to walk the books for, ascending; by default chosen from their depth.", x => x > 0 && double.IsFinite(x), "above 0");
    private readonly Option<string?> _curve = new("--curve") { Description = "The curve; by default the simplest of the best out of sample." };
    private readonly Option<int> _corrupt = NumberOption.WithDefault("--corrupt-rows", "Corrupt rows that are left out before the file is refused.", 100, n => n >= 0, "at least 0");
    private readonly Option<bool> _onServer = new("--on-server") { Description = "The files are in the service's calibration folder." };
    private readonly Option<bool> _rest = new("--rest-of-day") { Description = "A problem for the periods that begin after the data of the last day ends, at the level that day is at; by default one for the next day." };
    private readonly Option<double> _halfLife = NumberOption.WithDefault("--half-life-days", "Of several days: after so many a day counts half in the level that is expected.", 5d, d => d is > 0 and <= 1e6, "above 0 and at most 1e6");
    private readonly Option<double> _spread = NumberOption.WithDefault("--current-spread", "Spread just before the first period, where conditions of the moment predict; 0: not known.", 0d, s => s is >= 0 and <= 1e9, "0 to 1e9");
    private readonly Option<double> _imbalance = NumberOption.WithDefault("--current-imbalance", "Imbalance of the best sizes then, with --current-spread.", 0d, x => x is >= -1 and <= 1, "-1 to 1");
    private readonly Option<bool> _json = new("--json") { Description = "Print everything that was estimated instead of the problem." };
    private readonly Option<string?> _svg = new("--svg") { Description = "Draw cost curves, volume, volatility and residuals into this folder.", HelpName = "FOLDER" };
    private readonly ConnectionOptions _connection;
    private readonly Terminal _terminal;

    private CalibrateCommand(Terminal terminal)
    {
        _terminal = terminal;
        _side.AcceptOnlyFromAmong("buy", "sell");
        _curve.AcceptOnlyFromAmong([.. Curves.Keys]);
        Command = new Command("calibrate", "Estimate impact, volatility and volume per period from market data; the problem goes to standard output, ready for `solver solve`.")
        {
            _files, _symbol, _side, _quantity, _periods, _seconds, _volumeBar, _start, _sample, _sizes, _curve, _corrupt, _rest, _halfLife, _spread, _imbalance, _onServer, _json, _svg,
        };
        _connection = new ConnectionOptions(Command);
        Command.Runs(terminal, RunAsync);
    }

    private static IReadOnlyDictionary<string, ImpactCurve> Curves { get; } =
        System.Enum.GetValues<ImpactCurve>().Where(curve => curve != ImpactCurve.Unspecified).ToDictionary(CalibrationReport.Name);

    private Command Command { get; }

    /// <summary>Makes the command.</summary>
    public static Command Create(Terminal terminal) => new CalibrateCommand(terminal).Command;

    private async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        CalibrationSettings settings = Settings(parsed);
        await using SolverConnection connection = await _connection.OpenAsync(parsed, cancellation);
        Rpc.Client.CallOptions call = _connection.CallOptions(parsed, cancellation);
        string[] files = parsed.GetRequiredValue(_files);
        Calibration found;
        if (parsed.GetValue(_onServer))
        {
            CalibrateFileResponse response = await connection.Channel.UnaryCall(CalibrationMethods.CalibrateFile, new CalibrateFileRequest { File = files[0], FurtherFiles = { files[1..] }, Settings = settings }, call);
            found = response.Calibration;
        }
        else
        {
            using var progress = new ReadingProgress(_terminal.Error);
            var options = new ReadOptions { Symbol = settings.Symbol, CorruptRowsMax = settings.CorruptRowsMax, Progress = progress };
            found = await MarketStream.CalibrateAsync(connection.Channel, files, options, settings, call);
        }

        await _terminal.Error.WriteAsync(CalibrationReport.Of(found));
        _terminal.WriteRaw(Json.Of(parsed.GetValue(_json) ? found : found.Problem));
        if (parsed.GetValue(_svg) is { } folder) await CalibrationPictures.WriteAsync(found, folder, cancellation);
        return ExitCode.Ok;
    }

    private CalibrationSettings Settings(ParseResult parsed)
    {
        var settings = new CalibrationSettings
        {
            Side = parsed.GetRequiredValue(_side) == "buy" ? Side.Buy : Side.Sell,
            Quantity = parsed.GetValue(_quantity),
            Symbol = parsed.GetRequiredValue(_symbol),
            PeriodCount = parsed.GetValue(_periods),
            PeriodSeconds = parsed.GetValue(_seconds),
            VolumeBar = parsed.GetValue(_volumeBar),
            SampleSeconds = parsed.GetValue(_sample),
            Sizes = { parsed.GetRequiredValue(_sizes) },
            CorruptRowsMax = parsed.GetValue(_corrupt),
            Horizon = parsed.GetValue(_rest) ? CalibrationHorizon.RestOfSession : CalibrationHorizon.NextSession,
            HalfLifeDays = parsed.GetValue(_halfLife),
        };
        if (parsed.GetValue(_spread) > 0) settings.Current = new() { Spread = parsed.GetValue(_spread), Imbalance = parsed.GetValue(_imbalance) };
        if (parsed.GetValue(_curve) is { } curve) settings.Curve = Curves[curve];
        if (settings.PeriodCount == 0 && settings.PeriodSeconds == 0 && settings.VolumeBar == 0) settings.PeriodCount = 390;
        if (parsed.GetValue(_start) is not { } start) return settings;
        if (!DateTimeOffset.TryParse(start, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)) throw new InputException($"--start must be a time, not '{start}'.");
        settings.Start = Timestamp.FromDateTimeOffset(time);
        return settings;
    }
}
