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
/// inwards to it, and what S leaves beyond whole steps is carried by the best period. Limits on the variance, on the value at risk, and on the slippage
/// where risk is weighed are met by a <see cref="RiskSweep"/>.
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
    public string? Refuse(ProblemTraits traits) => null;

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
        bool sweeps = RiskSweep.IsNeeded(problem);
        if (TooLarge(stages, sweeps)) return new() { HasSchedule = false, Refusal = Describe(stages, sweeps) };
        if (!stages.Possible) return Nothing(problem, grid);

        var table = new ValueTable(problem, grid, stages, workspace);
        MethodResult result;
        if (sweeps)
        {
            result = RiskSweep.Solve(problem, ref table, settings, workspace, schedule);
        }
        else
        {
            if (!table.TryFill(settings.Budget)) return new() { HasSchedule = false, Limit = LimitKind.Time };
            double value = table.Trace(schedule);
            result = new() { HasSchedule = !double.IsPositiveInfinity(value), ProvenInfeasible = true, SearchBound = value, Iterations = problem.PeriodCount };
        }

        // what a grid does not have may be beside it
        if (result is { HasSchedule: false } and ({ ProvenInfeasible: true } or { SmallestReachable: not null }) && !problem.Lots.Active) return Nothing(problem, grid);
        return result with { ProvenInfeasible = result is { HasSchedule: false, ProvenInfeasible: true }, GridStep = grid.Step, Remark = result.Remark ?? (problem.Lots.Active ? null : OnGrid(grid)) };
    }

    private static string OnGrid(in LotGrid grid) =>
        string.Create(CultureInfo.InvariantCulture, $"exact on a grid of {grid.Step:R} shares; nothing is proven of schedules off it");

    private static bool TooLarge(in StageRanges stages, bool sweeps = false) => stages.Cells > MaximumCells || stages.Operations > MostOperations(sweeps);

    private static double MostOperations(bool sweeps) => sweeps ? MaximumOperations / RiskSweep.TablesMax : MaximumOperations;

    // without lots the grid may be to blame
    private static MethodResult Nothing(AllocationProblem problem, in LotGrid grid) => problem.Lots.Active
        ? new() { HasSchedule = false, ProvenInfeasible = true }
        : new()
        {
            HasSchedule = false,
            Refusal = string.Create(CultureInfo.InvariantCulture, $"no schedule on a grid of {grid.Step:R} shares meets the bounds and limits; a finer grid_step may"),
        };

    private static string Describe(in StageRanges stages, bool sweeps) => string.Create(
        CultureInfo.InvariantCulture,
        $"dynamic programming would need {stages.Cells:G3} cells (the sum over periods of the possible remainders; at most {MaximumCells:G3}) "
        + $"and {stages.Operations:G3} additions (remainders times slices; at most {MostOperations(sweeps):G3})");
}
