using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Certificates;

/// <summary>
/// Lower bound on every schedule of a separable problem with concave costs or minimum slices, for any λ:
/// <code>
/// Σ f_i(y_i)  ≥  λ S + Σ min over y in D_i of (f_i(y) − λ y),     D_i = [l_i, u_i], or {0} ∪ [m_i, u_i]
/// </code>
/// The minimum is minus the conjugate of f_i on D_i, and a function has the same conjugate as its convex envelope
/// (Rockafellar, Convex Analysis, 12.2): this is the dual value of the relaxation that replaces every f_i by its
/// envelope, without building one. A concave stretch takes its minimum at an end; on a convex stretch the tangent at any
/// point bounds the minimum from below, and the point is moved until nothing is lost.
/// </summary>
internal ref struct EnvelopeDual
{
    private readonly AllocationProblem _problem;
    private readonly double _lambda;
    private readonly double _free;
    private CompensatedSum _bound;
    private double _scale;

    public EnvelopeDual(AllocationProblem problem, double lambda)
    {
        _problem = problem;
        _lambda = lambda;
        _free = Math.Max(0, problem.Quantity - CompensatedSum.Of(problem.Lower));
    }

    /// <summary>The bound.</summary>
    public readonly double LowerBound => _bound.Value + (_lambda * _problem.Quantity);

    /// <summary>Σ |f_i(p_i)| + |λ S|.</summary>
    public readonly double RoundingScale => _scale + Math.Abs(_lambda * _problem.Quantity);

    /// <summary>Adds period <paramref name="i"/>; <paramref name="anchor"/> is where its minimum is looked for first.</summary>
    public void Add(int i, double anchor)
    {
        double lower = _problem.Lower[i], minimum = _problem.HasMinimumSlice ? _problem.MinimumSlice[i] : 0;
        double upper = Math.Max(lower, Math.Min(PeriodCost.Cap(_problem, i), lower + _free));
        double least = double.PositiveInfinity;
        if (lower == 0 && minimum > 0) least = 0;
        lower = Math.Max(lower, minimum);
        if (lower <= upper) least = Math.Min(least, Least(_problem, _lambda, i, lower, upper, anchor));
        _bound.Add(least);
        _scale += Math.Abs(PeriodCost.Value(_problem, i, anchor));
    }

    /// <summary>Smallest f_i(x) − λ x for <paramref name="lower"/> ≤ x ≤ <paramref name="upper"/>, or a little less; <paramref name="anchor"/> is where it is looked for first.</summary>
    public static double Least(AllocationProblem problem, double lambda, int i, double lower, double upper, double anchor)
    {
        if (problem.Family == CostFamily.Levels) return At(problem, lambda, i, Math.Clamp(problem.LevelsOf(i).DepthBelow(lambda), lower, upper));

        double inflection = Math.Clamp(Inflection(problem, i), lower, upper);
        double ends = Math.Min(At(problem, lambda, i, lower), At(problem, lambda, i, inflection));
        return inflection == upper ? ends : Math.Min(ends, LeastConvex(problem, lambda, i, inflection, upper, anchor));
    }

    /// <summary>f_i is concave below and convex above; 0 if convex throughout, +∞ if concave.</summary>
    public static double Inflection(AllocationProblem problem, int i)
    {
        if (problem.Family == CostFamily.Levels) return 0;

        // f'' = 2 b − c d (1 − d) x^(d−2) changes its sign once
        double b = problem.B[i], c = problem.C[i], d = problem.D[i];
        return c == 0 || d >= 1 ? 0 : b == 0 ? double.PositiveInfinity : Math.Pow(c * d * (1 - d) / (2 * b), 1 / (2 - d));
    }

    /// <summary>Near the x with f_i'(x) = λ on the convex stretch, if there is one.</summary>
    public static double Wanted(AllocationProblem problem, double lambda, int i)
    {
        if (problem.Family == CostFamily.Levels) return 0;
        double b = problem.B[i], c = problem.C[i], d = problem.D[i], t = lambda - problem.A[i];
        if (!(t > 0)) return 0;
        if (c > 0 && d < 1) return t / (2 * b);
        return b == 0 && c == 0 ? double.PositiveInfinity : Curve.InverseMarginal(b, c, d, t);
    }

    // Newton within a bracket on the sign of f' − λ, first at the anchor; the best tangent bound on the way
    private static double LeastConvex(AllocationProblem problem, double lambda, int i, double lower, double upper, double anchor)
    {
        double b = problem.B[i], c = problem.C[i], d = problem.D[i];
        double low = lower, high = upper, best = double.NegativeInfinity;
        double p = Math.Clamp(anchor, lower, upper);
        for (int step = 0; step < 200; step++)
        {
            double slope = Curve.Marginal(problem.A[i], b, c, d, p) - lambda;
            double reach = slope > 0 ? low - p : high - p;
            double value = At(problem, lambda, i, p), descent = slope == 0 || reach == 0 ? 0 : slope * reach;
            best = Math.Max(best, value + descent);
            if (-descent <= 1e-16 * Math.Abs(value)) break;
            if (slope > 0) high = p;
            else low = p;
            double next = p - (slope / Curve.Curvature(b, c, d, p));
            if (!(next > low && next < high)) next = low + (0.5 * (high - low));
            if (next == low || next == high) break;
            p = next;
        }

        return best;
    }

    private static double At(AllocationProblem problem, double lambda, int i, double x) => PeriodCost.Value(problem, i, x) - (lambda * x);
}
