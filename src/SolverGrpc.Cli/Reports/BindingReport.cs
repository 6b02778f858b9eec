using Google.Protobuf.Collections;
using SolverGrpc.Cli.Drawing;
using SolverGrpc.Contracts.V1;
using Spectre.Console;

namespace SolverGrpc.Cli.Reports;

/// <summary>Prints which constraints bind: how many, and those that cost most.</summary>
internal static class BindingReport
{
    private const int RowsMax = 5;

    /// <summary>Prints it; nothing if nothing binds.</summary>
    public static void Print(Terminal terminal, Problem problem, SolveResponse response)
    {
        if (response.Binding is not { } binding) return;
        Table table = Show.Table("", "quantity", "worth of one more");
        double[] quantities = SchedulePicture.Quantities(response.Schedule);
        var label = new PeriodLabel(problem.Grid);
        AddPeriods("cap", binding.CapPeriod, binding.CapMultiplier);
        AddPeriods("floor", binding.FloorPeriod, binding.FloorMultiplier);

        // the schedule minimises E + κ V for some κ whenever there is risk, a limit on it or not
        if (problem.Risk?.HasVarianceLimit == true) AddLimit("variance limit", binding.VarianceMultiplier);
        AddLimit("value-at-risk limit", binding.ValueAtRiskMultiplier);
        AddLimit("order slippage limit", binding.OrderSlippageMultiplier);
        if (table.Rows.Count > 0) Show.Print(terminal, "Binding constraints", table);

        void AddPeriods(string kind, RepeatedField<int> periods, RepeatedField<double> multipliers)
        {
            var byWorth = periods.Zip(multipliers, (period, worth) => (Period: period, Worth: worth)).OrderByDescending(p => p.Worth).ToArray();
            foreach ((int period, double worth) in byWorth.Take(RowsMax))
                table.AddRow($"{kind} of period {period} ({label[period]})", Show.Shares(quantities[period]), Show.Short(worth));
            if (byWorth.Length > RowsMax)
                table.AddRow($"and {byWorth.Length - RowsMax} more {kind}s", "", "");
        }

        void AddLimit(string name, double multiplier)
        {
            if (multiplier > 0) table.AddRow(name, "", Show.Short(multiplier));
        }
    }
}
