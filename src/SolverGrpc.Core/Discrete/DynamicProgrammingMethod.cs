using System.Globalization;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Discrete;

/// <summary>
/// Exact on a grid of lots, whatever the costs: with s lots to go before period t,
/// <code>
/// W(s, t) = min over x of  f_t(x) + γ_t x r + μ_t r + κ v_t r² + W(r, t + 1),   r = s − x,   W(0, N) = 0
/// </code>
/// over the x that bounds and minimum slices allow (Bellman 1957). O(Σ_t slices × stages) additions, at most N K U for K
/// lots and U lots a slice. An odd lot doubles the state: still to be carried, or not.
/// A problem without lots gets a grid: its step is that of the settings, or S / min(4096, √(2²⁹ / N)); bounds are rounded
/// inwards to it, and what S leaves beyond whole steps is carried by the best period.
/// </summary>
public sealed class DynamicProgrammingMethod : IAllocationMethod
{
    /// <summary>More cells W(s, t) than this are refused (128 MB).</summary>
    public const double MaximumCells = 1 << 24;

    /// <summary>More pairs (s, x) than this are refused (some ten seconds).</summary>
    public const double MaximumOperations = 1e11;

    /// <inheritdoc/>
    public Method Id => Method.DynamicProgramming;

    /// <inheritdoc/>
    public string? Refuse(ProblemTraits traits)
    {
        const ProblemTraits RiskLimits = ProblemTraits.VarianceLimit | ProblemTraits.ValueAtRiskLimit | ProblemTraits.MinimizeValueAtRisk;
        if ((traits & RiskLimits) != 0) return "a limit on the variance or the value at risk is not a sum over periods";
        bool weighs = (traits & ProblemTraits.RiskAversion) != 0 && (traits & ProblemTraits.OrderSlippage) != 0;
        return weighs ? "a limit on the slippage of the order is not a sum over periods when risk is weighed as well" : null;
    }

    /// <summary>Step of the grid for a problem without lots, in shares.</summary>
    public static double DefaultStep(double quantity, int periodCount) =>
        quantity / Math.Clamp(Math.Floor(Math.Sqrt(536_870_912.0 / periodCount)), 1, 4096);

    /// <summary>Pairs (s, x) this method looks at for a problem in whole lots; +∞ if it refuses.</summary>
    public static double OperationsFor(AllocationProblem problem, Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(workspace);
        int mark = workspace.Mark();
        StageRanges stages = StageRanges.Of(problem, LotGrid.Of(problem), workspace);
        workspace.Release(mark);
        return TooLarge(stages) ? double.PositiveInfinity : stages.Operations;
    }

    /// <inheritdoc/>
    public MethodResult Solve(AllocationProblem problem, in SolveSettings settings, Workspace workspace, Span<double> schedule)
    {
        double step = settings.GridStep > 0 ? settings.GridStep : DefaultStep(problem.Quantity, problem.PeriodCount);
        LotGrid grid = problem.Lots.Active ? LotGrid.Of(problem) : LotGrid.OfStep(problem.Quantity, step);
        StageRanges stages = StageRanges.Of(problem, grid, workspace);
        if (TooLarge(stages)) return new() { HasSchedule = false, Refusal = Describe(stages) };
        if (!stages.Possible) return Nothing(problem, grid);

        var table = new ValueTable(problem, grid, stages, workspace);
        for (int t = problem.PeriodCount - 1; t > 0; t--)
            if (!table.Fill(t, settings.Budget)) return new() { HasSchedule = false, Limit = LimitKind.Time };
        double value = table.Trace(schedule);
        return double.IsPositiveInfinity(value)
            ? Nothing(problem, grid)
            : new() { SearchBound = value, GridStep = grid.Step, Iterations = problem.PeriodCount, Remark = problem.Lots.Active ? null : OnGrid(grid) };
    }

    private static string OnGrid(in LotGrid grid) =>
        string.Create(CultureInfo.InvariantCulture, $"exact on a grid of {grid.Step:R} shares; nothing is proven of schedules off it");

    private static bool TooLarge(in StageRanges stages) => stages.Cells > MaximumCells || stages.Operations > MaximumOperations;

    // without lots the grid may be to blame
    private static MethodResult Nothing(AllocationProblem problem, in LotGrid grid) => problem.Lots.Active
        ? new() { HasSchedule = false, ProvenInfeasible = true }
        : new()
        {
            HasSchedule = false,
            Refusal = string.Create(CultureInfo.InvariantCulture, $"no schedule on a grid of {grid.Step:R} shares meets the bounds; a finer grid_step may"),
        };

    private static string Describe(in StageRanges stages) => string.Create(
        CultureInfo.InvariantCulture,
        $"dynamic programming would need {stages.Cells:G3} cells (the sum over periods of the possible remainders; at most {MaximumCells:G3}) "
        + $"and {stages.Operations:G3} additions (remainders times slices; at most {MaximumOperations:G3})");
}
