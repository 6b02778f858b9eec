namespace SolverGrpc.Market.Forecast;

/// <summary>
/// Half the spread that trades pay, from their prices alone (Roll 1984): bouncing between bid and ask makes successive price changes
/// negatively correlated, with covariance −h². Beside the quoted spread it tells what hidden liquidity saves.
/// </summary>
public static class RollSpread
{
    /// <summary>h in currency per share; 0 where the covariance is not negative, NaN with fewer than three prices.</summary>
    public static double HalfSpread(ReadOnlySpan<double> prices)
    {
        if (prices.Length < 3) return double.NaN;
        double sum = 0;
        for (int t = 2; t < prices.Length; t++) sum += (prices[t] - prices[t - 1]) * (prices[t - 1] - prices[t - 2]);
        return Math.Sqrt(Math.Max(0, -sum / (prices.Length - 2)));
    }
}
