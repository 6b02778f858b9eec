namespace SolverGrpc.Core.Costs;

/// <summary>
/// A limit L on the slippage per share, f(x) ≤ L x, as a cap. For convex f with f(0) = 0 the slippage f(x)/x does not
/// fall, so that the limit holds exactly on [0, X]: X is the cap. Where f is concave at 0 the slippage falls first and no
/// cap says the same.
/// </summary>
public static class SlippageCap
{
    /// <summary>What has no cap.</summary>
    public const string NotCovered = "a slippage limit on a period with a concave cost";

    /// <summary>
    /// X of f(x) = a x + b x² + c x^d, in shares: the largest x with a + b x + c x^(d−1) ≤ L; 0 if only x = 0 will do,
    /// +∞ if every x does. NaN if f is concave at 0 (c &gt; 0, d &lt; 1) and L finite.
    /// </summary>
    public static double OfCurve(double a, double b, double c, double d, double limit)
    {
        if (double.IsPositiveInfinity(limit)) return double.PositiveInfinity;
        if (c > 0 && d < 1) return double.NaN;
        double room = limit - a;
        if (room < 0) return 0;
        if (b == 0 && c == 0) return double.PositiveInfinity;
        return room == 0 ? 0 : Curve.InverseMarginal(b / 2, c / d, d, room); // a marginal of b x + c x^(d−1)
    }

    /// <summary>X of the levels of a book, in shares; beyond the depth of the book the last price goes on.</summary>
    public static double OfLevels(BookLevels levels, double limit)
    {
        if (double.IsPositiveInfinity(limit)) return double.PositiveInfinity;
        double depth = 0, slack = 0; // slack = limit · depth − f(depth) ≥ 0
        for (int k = 0; k < levels.Size.Length; k++)
        {
            double excess = levels.Price[k] - limit;
            bool last = k == levels.Size.Length - 1;
            if (excess > 0 && (last || slack < excess * levels.Size[k])) return depth + (slack / excess);
            if (last) break;
            depth += levels.Size[k];
            slack -= excess * levels.Size[k];
        }

        return double.PositiveInfinity;
    }
}
