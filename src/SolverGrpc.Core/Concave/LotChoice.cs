using SolverGrpc.Core.Discrete;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Concave;

/// <summary>
/// Whole lots with concave costs or minimum slices, two exact methods: the search is usually done after a few nodes but can
/// need exponentially many (near-identical periods), dynamic programming takes the same time whatever the costs. The search
/// goes first, for about as long as dynamic programming would take; what it has not proven by then the table solves. Where
/// the table is too large the search has all its nodes.
/// </summary>
internal static class LotChoice
{
    // one node evaluates all periods some fifteen times: the time of this many additions of the table per period (measured: 0.15 µs and 0.2 ns)
    private const double AdditionsPerNodeAndPeriod = 1000;

    private static readonly DynamicProgrammingMethod Table = new();

    /// <summary>Solves by whichever is first.</summary>
    public static MethodResult Solve(AllocationProblem problem, in SolveSettings settings, Workspace workspace, Span<double> schedule)
    {
        double additions = DynamicProgrammingMethod.OperationsFor(problem, workspace);
        double allowance = Math.Max(1, additions / (AdditionsPerNodeAndPeriod * schedule.Length));
        SolveSettings limited = settings with { NodeLimit = (long)Math.Min(settings.NodeLimit, allowance) };
        MethodResult searched = BranchAndBoundMethod.Search(problem, limited, workspace, schedule);
        if (searched.Limit != LimitKind.Nodes || double.IsPositiveInfinity(additions)) return searched;

        Span<double> exact = workspace.Take(schedule.Length);
        MethodResult solved = Table.Solve(problem, settings, workspace, exact);
        if (!solved.HasSchedule) return solved.ProvenInfeasible || !searched.HasSchedule ? solved with { SolvedBy = Table.Id } : searched;
        exact.CopyTo(schedule);

        // the table has no multiplier; that of the search proves a bound of its own
        return solved with { SolvedBy = Table.Id, Lambda = searched.Lambda, Iterations = solved.Iterations + searched.Iterations };
    }
}
