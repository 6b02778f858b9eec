namespace SolverGrpc.Core.Comparison;

/// <summary>What the market is, for the pre-trade estimate.</summary>
/// <param name="AverageDailyVolume">V, shares per day, &gt; 0.</param>
/// <param name="SharesOutstanding">Θ, shares, &gt; 0.</param>
/// <param name="DailyVolatility">σ, per day, as a fraction of the price, &gt; 0.</param>
/// <param name="DurationDays">T, days of trading from begin to end of the order, &gt; 0.</param>
public readonly record struct PreTradeInput(double AverageDailyVolume, double SharesOutstanding, double DailyVolatility, double DurationDays);

/// <summary>
/// Expected cost of an order of X shares worked at a constant rate, after Almgren, Thum, Hauptmann and Li, "Direct
/// Estimation of Equity Market Impact" (Risk, 2005): a fit to US large-cap orders, used before any own calibration.
/// <code>
/// I = .314 σ (X / V) (Θ / V)^(1/4),   K = .142 σ (X / (V T))^(3/5),   J = I / 2 + K
/// </code>
/// All are fractions of the price.
/// </summary>
/// <param name="PermanentImpact">I: how far the price is moved for good.</param>
/// <param name="TemporaryImpact">K: what trading faster than not at all adds.</param>
public readonly record struct PreTradeEstimate(double PermanentImpact, double TemporaryImpact)
{
    private const double PermanentCoefficient = .314;
    private const double TemporaryCoefficient = .142;
    private const double TurnoverExponent = .25;
    private const double RateExponent = .6;

    /// <summary>J: expected cost against the arrival price; the order itself pays half of its permanent impact on average.</summary>
    public double Cost => (PermanentImpact / 2) + TemporaryImpact;

    /// <summary>The estimate for <paramref name="quantity"/> ≥ 0 shares.</summary>
    public static PreTradeEstimate Of(double quantity, in PreTradeInput market)
    {
        double days = quantity / market.AverageDailyVolume;
        double turnover = Math.Pow(market.SharesOutstanding / market.AverageDailyVolume, TurnoverExponent);
        double rate = Math.Pow(days / market.DurationDays, RateExponent);
        return new(
            PermanentCoefficient * market.DailyVolatility * days * turnover,
            TemporaryCoefficient * market.DailyVolatility * rate);
    }
}
