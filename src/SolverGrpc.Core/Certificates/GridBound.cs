using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Certificates;

/// <summary>
/// Lower bound on e E + v V for every schedule in whole lots (or on a grid), whatever the costs. As x r = (s² − x² − r²) / 2 for s = x + r,
/// <code>
/// e E + v V  =  ½ e γ_1 S² + Σ p_t(x_t) + Σ φ_t(r_t),    p_t(x) = e f_t(x) − ½ e γ_t x²,    φ_t(r) = e μ_t r + (v v_t + ½ e (γ_{t+1} − γ_t)) r²
/// </code>
/// <b>Prices.</b> Any λ_t may be charged for the shares of period t, Σ λ_t (r_{t−1} − r_t − x_t) = 0. So no schedule costs less than
/// <code>
/// L  =  ½ e γ_1 S² + λ_1 S + Σ min over x of (p_t(x) − λ_t x) + Σ min over r of (φ_t(r) + (λ_{t+1} − λ_t) r)
/// </code>
/// and each costs L and what its slices and remainders cost beyond these minima: their excesses, none of which is negative.
/// <b>Recursion.</b> The smallest sum of excesses on the way to s lots that remain is that of the way to it from some s + x:
/// <code>
/// X(t + 1, s)  =  min over x of  X(t, s + x) + excess_t(x) + excess_t(s),        bound  =  min(T, L + X(N, 0))
/// </code>
/// Whatever has an excess above T − L is dropped, for all T: schedules that come through it cost more than T. With T the cost of a good schedule, and
/// prices read off it, few slices and few remainders are left; a bad one makes the work longer and the bound no larger than it may be.
/// All numbers are lowered by what rounding may have added to them.
/// </summary>
internal static class GridBound
{
    /// <summary>Pairs (s, x) of a problem beyond which nothing is proven: what dynamic programming takes at most.</summary>
    public const double MaximumOperations = 1e11;

    // what X may have gained in rounding for each of its additions, relative to itself
    private const double Unit = 1.0 / (1L << 52);

    /// <summary>The bound; none if it would take more than <paramref name="operations"/>, the rest of the budget, or too much memory.</summary>
    /// <param name="problem">As it was posed; limits on a whole schedule are not looked at.</param>
    /// <param name="grid">The lots.</param>
    /// <param name="costWeight">e ≥ 0.</param>
    /// <param name="riskWeight">v ≥ 0.</param>
    /// <param name="anchor">Where prices are read off: a schedule that is good under these weights.</param>
    /// <param name="target">T: what it costs under them. Any number is allowed, NaN is no limit.</param>
    /// <param name="operations">Most pairs (s, x).</param>
    /// <param name="budget">Looked at on the way.</param>
    /// <param name="workspace">Scratch memory.</param>
    public static CheckedBound Of(
        AllocationProblem problem,
        in LotGrid grid,
        double costWeight,
        double riskWeight,
        ReadOnlySpan<double> anchor,
        double target,
        double operations,
        SolveBudget budget,
        Workspace workspace)
    {
        int mark = workspace.Mark();
        CheckedBound bound = CheckedBound.None;
        var costs = new GridCosts(problem, grid, costWeight, riskWeight);
        if (GridSlices.TryOf(costs, workspace, out GridSlices slices))
        {
            double least = slices.Reduce(costs, anchor, workspace, out double size);
            double slack = double.IsNaN(target) ? double.PositiveInfinity : target - least;
            if (slack > 0) slices.Keep(slack);
            double excess = slack > 0 ? GridRecursion.Least(costs, slices, slack, operations, budget, workspace) : 0;
            bound = new(least + (Math.Min(Math.Max(0, slack), excess) * (1 - (4 * Unit * (anchor.Length + 1)))), size);
        }

        workspace.Release(mark);
        return bound;
    }
}
