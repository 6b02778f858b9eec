namespace SolverGrpc.Market.Impact;

/// <summary>
/// The exponent that periods share, found without their levels (variable projection, Golub and Pereyra 1973): with y_i the mean slippages
/// of period i and φ(β)_j = x_j^β, the best level of each period is φ'y_i / φ'φ, and what remains is
/// Σ w_i |y_i|² − φ'Mφ / φ'φ with M = Σ w_i y_i y_i'. Only M is needed, however many periods there are.
/// </summary>
internal sealed class PowerShape
{
    /// <summary>Least and largest exponent of the slippage per share that is looked for.</summary>
    public const double Least = 0.05, Most = 3;

    private const double Golden = 0.6180339887498949, Width = 1e-6;
    private const int Grid = 24;

    private readonly double[] _logSize;
    private readonly double[,] _moments;

    /// <summary>Begins without any period.</summary>
    public PowerShape(ReadOnlySpan<double> sizes)
    {
        double middle = 0;
        foreach (double size in sizes) middle += Math.Log(size) / sizes.Length;
        _logSize = new double[sizes.Length];
        for (int j = 0; j < sizes.Length; j++) _logSize[j] = Math.Log(sizes[j]) - middle;
        _moments = new double[sizes.Length, sizes.Length];
    }

    /// <summary>Forgets all periods.</summary>
    public void Clear() => Array.Clear(_moments);

    /// <summary>Adds a period's mean slippages with a weight.</summary>
    public void Add(ReadOnlySpan<double> mean, double weight)
    {
        for (int j = 0; j < mean.Length; j++)
        {
            for (int k = 0; k <= j; k++) _moments[j, k] += weight * mean[j] * mean[k];
        }
    }

    /// <summary>The best exponent.</summary>
    public double Exponent()
    {
        double best = Least, bestFit = double.NegativeInfinity, step = (Most - Least) / Grid;
        for (int g = 0; g <= Grid; g++)
        {
            double fit = Fit(Least + (g * step));
            if (fit > bestFit) (best, bestFit) = (Least + (g * step), fit);
        }

        return Search(Math.Max(Least, best - step), Math.Min(Most, best + step));
    }

    /// <summary>The best exponent near one that is known: where it lies is not looked for again.</summary>
    public double ExponentNear(double guess) => Search(Math.Max(Least, guess - 0.5), Math.Min(Most, guess + 0.5));

    // golden section
    private double Search(double low, double high)
    {
        double a = high - (Golden * (high - low)), b = low + (Golden * (high - low)), fa = Fit(a), fb = Fit(b);
        while (high - low > Width)
        {
            if (fa > fb)
            {
                (high, b, fb) = (b, a, fa);
                a = high - (Golden * (high - low));
                fa = Fit(a);
            }
            else
            {
                (low, a, fa) = (a, b, fb);
                b = low + (Golden * (high - low));
                fb = Fit(b);
            }
        }

        return (low + high) / 2;
    }

    private double Fit(double exponent)
    {
        Span<double> phi = stackalloc double[_logSize.Length];
        double norm = 0, form = 0;
        for (int j = 0; j < phi.Length; j++)
        {
            phi[j] = Math.Exp(exponent * _logSize[j]);
            norm += phi[j] * phi[j];
            double across = 0;
            for (int k = 0; k < j; k++) across += _moments[j, k] * phi[k];
            form += phi[j] * ((2 * across) + (_moments[j, j] * phi[j]));
        }

        return form / norm;
    }
}
