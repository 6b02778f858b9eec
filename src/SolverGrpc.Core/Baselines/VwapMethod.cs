using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Baselines;

/// <summary>
/// In proportion to the expected volume: x_i = S V_i / Σ V. Refuses where that breaks a bound. Whole lots:
/// <see cref="LotRounding"/>.
/// </summary>
public sealed class VwapMethod : IAllocationMethod
{
    /// <inheritdoc/>
    public Method Id => Method.Vwap;

    /// <inheritdoc/>
    public string? Refuse(ProblemTraits traits) => null;

    /// <inheritdoc/>
    public MethodResult Solve(AllocationProblem problem, in SolveSettings settings, Workspace workspace, Span<double> schedule)
    {
        double total = problem.HasVolume ? CompensatedSum.Of(problem.Volume) : 0;
        if (!(total > 0 && double.IsFinite(total))) return Refused("VWAP needs volumes");

        bool lots = problem.Lots.Active;
        LotGrid grid = lots ? LotGrid.Of(problem) : default;
        double quantity = lots ? grid.Lots : problem.Quantity;
        for (int i = 0; i < schedule.Length; i++) schedule[i] = quantity * (problem.Volume[i] / total);
        if (lots) LotRounding.ToShares(grid, schedule);
        else Remainder.Close(schedule, problem.Lower, problem.Upper, quantity);

        int violated = EqualSplitMethod.FirstViolation(problem, schedule);
        return violated < 0 ? new() : Refused($"VWAP violates the bounds of period {violated}");
    }

    private static MethodResult Refused(string reason) => new() { HasSchedule = false, Refusal = reason };
}
