using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Concave;

/// <summary>
/// The odd lot that any period may carry: one search for each carrier, all against the same best schedule, so that a
/// carrier whose relaxation is no better ends at its first box. Of twins one is tried.
/// </summary>
internal static class CarrierSearch
{
    public static MethodResult Solve(AllocationProblem problem, in SolveSettings settings, Workspace workspace, Span<double> schedule)
    {
        int n = schedule.Length;
        Span<double> best = workspace.Take(n);
        double incumbent = double.PositiveInfinity, bound = double.PositiveInfinity, lambda = settings.WarmLambda;
        long nodes = 0;
        LimitKind limit = LimitKind.None;
        SearchSpace nobody = SearchSpace.Of(problem, -1, workspace);
        Twins.Link(nobody, workspace);
        for (int carrier = 0; carrier < n; carrier++)
        {
            int twin = nobody.Twin[carrier];
            if (twin >= 0 && nobody.Grid.Range(problem, carrier, carries: true) == nobody.Grid.Range(problem, twin, carries: true)) continue;
            int mark = workspace.Mark();
            SearchSpace space = SearchSpace.Of(problem, carrier, workspace);
            if (limit == LimitKind.None && space.Upper[carrier] >= space.Lower[carrier])
            {
                Twins.Link(space, workspace);
                var search = new BranchSearch(space, settings, incumbent, best, workspace);
                search.Run(lambda, nodes);
                if (search.Improved)
                {
                    incumbent = search.Incumbent;
                    for (int i = 0; i < n; i++) schedule[i] = space.Shares(i, best[i]);
                }

                (nodes, limit) = (nodes + search.Nodes, search.Limit);
                bound = Math.Min(bound, search.Bound);
                if (double.IsFinite(search.RootLambda)) lambda = search.RootLambda;
            }

            if (limit != LimitKind.None) bound = double.NegativeInfinity;
            workspace.Release(mark);
        }

        return double.IsPositiveInfinity(incumbent)
            ? new() { HasSchedule = false, ProvenInfeasible = limit == LimitKind.None, Limit = limit, Iterations = nodes }
            : new() { Lambda = lambda, SearchBound = Math.Min(bound, incumbent), Limit = limit, Iterations = nodes };
    }
}
