namespace SolverGrpc.Market.Statistics;

/// <summary>
/// Shrinks noisy estimates of many periods towards what the periods have in common (Fay and Herriot 1979): y_i = z_i'b + v_i + e_i with
/// sampling variances Var(e_i) known and Var(v_i) = τ² estimated by Fay and Herriot's moment equation. The best linear predictor weighs
/// y_i with τ² / (τ² + Var(e_i)); its mean squared error is that of Prasad and Rao (1990). What the periods have in common is a level
/// and, where there are enough of them, a parabola over the session: the U-shape.
/// </summary>
internal sealed class SmallArea
{
    private const int ParabolaFrom = 8;
    private const int Columns = 3;

    private readonly double[] _value, _error, _weight, _common;

    private SmallArea(int n) => (_value, _error, _weight, _common) = (new double[n], new double[n], new double[n], new double[n]);

    /// <summary>Shrunk estimates.</summary>
    public ReadOnlySpan<double> Value => _value;

    /// <summary>Root of the mean squared error of each.</summary>
    public ReadOnlySpan<double> Error => _error;

    /// <summary>Weight of each period's own estimate, 0 to 1.</summary>
    public ReadOnlySpan<double> Weight => _weight;

    /// <summary>What each period has in common with the others, z_i'b.</summary>
    public ReadOnlySpan<double> Common => _common;

    /// <summary>Shrinks.</summary>
    /// <param name="estimate">Per period; ignored where the variance is infinite.</param>
    /// <param name="variance">Sampling variance of each, > 0; +inf: nothing was observed. At least one is finite.</param>
    /// <param name="hasShape">The periods may follow a parabola over the session.</param>
    public static SmallArea Shrink(ReadOnlySpan<double> estimate, ReadOnlySpan<double> variance, bool hasShape)
    {
        int n = estimate.Length, observed = 0;
        for (int i = 0; i < n; i++) observed += double.IsFinite(variance[i]) ? 1 : 0;
        int p = hasShape && observed >= ParabolaFrom ? Columns : 1;
        double[][] z = [.. Enumerable.Range(0, n).Select(i => Row(i, n, p))];

        double between = observed > p ? Between(estimate, variance, z, observed) : double.PositiveInfinity;
        (double[] b, double[,] covariance) = Regress(estimate, variance, z, double.IsInfinity(between) ? 0 : between);
        double betweenVariance = 0;
        for (int i = 0; i < n; i++)
        {
            if (double.IsFinite(variance[i])) betweenVariance += 1 / Square(between + variance[i]);
        }

        betweenVariance = betweenVariance > 0 ? 2 / betweenVariance : 0;
        var shrunk = new SmallArea(n);
        for (int i = 0; i < n; i++) shrunk.Predict(i, estimate[i], variance[i], between, betweenVariance, Dot(z[i], b), Form(covariance, z[i]));
        return shrunk;
    }

    private void Predict(int i, double estimate, double variance, double between, double betweenVariance, double common, double commonVariance)
    {
        bool isSeen = double.IsFinite(variance), isAlone = double.IsInfinity(between);
        double weight = !isSeen ? 0 : isAlone ? 1 : between / (between + variance);
        _weight[i] = weight;
        _common[i] = common;
        _value[i] = isSeen ? common + (weight * (estimate - common)) : common;
        double g1 = isSeen ? weight * variance : isAlone ? 0 : between;
        double g2 = Square(1 - weight) * commonVariance;
        double g3 = isSeen && !isAlone ? Square(variance) / Math.Pow(between + variance, 3) * betweenVariance : 0;
        _error[i] = Math.Sqrt(g1 + g2 + (2 * g3));
    }

    private static double[] Row(int i, int n, int columns)
    {
        double z = (2 * (i + 0.5) / n) - 1;
        return columns == 1 ? [1] : [1, z, (z * z) - (1.0 / 3)];
    }

    // the root of sum (y - z'b)² / (τ² + variance) = observed - p, which falls in τ²; 0 if it is below that at 0
    private static double Between(ReadOnlySpan<double> y, ReadOnlySpan<double> variance, double[][] z, int observed)
    {
        double target = observed - z[0].Length, low = 0, high = 1e-12;
        if (Spread(y, variance, z, 0) <= target) return 0;
        while (Spread(y, variance, z, high) > target) (low, high) = (high, high * 4);
        for (int i = 0; i < 60; i++)
        {
            double middle = (low + high) / 2;
            if (Spread(y, variance, z, middle) > target) low = middle;
            else high = middle;
        }

        return high;
    }

    private static double Spread(ReadOnlySpan<double> y, ReadOnlySpan<double> variance, double[][] z, double between)
    {
        (double[] b, _) = Regress(y, variance, z, between);
        double sum = 0;
        for (int i = 0; i < y.Length; i++)
        {
            if (double.IsFinite(variance[i])) sum += Square(y[i] - Dot(z[i], b)) / (between + variance[i]);
        }

        return sum;
    }

    // weighted least squares; the inverse of the normal matrix is the covariance of b
    private static (double[] B, double[,] Covariance) Regress(ReadOnlySpan<double> y, ReadOnlySpan<double> variance, double[][] z, double between)
    {
        int p = z[0].Length;
        var normal = new double[p, p];
        var right = new double[p];
        for (int i = 0; i < y.Length; i++)
        {
            if (!double.IsFinite(variance[i])) continue;
            double weight = 1 / (between + variance[i]);
            for (int r = 0; r < p; r++)
            {
                right[r] += weight * z[i][r] * y[i];
                for (int c = 0; c < p; c++) normal[r, c] += weight * z[i][r] * z[i][c];
            }
        }

        double[,] inverse = LinearAlgebra.Inverse(normal);
        return ([.. Enumerable.Range(0, p).Select(r => Enumerable.Range(0, p).Sum(c => inverse[r, c] * right[c]))], inverse);
    }

    private static double Form(double[,] matrix, double[] z)
    {
        double sum = 0;
        for (int r = 0; r < z.Length; r++)
        {
            for (int c = 0; c < z.Length; c++) sum += z[r] * matrix[r, c] * z[c];
        }

        return sum;
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int k = 0; k < a.Length; k++) sum += a[k] * b[k];
        return sum;
    }

    private static double Square(double x) => x * x;
}
