using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Concave;

/// <summary>Where f(x) = a x + b x² + c x^d with b ≥ 0 and any d &gt; 0 is concave, and the inverse of f' where it is convex.</summary>
internal static class Curvature
{
    /// <summary>
    /// f'' = 2 b − c d (1 − d) x^(d−2) changes its sign at ((c d (1 − d)) / (2 b))^(1/(2−d)) if d &lt; 1: concave below, convex above.
    /// 0 if f is convex, +∞ if it is concave.
    /// </summary>
    public static double Inflection(AllocationProblem problem, int i)
    {
        if (problem.Family == CostFamily.Levels) return 0;
        double b = problem.B[i], c = problem.C[i], d = problem.D[i];
        if (c == 0 || d >= 1) return 0;
        return b == 0 ? double.PositiveInfinity : Math.Pow(c * d * (1 - d) / (2 * b), 1 / (2 - d));
    }

    /// <summary>
    /// The x at or beyond <paramref name="inflection"/> with 2 b x + c d x^(d−1) = t, for b &gt; 0 and d &lt; 1. The left side is convex
    /// and grows from there on, so that Newton falls monotonically on the root from t / (2 b), which is to its right.
    /// </summary>
    public static double InverseMarginal(double b, double c, double d, double t, double inflection)
    {
        double x = t / (2 * b);
        if (x <= inflection || (2 * b * inflection) + (c * d * Math.Pow(inflection, d - 1)) >= t) return inflection;
        for (int k = 0; k < 64; k++)
        {
            double power = c * d * Math.Pow(x, d - 1);
            double next = Math.Max(inflection, x - (((2 * b * x) + power - t) / ((2 * b) + ((d - 1) * power / x))));
            if (!(x - next > 1e-15 * x)) break;
            x = next;
        }

        return x;
    }
}
