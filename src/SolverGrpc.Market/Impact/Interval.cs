namespace SolverGrpc.Market.Impact;

/// <summary>An estimate with its interval of 95 %.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public readonly record struct Interval(double Value, double Low, double High)
{
    /// <summary>Normal quantile of the intervals.</summary>
    internal const double Quantile = 1.959963984540054;

    /// <summary>Of an estimate whose errors are normal.</summary>
    public static Interval Normal(double value, double error) => new(value, value - (Quantile * error), value + (Quantile * error));

    /// <summary>The same of a quantity that cannot be negative.</summary>
    public static Interval NotNegative(double value, double error) => new(value, Math.Max(0, value - (Quantile * error)), value + (Quantile * error));

    /// <summary>Of a positive estimate whose logarithm has normal errors.</summary>
    public static Interval LogNormal(double log, double error) => new(Math.Exp(log), Math.Exp(log - (Quantile * error)), Math.Exp(log + (Quantile * error)));
}
