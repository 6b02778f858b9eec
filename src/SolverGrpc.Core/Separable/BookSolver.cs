using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Simd;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Separable;

/// <summary>
/// Walking books: the cheapest shares of all books together are bought, whatever period they are in, within floors and caps. λ is the price of
/// the last of them (<see cref="BookSearch"/>); of the shares at just that price the earlier periods' are taken first: no
/// risk is added by waiting.
/// </summary>
internal static class BookSolver
{
    /// <summary>Solves, but for lots; every period has at least one level.</summary>
    public static MethodResult Solve(AllocationProblem problem, in SolveSettings settings, Workspace workspace, Span<double> schedule)
    {
        double floors = LaneSum.Of(problem.Lower);
        Span<double> upper = workspace.Take(schedule.Length), free = problem.LevelSize;
        if (Bind(problem, floors, upper)) Trim(problem, upper, free = workspace.Take(problem.LevelCount));
        var search = new BookSearch(problem.LevelPrice, free, problem.Quantity - floors, settings.Budget, workspace.Residuals, problem.Quantity);
        double lambda = search.Run(out int passes);
        if (double.IsNaN(lambda)) return new() { HasSchedule = false, Limit = LimitKind.Time, Iterations = passes };

        Span<double> jump = workspace.Take(schedule.Length);
        Buy(problem, upper, lambda, schedule, jump);
        int partial = Fill(schedule, jump, problem.Quantity);
        jump.Clear();
        if (partial >= 0) jump[partial] = 1;
        ExactSum.Close(schedule, problem.Lower, upper, jump, problem.Quantity);
        return new() { Lambda = lambda, Iterations = passes };
    }

    // caps that are finite: what no schedule exceeds. True if floors or caps are more than the books themselves say.
    private static bool Bind(AllocationProblem problem, double floors, Span<double> upper)
    {
        ReadOnlySpan<double> size = problem.LevelSize, lower = problem.Lower, given = problem.Upper;
        ReadOnlySpan<int> start = problem.LevelStart;
        double room = Math.Max(0, problem.Quantity - floors);
        bool bind = floors > 0;
        for (int i = 0; i < upper.Length; i++)
        {
            double depth = 0;
            for (int k = start[i]; k < start[i + 1]; k++) depth += size[k];
            bind |= given[i] < double.PositiveInfinity;
            upper[i] = Math.Max(lower[i], Math.Min(Math.Min(given[i], depth), 2 * (lower[i] + room)));
        }

        return bind;
    }

    // what each level has between the floor and the cap of its period
    private static void Trim(AllocationProblem problem, ReadOnlySpan<double> upper, Span<double> free)
    {
        ReadOnlySpan<double> size = problem.LevelSize, lower = problem.Lower;
        ReadOnlySpan<int> start = problem.LevelStart;
        for (int i = 0; i < upper.Length; i++)
        {
            double depth = 0, floor = lower[i], cap = upper[i];
            for (int k = start[i]; k < start[i + 1]; k++)
            {
                double first = double.MaxNative(depth, floor);
                depth += size[k];
                free[k] = double.MaxNative(0, double.MinNative(depth, cap) - first);
            }
        }
    }

    // all cheaper than λ, and how much more there is at λ itself
    private static void Buy(AllocationProblem problem, ReadOnlySpan<double> upper, double lambda, Span<double> x, Span<double> jump)
    {
        ReadOnlySpan<double> size = problem.LevelSize, price = problem.LevelPrice, lower = problem.Lower;
        ReadOnlySpan<int> start = problem.LevelStart;
        for (int i = 0; i < x.Length; i++)
        {
            double below = 0, upTo = 0;
            for (int k = start[i]; k < start[i + 1]; k++)
            {
                below += price[k] < lambda ? size[k] : 0;
                upTo += price[k] <= lambda ? size[k] : 0;
            }

            x[i] = double.MaxNative(lower[i], double.MinNative(upper[i], below));
            jump[i] = double.MaxNative(lower[i], double.MinNative(upper[i], upTo)) - x[i];
        }
    }

    // Returns the last period that was filled, which is the one that may be between its two values; −1 if there is none.
    private static int Fill(Span<double> x, ReadOnlySpan<double> jump, double quantity)
    {
        double left = quantity - LaneSum.Of(x);
        int last = -1;
        for (int i = 0; i < x.Length && left > 0; i++)
        {
            double take = Math.Min(jump[i], left);
            if (take <= 0) continue;
            x[i] += take;
            left -= take;
            last = i;
        }

        return last;
    }
}
