namespace SolverGrpc.Core.Costs;

/// <summary>
/// z with Φ(z) = p, the quantile of the standard normal distribution. Rational approximations of M. J. Wichura,
/// "Algorithm AS 241: The Percentage Points of the Normal Distribution", Applied Statistics 37 (1988) 477-484:
/// relative error about 1e-16 over the whole range.
/// </summary>
public static class NormalQuantile
{
    // |p − ½| up to here is the central region; beyond, r = √(−log(tail)) up to 5 and above are the two tail regions
    private const double CentralHalfWidth = 0.425;
    private const double TailSplit = 5;

    private static ReadOnlySpan<double> CentralTop =>
    [
        2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
        13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608,
    ];

    private static ReadOnlySpan<double> CentralBottom =>
    [
        5226.495278852854561, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
        5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1,
    ];

    private static ReadOnlySpan<double> TailTop =>
    [
        7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
        3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734,
    ];

    private static ReadOnlySpan<double> TailBottom =>
    [
        1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
        0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1,
    ];

    private static ReadOnlySpan<double> FarTop =>
    [
        2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
        0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772,
    ];

    private static ReadOnlySpan<double> FarBottom =>
    [
        2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
        0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1,
    ];

    /// <summary>z of <paramref name="probability"/>, 0 &lt; p &lt; 1.</summary>
    public static double Of(double probability)
    {
        if (!(probability is > 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(probability), probability, "Must lie between 0 and 1.");
        double q = probability - 0.5;
        if (Math.Abs(q) <= CentralHalfWidth)
        {
            double r = (CentralHalfWidth * CentralHalfWidth) - (q * q);
            return q * Ratio(CentralTop, CentralBottom, r);
        }

        double tail = Math.Sqrt(-Math.Log(q < 0 ? probability : 1 - probability));
        double z = tail <= TailSplit
            ? Ratio(TailTop, TailBottom, tail - 1.6)
            : Ratio(FarTop, FarBottom, tail - TailSplit);
        return q < 0 ? -z : z;
    }

    private static double Ratio(ReadOnlySpan<double> top, ReadOnlySpan<double> bottom, double r) => Horner(top, r) / Horner(bottom, r);

    private static double Horner(ReadOnlySpan<double> coefficients, double r)
    {
        double value = 0;
        foreach (double coefficient in coefficients) value = (value * r) + coefficient;
        return value;
    }
}
