using System.CommandLine;
using SolverGrpc.Cli.Problems;
using SolverGrpc.Cli.Reports;
using SolverGrpc.Cli.Service;
using SolverGrpc.Cli.Working;
using SolverGrpc.Client;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Core.Problems;
using SolverGrpc.Mapping.Requests;
using SolverGrpc.Mapping.Validation;
using Command = System.CommandLine.Command;

namespace SolverGrpc.Cli.Commands;

/// <summary><c>solver work</c>: works an order over a stream against a simulated market, to practise and to see what a session does.</summary>
internal static class WorkCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("problem") { Description = "File with the problem: JSON of a solver.v1.Problem with an arrival price; - for standard input." };
        Option<int> seed = NumberOption.WithDefault("--seed", "Seed of the simulated day.", 1, (int _) => true, "an integer");
        Option<double> pace = NumberOption.WithDefault("--pace", "Least time between two periods, in milliseconds.", 0, (double ms) => ms is >= 0 and <= 1e6, "0 to 1e6");
        Option<double> tick = NumberOption.WithDefault("--tick-size", "Currency in a tick, where the problem does not say.", 0.0001, t => t is > 0 and <= 1e9, "above 0");
        Option<double> stress = NumberOption.WithDefault("--stress", "From a quarter of the day on, trading is this many times as dear.", 1.2, f => f is > 0 and <= 1e3, "above 0 and at most 1000");
        var command = new Command("work", "Work an order through a simulated day: plans as they change, and the shortfall beside TWAP.") { file, seed, pace, tick, stress };
        var connection = new ConnectionOptions(command, lasts: true);
        return command.Runs(terminal, async (parsed, cancellation) =>
        {
            Problem problem = Prepared(ProblemFile.Read(parsed.GetRequiredValue(file), terminal.In).Problem, parsed.GetValue(tick));
            var venue = new SimulatedVenue(problem, Costs(problem), problem.Grid.PeriodCount / 4, parsed.GetValue(stress), parsed.GetValue(seed));
            await using SolverConnection service = await connection.OpenAsync(parsed, cancellation, journal: true);
            await using SolverSession session = SolverSession.Open(service.Channel, new Open
            {
                ClientOrderId = Guid.NewGuid().ToString("N"),
                Problem = problem,
                Policy = new() { EndOfWindow = EndOfWindow.Cancel },
            });
            await using Reestimation reestimation = await Reestimation.OpenAsync(service.Channel, new ReestimateOpen { Problem = problem }, connection.CallOptions(parsed, cancellation), isKept: true);
            var day = new WorkedDay(session, reestimation, problem, venue, TimeSpan.FromMilliseconds(parsed.GetValue(pace)), cancellation);
            var report = new WorkReport(terminal, problem, venue, day);
            await day.RunAsync(report.Period, cancellation);
            report.End(venue.Twap(problem.QuantityUnits, day.IsHalted));
            return ExitCode.Ok;
        });
    }

    // a session counts in units and ticks
    private static Problem Prepared(Problem problem, double tick)
    {
        problem.Instrument ??= new();
        if (problem.Instrument.TickSize == 0) problem.Instrument.TickSize = tick;
        if (problem.ParentQuantityCase == Problem.ParentQuantityOneofCase.Quantity)
        {
            double quantum = problem.Instrument.Quantum > 0 ? problem.Instrument.Quantum : 1;
            problem.QuantityUnits = (long)Math.Round(problem.Quantity / quantum);
        }

        return problem;
    }

    private static AllocationProblem Costs(Problem problem)
    {
        var input = new ProblemInput();
        var mapping = new ProblemMapping();
        var violations = new Violations();
        ProblemMessageReader.Read(problem, input);
        mapping.Map(input, violations);
        if (problem.Instrument.ArrivalPrice <= 0) violations.Add("problem.instrument.arrival_price", "must be > 0 for a simulated day");
        if (!violations.None) throw new InputException(string.Join(Environment.NewLine, violations.Kept.Select(v => $"{v.Field}: {v.Description}")));
        return mapping.Problem;
    }
}
