namespace SolverGrpc.Market.Forecast;

/// <summary>
/// Half the spread that trades pay, from their prices alone (Roll 1984): bouncing between bid and ask makes successive price changes
/// negatively correlated, with covariance −h². Beside the quoted spread it tells what hidden liquidity saves. Where its assumptions plainly fail it
/// says so instead: few trades, no significant negative correlation, or prices that bounce far beyond the quotes (trades at many levels, or stale ones).
/// </summary>
/// <param name="HalfSpread">h in currency per share; NaN if it means nothing.</param>
/// <param name="Doubt">Why it means nothing; null if it does mean something.</param>
public sealed record RollSpread(double HalfSpread, string? Doubt)
{
    private const int LeastChanges = 30;
    private const double Significant = 2, BeyondQuotes = 3;

    /// <summary>Estimates it.</summary>
    /// <param name="days">Trade prices of each day, in the order of time.</param>
    /// <param name="quoted">Mean quoted half-spread, in currency per share.</param>
    public static RollSpread Of(IReadOnlyList<double[]> days, double quoted)
    {
        ArgumentNullException.ThrowIfNull(days);
        double[] products = [.. days.SelectMany(prices => Enumerable.Range(2, Math.Max(0, prices.Length - 2)).Select(t => (prices[t] - prices[t - 1]) * (prices[t - 1] - prices[t - 2])))];
        if (products.Length < LeastChanges) return new(double.NaN, "there are too few trades");
        double covariance = products.Average(), error = Math.Sqrt(products.Sum(p => (p - covariance) * (p - covariance))) / products.Length;
        if (!(covariance < -Significant * error)) return new(double.NaN, "successive price changes are not significantly negatively correlated");
        double half = Math.Sqrt(-covariance);
        return half > BeyondQuotes * quoted
            ? new(double.NaN, FormattableString.Invariant($"trade prices bounce by {half:G3}, {half / quoted:0} times the quoted half-spread: not between bid and ask"))
            : new(half, null);
    }
}
