using System.CommandLine;
using SolverGrpc.Cli.Drawing;
using SolverGrpc.Cli.Problems;
using SolverGrpc.Cli.Reports;
using SolverGrpc.Cli.Service;
using SolverGrpc.Contracts.V1;
using Command = System.CommandLine.Command;

namespace SolverGrpc.Cli.Commands;

/// <summary><c>solver compare</c>: runs several methods and baselines on one problem.</summary>
internal static class CompareCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var methods = new Option<string[]>("--methods")
        {
            Description = "Which methods to run, separated by commas; by default all that can take the problem.",
            HelpName = "METHOD,...",
            DefaultValueFactory = _ => [],
            CustomParser = result => result.Tokens.Single().Value.Split(','),
        };
        methods.Validators.Add(result =>
        {
            foreach (string unknown in result.GetValueOrDefault<string[]>()!.Except(SolverSettings.Methods.Keys))
                result.AddError($"'{unknown}' is none of {string.Join(", ", SolverSettings.Methods.Keys)}.");
        });
        Option<double[]> sizes = Factors("--sizes", "Solve again with the quantity times each of these.");
        Option<double[]> impacts = Factors("--impacts", "Solve again with the impact times each of these.");
        Option<double[]> spreads = Factors("--spreads", "Solve again with the half-spread times each of these.");
        Option<double[]> volatilities = Factors("--volatilities", "Solve again with the volatility times each of these.");
        Option<double[]> exponents = Factors("--exponents", "Solve again with the exponents of the impact times each of these.");
        var market = new PreTradeOptions(required: false);

        var compare = new ProblemCommand("compare", "Run several methods and baselines on one problem: cost, gap, time, shape, sensitivity.");
        foreach (Option option in (Option[])[methods, sizes, impacts, spreads, volatilities, exponents, .. market.All])
            compare.Command.Add(option);
        compare.Command.Validators.Add(market.CheckAllOrNone);
        return compare.Runs(terminal, async call =>
        {
            var request = new CompareRequest
            {
                RequestId = call.Request.RequestId,
                Problem = call.Request.Problem,
                Options = call.Request.Options,
                Methods = { call.Parsed.GetRequiredValue(methods).Select(name => SolverSettings.Methods[name]) },
                SizeFactors = { call.Parsed.GetRequiredValue(sizes) },
                ImpactFactors = { call.Parsed.GetRequiredValue(impacts) },
                SpreadFactors = { call.Parsed.GetRequiredValue(spreads) },
                VolatilityFactors = { call.Parsed.GetRequiredValue(volatilities) },
                ExponentFactors = { call.Parsed.GetRequiredValue(exponents) },
                IncludeSchedules = call.Svg is not null,
                PreTrade = market.Read(call.Parsed),
            };
            CompareResponse response = await call.Channel.UnaryCall(SolverMethods.Compare, request, call.Options);

            if (call.Json) terminal.WriteRaw(Json.Of(response));
            else ComparisonReport.Print(terminal, response);
            MethodComparison[] solved = [.. response.Methods.Where(ComparisonReport.HasSchedule)];
            if (solved.Length == 0) return ExitCode.NoSchedule;
            if (call.Svg is { } file)
            {
                SvgChart picture = SchedulePicture.Draw([.. solved.Select(row => (Show.Name(row.Method), row.Schedule))]);
                await OutputFile.WriteAsync(file, picture.ToString(), call.Options.CancellationToken);
            }

            return ExitCode.Ok;
        });
    }

    private static Option<double[]> Factors(string name, string description) =>
        NumberOption.List(name, description, factor => factor > 0 && double.IsFinite(factor), "above 0");
}
