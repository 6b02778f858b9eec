namespace SolverGrpc.Core.Costs;

/// <summary>
/// f(x) = a x + b x² + c x^d for x ≥ 0 with its derivatives. c = 0 stands for no power term whatever d is.
/// </summary>
public static class Curve
{
    /// <summary>f(x), in currency.</summary>
    public static double Value(double a, double b, double c, double d, double x) =>
        (a * x) + (b * x * x) + (c == 0 || x == 0 ? 0 : c * Math.Pow(x, d));

    /// <summary>f'(x) = a + 2 b x + c d x^(d−1), in currency per share; +∞ at 0 where d &lt; 1.</summary>
    public static double Marginal(double a, double b, double c, double d, double x) =>
        a + (2 * b * x) + (c == 0 ? 0 : c * d * Math.Pow(x, d - 1));

    /// <summary>f''(x) = 2 b + c d (d−1) x^(d−2), in currency per share²; +∞ at 0 where 1 &lt; d &lt; 2, −∞ where d &lt; 1.</summary>
    public static double Curvature(double b, double c, double d, double x) =>
        (2 * b) + (c == 0 ? 0 : c * d * (d - 1) * Math.Pow(x, d - 2));

    /// <summary>
    /// The x ≥ 0 at which f'(x) = a + t for convex f with b &gt; 0 or c &gt; 0, t &gt; 0.
    /// With both b and c, Newton in log-log: u = log x, G(u) = log(2 b e^u + c d e^((d−1)u)) is convex and increasing
    /// with slopes between 1 and d − 1, so that from the right it falls monotonically on the root.
    /// </summary>
    public static double InverseMarginal(double b, double c, double d, double t)
    {
        if (c == 0) return t / (2 * b);
        double logT = Math.Log(t), logPower = Math.Log(c) + Math.Log(d);
        double power = (logT - logPower) / (d - 1);
        if (b == 0) return Math.Exp(power);

        double logQuadratic = Math.Log(2) + Math.Log(b);
        double u = Math.Min(power, logT - logQuadratic);
        for (int i = 0; i < 64; i++)
        {
            double quadratic = logQuadratic + u, root = logPower + ((d - 1) * u);
            double larger = Math.Max(quadratic, root);
            double quadraticPart = Math.Exp(quadratic - larger), rootPart = Math.Exp(root - larger);
            double sum = quadraticPart + rootPart;
            double step = (larger + Math.Log(sum) - logT) * sum / (quadraticPart + ((d - 1) * rootPart));
            u -= step;
            if (step <= 1e-15 * Math.Max(1, Math.Abs(u))) break;
        }

        return Math.Exp(u);
    }
}
