namespace SolverGrpc.Market.Statistics;

/// <summary>The point that a variable with Student's distribution stays within with a probability of 95 % (Hill 1970, algorithm 396), for any degrees of freedom ≥ 1.</summary>
internal static class StudentQuantile
{
    private const double P = 0.05, Normal = -1.959963984540054;

    /// <summary>The quantile; with ever more degrees of freedom that of the normal distribution.</summary>
    /// <param name="freedom">Degrees of freedom; below 1 counts as 1.</param>
    public static double Of(double freedom)
    {
        const double AsGoodAsNormal = 1e6;
        double n = Math.Max(1, freedom);
        if (n > AsGoodAsNormal) return -Normal;
        if (n < 1 + 1e-9) return 1 / Math.Tan(P * Math.PI / 2);
        if (Math.Abs(n - 2) < 1e-9) return Math.Sqrt((2 / (P * (2 - P))) - 2);
        double a = 1 / (n - 0.5), b = 48 / (a * a);
        double c = (((((20_700 * a / b) - 98) * a) - 16) * a) + 96.36;
        double d = ((((94.5 / (b + c)) - 3) / b) + 1) * Math.Sqrt(a * Math.PI / 2) * n;
        double y = Math.Pow(d * P, 2 / n);
        return Math.Sqrt(n * (y > 0.05 + a ? NearNormal(n, a, b, c, d) : Tail(n, y, d)));
    }

    private static double NearNormal(double n, double a, double b, double c, double d)
    {
        double x = Normal, y = x * x;
        if (n < 5) c += 0.3 * (n - 4.5) * (x + 0.6);
        c = (((((((0.05 * d * x) - 5) * x) - 7) * x) - 2) * x) + b + c;
        y = (((((((((0.4 * y) + 6.3) * y) + 36) * y) + 94.5) / c) - y - 3) / b) + 1;
        return Math.Exp(a * y * y * x * x) - 1;
    }

    private static double Tail(double n, double y, double d) =>
        (((1 / (((((n + 6) / (n * y)) - (0.089 * d) - 0.822) * (n + 2) * 3)) + (0.5 / (n + 4))) * y) - 1) * (n + 1) / (n + 2) + (1 / y);
}
