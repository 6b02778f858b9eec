using System.Globalization;
using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Baselines;

/// <summary>
/// A constant part ρ of the volume from the first period on, until the order is done: x_i = clamp(ρ V_i, l_i, u_i), with the
/// smallest ρ that gets it done. A period whose cap is below ρ V_i leaves the rest to the others, which is where this
/// differs from VWAP. Whole lots: bounds are rounded inwards to lots, then <see cref="LotRounding"/>.
/// </summary>
public sealed class PovMethod : IAllocationMethod
{
    /// <inheritdoc/>
    public Method Id => Method.Pov;

    /// <inheritdoc/>
    public string? Refuse(ProblemTraits traits) => null;

    /// <inheritdoc/>
    public MethodResult Solve(AllocationProblem problem, in SolveSettings settings, Workspace workspace, Span<double> schedule)
    {
        if (!problem.HasVolume) return Refused("POV needs volumes");
        int n = schedule.Length;
        bool lots = problem.Lots.Active;
        LotGrid grid = lots ? LotGrid.Of(problem) : default;
        double quantity = lots ? grid.Lots : problem.Quantity;
        Span<double> lower = workspace.Take(n), upper = workspace.Take(n), volume = workspace.Take(n), zero = workspace.Take(n);
        zero.Clear();
        for (int i = 0; i < n; i++)
        {
            LotRange range = lots ? grid.Range(problem, i, carries: grid.HasOddLot && i == n - 1) : default;
            if (range.IsEmpty) return Refused($"no number of lots meets the bounds of period {i}");
            lower[i] = lots ? range.First : problem.Lower[i];
            upper[i] = lots ? range.Last : Math.Max(lower[i], Math.Min(quantity, PeriodCost.Cap(problem, i)));
            volume[i] = problem.Volume[i] / (lots ? grid.Step : 1);
        }

        double rate = QuadraticKnapsack.Solve(zero, zero, volume, lower, upper, quantity, schedule);
        if (double.IsNaN(rate)) return Refused("the periods with volume cannot take the whole order");
        if (rate > 1) return Refused(string.Create(CultureInfo.InvariantCulture, $"POV would need {rate:P2} of the volume"));

        if (lots) LotRounding.ToShares(grid, schedule);
        else Remainder.Close(schedule, lower, upper, quantity);
        int violated = EqualSplitMethod.FirstViolation(problem, schedule);
        return violated >= 0
            ? Refused($"POV violates the bounds of period {violated}")
            : new() { Remark = string.Create(CultureInfo.InvariantCulture, $"{rate:P2} of the volume") };
    }

    private static MethodResult Refused(string reason) => new() { HasSchedule = false, Refusal = reason };
}
