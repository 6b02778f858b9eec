using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Certificates;

/// <summary>
/// The optimum itself where all periods are concave and have the same room w between floor and cap. Some best schedule has at most one slice strictly between its bounds, since two could trade with each
/// other. What is above the floors, R = m w + ρ, then fills m periods and leaves ρ to one more: with g_j(y) = f_j(l_j + y) − f_j(l_j),
/// <code>
/// Σ f_j(l_j) + min over k of ( g_k(ρ) + the m smallest g_j(w) of the others )
/// </code>
/// </summary>
internal static class CommonRoomBound
{
    // of S: what rooms may differ by
    private const double Same = 1e-13;

    // of the sizes of the costs: what rounding and such differences may make of the sum
    private const double Lowering = 1e-12;

    /// <summary>The bound, lowered by what rounding may have added; none if the problem is of another kind.</summary>
    public static CheckedBound Of(AllocationProblem problem, Workspace workspace)
    {
        int n = problem.PeriodCount, mark = workspace.Mark();
        Span<double> floor = workspace.Take(n), full = workspace.Take(n), sorted = workspace.Take(n);
        bool mayStop = false;
        for (int i = 0; i < n; i++)
        {
            // a period with a floor trades, so at least its minimum slice
            double minimum = problem.HasMinimumSlice ? problem.MinimumSlice[i] : 0;
            floor[i] = problem.Lower[i] > 0 ? Math.Max(problem.Lower[i], minimum) : 0;
            mayStop |= floor[i] == 0 && minimum > 0;
        }

        double rest = problem.Quantity - CompensatedSum.Of(floor), slack = Same * problem.Quantity, room = Math.Min(PeriodCost.Cap(problem, 0) - floor[0], rest);
        if (mayStop || !(room > slack)) return CheckedBound.None;
        var floors = new CompensatedSum();
        double size = 0;
        for (int i = 0; i < n; i++)
        {
            double own = Math.Min(PeriodCost.Cap(problem, i) - floor[i], rest);
            if (!(Math.Abs(own - room) <= slack) || !(floor[i] + own <= EnvelopeDual.Inflection(problem, i))) return CheckedBound.None;
            double below = PeriodCost.Value(problem, i, floor[i]), above = PeriodCost.Value(problem, i, floor[i] + own);
            floors.Add(below);
            full[i] = sorted[i] = above - below;
            size += Math.Abs(below);
        }

        sorted.Sort();
        int count = (int)Math.Min(n, Math.Floor((rest + slack) / room));
        double part = rest - (count * room), whole = CompensatedSum.Of(sorted[..count]), least = part <= n * slack ? whole : double.PositiveInfinity;
        for (int k = 0; k < n && count < n; k++)
        {
            double others = count > 0 && full[k] <= sorted[count - 1] ? whole - full[k] + sorted[count] : whole;
            double own = PeriodCost.Value(problem, k, floor[k] + Math.Max(0, part)) - PeriodCost.Value(problem, k, floor[k]);
            least = Math.Min(least, others + own);
        }

        size += Math.Abs(least) + CompensatedSum.Of(sorted[..count]);
        workspace.Release(mark);
        return new(floors.Value + least - (Lowering * size), size);
    }
}
