using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Certificates;

/// <summary>
/// Subgradients of √V where V = 0 and it has none by differentiation: for any w ≥ 0,
/// <code>
/// Σ w_k r_k ≤ ‖w‖ √V,   ‖w‖² = Σ w_k² / v_k
/// </code>
/// A schedule without variance is optimal if waiting saves less than that: W_i = Σ_{k&lt;i} w_k must reach the saving s_i = λ − g_i of a share
/// moved to period i, for every i. On the axis T_i = Σ_{k&lt;i} v_k the cheapest such W is the least concave non-decreasing
/// function above the savings (a taut string: it minimises ∫ W'(T)² dT = ‖w‖²).
/// </summary>
internal static class RiskSupport
{
    /// <summary>Turns savings into slopes, in place. Returns ‖w‖.</summary>
    /// <param name="problem">The problem; its price variances are given.</param>
    /// <param name="savings">s_i, length N; receives w_i.</param>
    /// <param name="corners">Scratch of length 2 N + 2.</param>
    public static double Write(AllocationProblem problem, Span<double> savings, Span<double> corners)
    {
        ReadOnlySpan<double> v = problem.PriceVariance;
        int count = savings.Length, top = 0;
        Span<double> times = corners[..(count + 1)], heights = corners.Slice(count + 1, count + 1);
        times[0] = heights[0] = 0;
        double time = 0;
        for (int i = 0; i < count; i++)
        {
            if (savings[i] > heights[top] && time > 0)
            {
                // corners below the line from the one before them to the new point are none
                while (top > 0 && (savings[i] - heights[top]) * (times[top] - times[top - 1]) >= (heights[top] - heights[top - 1]) * (time - times[top])) top--;
                times[++top] = time;
                heights[top] = savings[i];
            }

            if (i < count - 1) time += v[i];
        }

        double norm = 0;
        time = 0;
        for (int i = 0, corner = 1; i < count; i++)
        {
            while (corner <= top && times[corner] <= time) corner++;
            double slope = corner > top ? 0 : (heights[corner] - heights[corner - 1]) / (times[corner] - times[corner - 1]);
            double variance = i < count - 1 ? v[i] : 0;
            savings[i] = slope * variance;
            norm += slope * slope * variance;
            time += variance;
        }

        return Math.Sqrt(norm);
    }
}
