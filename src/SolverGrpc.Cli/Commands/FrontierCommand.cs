using System.CommandLine;
using Google.Protobuf;
using SolverGrpc.Cli.Drawing;
using SolverGrpc.Cli.Reports;
using SolverGrpc.Cli.Service;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc;
using Command = System.CommandLine.Command;

namespace SolverGrpc.Cli.Commands;

/// <summary><c>solver frontier</c>: the efficient frontier of expected cost and risk.</summary>
internal static class FrontierCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        Option<int> points = NumberOption.WithDefault(
            "--points", "Number of points, from the cheapest to the least risky schedule.", 20, n => n is >= 2 and <= 1000, "2 to 1000");
        Option<double[]> aversions = NumberOption.List(
            "--risk-aversion", "Solve for these risk aversions (1/currency) instead.", k => k >= 0 && double.IsFinite(k), "at least 0");
        Option<double> confidence = NumberOption.WithDefault(
            "--confidence", "Confidence of the value at risk.", 0.95, c => c is >= 0.5 and < 1, "at least 0.5 and below 1");

        var frontier = new ProblemCommand("frontier", "Trace the efficient frontier of expected cost and risk. What the problem says of risk is left aside.");
        foreach (Option option in (Option[])[points, aversions, confidence])
            frontier.Command.Add(option);
        return frontier.Runs(terminal, async call =>
        {
            Problem problem = call.Request.Problem?.Clone() ?? new Problem();
            problem.Risk = null;
            var request = new TraceFrontierRequest
            {
                RequestId = call.Request.RequestId,
                Problem = problem,
                Options = call.Request.Options,
                RiskAversion = { call.Parsed.GetRequiredValue(aversions) },
                PointCount = call.Parsed.GetValue(points),
                Confidence = call.Parsed.GetValue(confidence),
            };
            if (request.RiskAversion.Count > 0) request.PointCount = 0;

            var traced = new List<TraceFrontierResponse>();
            using var stream = call.Channel.ServerStreamingCall(SolverMethods.TraceFrontier, request, call.Options);
            await foreach (TraceFrontierResponse point in stream.ResponseStream.ReadAllAsync(call.Options.CancellationToken))
            {
                if (call.Json) terminal.WriteRaw(JsonFormatter.Default.Format(point));
                traced.Add(point);
            }

            if (!call.Json) FrontierReport.Print(terminal, traced, request.Confidence);
            TraceFrontierResponse[] solved = [.. traced.Where(FrontierReport.HasSchedule)];
            if (solved.Length == 0) return ExitCode.NoSchedule;
            if (call.Svg is { } file) await OutputFile.WriteAsync(file, FrontierPicture.Draw(solved).ToString(), call.Options.CancellationToken);
            return ExitCode.Ok;
        });
    }
}
