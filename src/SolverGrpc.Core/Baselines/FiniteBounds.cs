using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Baselines;

/// <summary>Caps for methods that need finite ones.</summary>
internal static class FiniteBounds
{
    /// <summary>
    /// Writes min(u_i, depth of the book, l_i + 2 (S − Σ l)): every schedule stays below the last of these, so that a cap
    /// that was added never binds.
    /// </summary>
    public static void Caps(AllocationProblem problem, Span<double> upper)
    {
        double free = 2 * Math.Max(0, problem.Quantity - CompensatedSum.Of(problem.Lower));
        for (int i = 0; i < upper.Length; i++)
            upper[i] = Math.Min(PeriodCost.Cap(problem, i), problem.Lower[i] + free);
    }
}
