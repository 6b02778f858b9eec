using System.CommandLine;
using SolverGrpc.Cli.Drawing;
using SolverGrpc.Cli.Problems;
using SolverGrpc.Cli.Reports;
using SolverGrpc.Cli.Service;
using SolverGrpc.Contracts.V1;
using Command = System.CommandLine.Command;

namespace SolverGrpc.Cli.Commands;

/// <summary><c>solver solve</c>: solves the problem of a file and prints the schedule with its proof.</summary>
internal static class SolveCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var method = new Option<string?>("--method") { Description = "How to solve; the exact method of the problem's class by default." };
        method.AcceptOnlyFromAmong([.. SolverSettings.Methods.Keys]);
        Option<double?> lambda = NumberOption.Optional<double>(
            "--warm-lambda", "Lambda of a similar problem, to start from.", double.IsFinite, "a finite number");

        var solve = new ProblemCommand("solve", "Solve a problem: cost, certificate, binding constraints and the schedule itself.");
        solve.Command.Add(method);
        solve.Command.Add(lambda);
        return solve.Runs(terminal, async call =>
        {
            SolveRequest request = call.Request;
            if (call.Parsed.GetValue(method) is { } name) request.Options.Method = SolverSettings.Methods[name];
            if (call.Parsed.GetValue(lambda) is { } warm) request.Options.WarmLambda = warm;

            SolveResponse response = await call.Channel.UnaryCall(SolverMethods.Solve, request, call.Options);
            if (call.Json) terminal.WriteRaw(Json.Of(response));
            else SolutionReport.Print(terminal, request.Problem, response);
            if (call.Svg is { } file && response.Schedule is { } schedule)
                await OutputFile.WriteAsync(file, SchedulePicture.Draw(schedule).ToString(), call.Options.CancellationToken);
            return Of(response.Outcome.Termination);
        });
    }

    /// <summary>The exit code of a problem that ended so.</summary>
    public static ExitCode Of(Termination termination) => termination switch
    {
        Termination.Optimal or Termination.Feasible => ExitCode.Ok,
        Termination.NumericalError => ExitCode.Failed,
        _ => ExitCode.NoSchedule,
    };
}
