using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Coupled;

/// <summary>
/// Every period takes as much as its cap and the floors still to come allow. That makes every r_i as small as any schedule can make it, all
/// of them at once, so that the schedule has the smallest variance there is.
/// </summary>
internal static class FrontLoading
{
    /// <summary>Writes that schedule.</summary>
    public static void Write(AllocationProblem problem, Span<double> schedule)
    {
        double free = problem.Quantity;
        foreach (double floor in problem.Lower) free -= floor;
        for (int i = 0; i < schedule.Length; i++)
        {
            double floor = problem.Lower[i];
            double more = Math.Clamp(Feasibility.Cap(problem, problem.Upper, i) - floor, 0, Math.Max(free, 0));
            schedule[i] = floor + more;
            free -= more;
        }
    }
}
