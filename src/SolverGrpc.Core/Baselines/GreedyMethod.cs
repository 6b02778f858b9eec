using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Baselines;

/// <summary>
/// Lot by lot to the period where the next lot costs least, from the floors on. With whole lots and convex costs this is
/// exact (Fox, 1966; Federgruen and Groenevelt, 1986). Without lots it deals in steps of the settings' grid or S / 1000, and
/// is as good as its grid; with concave costs it is a heuristic that the first lots can lead astray. An odd lot is carried by
/// the last period, put there before the first whole lot.
/// </summary>
public sealed class GreedyMethod : IAllocationMethod
{
    private const double LotLimit = 1e7;
    private const double DefaultSteps = 1000;
    private const int LotsBetweenLooks = 1024;

    /// <inheritdoc/>
    public Method Id => Method.Greedy;

    /// <inheritdoc/>
    public string? Refuse(ProblemTraits traits) =>
        (traits & ProblemTraits.Coupled) != 0 ? "with risk, drift or permanent impact the price of a lot depends on all others"
        : (traits & ProblemTraits.MinimumSlice) != 0 ? "a minimum slice is more than one lot at a time"
        : null;

    /// <inheritdoc/>
    public MethodResult Solve(AllocationProblem problem, in SolveSettings settings, Workspace workspace, Span<double> schedule)
    {
        bool lots = problem.Lots.Active;
        LotGrid grid = lots ? LotGrid.Of(problem) : default;
        if (grid.OddLot == OddLotRule.BestPeriod) return Refused("which period carries the odd lot is not a question of the next lot");
        double step = lots ? grid.Step : settings.GridStep > 0 ? settings.GridStep : problem.Quantity / DefaultSteps;
        if (problem.Quantity / step > LotLimit) return Refused($"more than {LotLimit:N0} lots");

        Span<double> upper = workspace.Take(schedule.Length);
        if (!Begin(problem, grid, schedule, upper)) return new() { HasSchedule = false, ProvenInfeasible = true };
        double left = problem.Quantity - CompensatedSum.Of(schedule), enough = lots ? step / 2 : 0;
        MethodResult result = Deal(problem, step, enough, settings.Budget, workspace, schedule, upper, ref left);
        if (!result.HasSchedule) return result;
        if (lots && Math.Abs(left) > enough) return new() { HasSchedule = false, ProvenInfeasible = true };

        if (lots) WithoutRoundingErrors(grid, schedule);
        else Remainder.Close(schedule, problem.Lower, problem.Upper, problem.Quantity);
        bool concave = (TraitsOf.Problem(problem) & ProblemTraits.AnyConcave) != 0;
        return result with
        {
            Lambda = lots && !concave ? result.Lambda : double.NaN,
            Remark = concave ? "a heuristic: with concave costs the cheapest next lot need not lead to the optimum" : null,
        };
    }

    // floors and caps, rounded inwards to lots; false: no number of lots fits into some period
    private static bool Begin(AllocationProblem problem, in LotGrid grid, Span<double> floor, Span<double> cap)
    {
        for (int i = 0; i < floor.Length; i++)
        {
            (floor[i], cap[i]) = (problem.Lower[i], PeriodCost.Cap(problem, i));
            if (!problem.Lots.Active) continue;
            bool carries = grid.HasOddLot && i == floor.Length - 1;
            LotRange range = grid.Range(problem, i, carries);
            if (range.IsEmpty) return false;
            (floor[i], cap[i]) = (grid.Shares(range.First, carries), grid.Shares(range.Last, carries));
        }

        return true;
    }

    // what is left goes, a slice at a time, to the period on top of the heap; slices of lots are at least half a lot
    private static MethodResult Deal(
        AllocationProblem problem, double step, double enough, SolveBudget budget, Workspace workspace, Span<double> x, ReadOnlySpan<double> upper, ref double left)
    {
        var heap = new MarginalHeap(workspace.Take(x.Length), workspace.TakeInt32(x.Length));
        for (int i = 0; i < x.Length; i++)
        {
            double slice = Math.Min(step, upper[i] - x[i]);
            if (slice > enough) heap.Push(i, Price(problem, i, x[i], slice));
        }

        double price = double.NaN;
        long given = 0;
        for (; left > enough && heap.Count > 0; given++)
        {
            if (given % LotsBetweenLooks == 0 && budget.Exhausted) return new() { HasSchedule = false, Limit = LimitKind.Time, Iterations = given };
            int i = heap.Top;
            price = heap.TopPrice;
            double slice = Math.Min(step, upper[i] - x[i]);
            if (enough == 0) slice = Math.Min(slice, left);
            x[i] += slice;
            left -= slice;
            double next = Math.Min(step, upper[i] - x[i]);
            if (next > enough) heap.ReplaceTop(Price(problem, i, x[i], next));
            else heap.Pop();
        }

        return new() { Lambda = price, Iterations = given };
    }

    private static double Price(AllocationProblem problem, int i, double x, double slice) =>
        (PeriodCost.Value(problem, i, x + slice) - PeriodCost.Value(problem, i, x)) / slice;

    private static void WithoutRoundingErrors(in LotGrid grid, Span<double> x)
    {
        for (int i = 0; i < x.Length; i++)
        {
            bool carries = grid.HasOddLot && i == x.Length - 1;
            x[i] = grid.Shares((long)Math.Round((x[i] - (carries ? grid.OddShares : 0)) / grid.Step), carries);
        }
    }

    private static MethodResult Refused(string reason) => new() { HasSchedule = false, Refusal = reason };
}
