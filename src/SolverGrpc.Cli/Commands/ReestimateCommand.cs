using System.CommandLine;
using Google.Protobuf;
using Google.Protobuf.Collections;
using SolverGrpc.Cli.Problems;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Market.Online;
using SolverGrpc.Market.Readers;
using Command = System.CommandLine.Command;
using MarketEvent = SolverGrpc.Market.Readers.MarketEvent;

namespace SolverGrpc.Cli.Commands;

/// <summary><c>solver reestimate</c>: what a calibrated problem's parameters become while its session is traded.</summary>
internal static class ReestimateCommand
{
    private static readonly double[] PartsOfRange = [0.125, 0.25, 0.5, 1];

    /// <summary>Makes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var problem = new Argument<string>("problem") { Description = "The problem that `solver calibrate` wrote; - for standard input." };
        var file = new Argument<string>("file") { Description = "Market data of the session, as for `solver calibrate`." };
        Option<double> halfLife = NumberOption.WithDefault("--half-life", "After this many periods what was seen counts half.", new OnlineOptions().HalfLifePeriods, h => h is > 0 and <= 1e6, "above 0 and at most 1e6");
        Option<double> step = NumberOption.WithDefault("--step", "Largest factor by which impact may change from one period to the next.", new OnlineOptions().StepMost, s => s is > 1 and <= 100, "above 1 and at most 100");
        var command = new Command("reestimate", "Follow a session with forgetting: after each period one MarketUpdate for the rest of them, as a line of JSON; jumps are warned of on standard error.")
        {
            problem, file, halfLife, step,
        };
        return command.Runs(terminal, async (parsed, cancellation) =>
        {
            Problem calibrated = ProblemFile.Read(parsed.GetRequiredValue(problem), terminal.In).Problem;
            string path = parsed.GetRequiredValue(file);
            var online = new OnlineCalibration(Baseline(calibrated), new OnlineOptions { HalfLifePeriods = parsed.GetValue(halfLife), StepMost = parsed.GetValue(step) });
            try
            {
                using MarketReader reader = MarketFile.Open(path, new ReadOptions { Symbol = calibrated.Instrument?.Symbol ?? "" });
                double before = 1;
                foreach (OnlineEstimate estimate in Follow(reader, online, Ends(calibrated.Grid)))
                {
                    cancellation.ThrowIfCancellationRequested();
                    foreach (string warning in estimate.Warnings) await terminal.Error.WriteLineAsync($"period {estimate.FromPeriod}: {warning}");
                    terminal.WriteRaw(JsonFormatter.Default.Format(Update(estimate, before)));
                    before = estimate.ImpactScale;
                }
            }
            catch (MarketDataException e)
            {
                throw new InputException($"{path}: {e.Message}");
            }

            return ExitCode.Ok;
        });
    }

    // the session multiplies what it has: an update carries the change since the one before
    private static MarketUpdate Update(OnlineEstimate estimate, double before)
    {
        var update = new MarketUpdate { FromPeriod = estimate.FromPeriod, ImpactScale = estimate.ImpactScale / before, HalfSpread = { estimate.HalfSpread } };
        if (estimate.Volatility.All(volatility => volatility > 0)) update.Volatility.AddRange(estimate.Volatility);
        if (estimate.Volume.All(volume => volume > 0)) update.Volume.AddRange(estimate.Volume);
        return update;
    }

    // one estimate per period that ends before the data does; none after the last, when nothing is left
    private static IEnumerable<OnlineEstimate> Follow(MarketReader reader, OnlineCalibration online, long[] ends)
    {
        var item = new MarketEvent();
        while (reader.Read(item) && online.Period < ends.Length)
        {
            while (online.Period < ends.Length - 1 && item.TimeNs >= ends[online.Period]) yield return online.Close();
            if (item.TradeSize > 0) online.Observe(item.TradeSize);
            if (item.HasBook) online.Observe(item.Book);
        }
    }

    private static long[] Ends(PeriodGrid grid)
    {
        const double NsPerSecond = 1e9;
        if (grid.Start is null) throw new InputException("the problem's grid has no start.");
        long at = (grid.Start.Seconds * (long)NsPerSecond) + grid.Start.Nanos;
        double[] seconds = PerPeriod(grid.DurationSeconds, grid.PeriodCount, "grid.duration_seconds");
        var ends = new long[grid.PeriodCount];
        for (int i = 0; i < ends.Length; i++) ends[i] = at += (long)(seconds[i] * NsPerSecond);
        return ends;
    }

    private static OnlineBaseline Baseline(Problem problem)
    {
        int n = problem.Grid?.PeriodCount ?? 0;
        if (n < 1 || problem.Cost is null) throw new InputException("the problem has no periods or no costs.");
        double[] range = PerPeriod(problem.Cost.ValidUpTo, n, "cost.valid_up_to");
        double[][] sizes = [.. range.Select(most => PartsOfRange.Select(part => part * most).ToArray())];
        double[][] slippage = [.. sizes.Select((row, i) => row.Select(x => CalibratedCurve.At(problem.Cost, i, x)).ToArray())];
        double[] halfSpread = PerPeriod(problem.Cost.HalfSpread, n, "cost.half_spread");
        if (slippage.Any(row => !(row[0] > 0)) || halfSpread.Any(h => !(h > 0))) throw new InputException("the problem's slippage and half-spread must be above 0.");
        return new OnlineBaseline
        {
            IsBuy = problem.Side == Side.Buy,
            Sizes = sizes,
            Slippage = slippage,
            HalfSpread = halfSpread,
            Volatility = problem.Dynamics?.Volatility is { Count: > 0 } volatility ? PerPeriod(volatility, n, "dynamics.volatility") : new double[n],
            Volume = problem.Bounds?.Volume is { Count: > 0 } volume ? PerPeriod(volume, n, "bounds.volume") : new double[n],
        };
    }

    private static double[] PerPeriod(RepeatedField<double> values, int count, string field) =>
        values.Count == count ? [.. values]
        : values.Count == 1 ? [.. Enumerable.Repeat(values[0], count)]
        : throw new InputException($"{field} has {values.Count} values and must have {count}.");
}
