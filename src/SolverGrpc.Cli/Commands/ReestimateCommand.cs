using System.CommandLine;
using System.Globalization;
using Google.Protobuf;
using SolverGrpc.Cli.Problems;
using SolverGrpc.Cli.Service;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Market.Readers;
using Command = System.CommandLine.Command;
using MarketEvent = SolverGrpc.Market.Readers.MarketEvent;

namespace SolverGrpc.Cli.Commands;

/// <summary><c>solver reestimate</c>: what a calibrated problem's parameters become while its session is traded.</summary>
internal static class ReestimateCommand
{
    private const int EventsPerBatch = 500;
    private const long NsPerSecond = 1_000_000_000, NsPerDay = 86_400 * NsPerSecond;

    /// <summary>Makes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var problem = new Argument<string>("problem") { Description = "The problem that `solver calibrate` wrote; - for standard input." };
        var file = new Argument<string>("file") { Description = "Market data of the session, as for `solver calibrate`." };
        Option<double> halfLife = NumberOption.WithDefault("--half-life", "After this many periods what was seen counts half.", 10d, h => h is > 0 and <= 1e6, "above 0 and at most 1e6");
        Option<double> step = NumberOption.WithDefault("--step", "Largest factor by which impact may change from one period to the next.", 1.25, s => s is > 1 and <= 100, "above 1 and at most 100");
        var calibration = new Option<string?>("--calibration") { Description = "What `solver calibrate --json` wrote: spread and imbalance of the moment are used where they predict.", HelpName = "FILE" };
        var command = new Command("reestimate", "Follow a session with forgetting: after each period one MarketUpdate for the rest of them, as a line of JSON; jumps are warned of on standard error.")
        {
            problem, file, halfLife, step, calibration,
        };
        var connection = new ConnectionOptions(command);
        return command.Runs(terminal, async (parsed, cancellation) =>
        {
            var open = new ReestimateOpen
            {
                Problem = ProblemFile.Read(parsed.GetRequiredValue(problem), terminal.In).Problem,
                HalfLifePeriods = parsed.GetValue(halfLife),
                StepMax = parsed.GetValue(step),
            };
            if (parsed.GetValue(calibration) is { } all) open.Conditioning = Json.Read<Calibration>(all, terminal.In).Conditioning;
            await using SolverConnection service = await connection.OpenAsync(parsed, cancellation);
            await using Reestimation reestimation = await Reestimation.OpenAsync(service.Channel, open, connection.CallOptions(parsed, cancellation));
            string path = parsed.GetRequiredValue(file);
            try
            {
                using var progress = new ReadingProgress(terminal.Error);
                using MarketReader reader = MarketFile.Open(path, new ReadOptions { Symbol = open.Problem.Instrument?.Symbol ?? "", Progress = progress });
                await FollowAsync(reader, reestimation, open.Problem.Grid, response => Print(response, terminal));
            }
            catch (MarketDataException e)
            {
                throw new InputException($"{path}: {e.Message}");
            }

            return ExitCode.Ok;
        });
    }

    // one answer per period that ends before the data does; none after the last, when nothing is left
    private static async Task FollowAsync(MarketReader reader, Reestimation reestimation, PeriodGrid grid, Action<ReestimateResponse> print)
    {
        long[] ends = Ends(grid);
        var item = new MarketEvent();
        var batch = new MarketBatch();
        long days = 0;
        bool isFirst = true;
        int period = 0;
        while (reader.Read(item) && period < ends.Length)
        {
            // the problem may be of an earlier day
            if (isFirst) days = (long)Math.Round((item.TimeNs - ends[0]) / (double)NsPerDay);
            isFirst = false;
            while (period < ends.Length - 1 && item.TimeNs >= ends[period] + (days * NsPerDay))
            {
                await reestimation.SendAsync(batch);
                batch = new MarketBatch();
                print(await reestimation.CloseAsync(period++));
            }

            batch.Events.Add(MarketStream.Message(item));
            if (batch.Events.Count < EventsPerBatch) continue;
            await reestimation.SendAsync(batch);
            batch = new MarketBatch();
        }
    }

    private static void Print(ReestimateResponse response, Terminal terminal)
    {
        foreach (ReestimateJump jump in response.Jumps)
            terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"period {response.Update.FromPeriod}: {Reestimation.Text(jump)}"));
        terminal.WriteRaw(JsonFormatter.Default.Format(response.Update));
    }

    private static long[] Ends(PeriodGrid? grid)
    {
        if (grid?.Start is null || grid.PeriodCount < 1) throw new InputException("the problem's grid has no start.");
        if (grid.DurationSeconds.Count != grid.PeriodCount && grid.DurationSeconds.Count != 1) throw new InputException($"grid.duration_seconds has {grid.DurationSeconds.Count} values and must have {grid.PeriodCount}.");
        long at = (grid.Start.Seconds * NsPerSecond) + grid.Start.Nanos;
        var ends = new long[grid.PeriodCount];
        for (int i = 0; i < ends.Length; i++) ends[i] = at += (long)(grid.DurationSeconds[grid.DurationSeconds.Count == 1 ? 0 : i] * NsPerSecond);
        return ends;
    }
}
