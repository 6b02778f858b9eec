namespace SolverGrpc.Market.Impact;

/// <summary>
/// How the slippage of a moment differs from what is usual at that time, given the spread and the imbalance at the best prices:
/// factor = 1 + SpreadSlope (spread / usual spread − 1) + ImbalanceSlope (imbalance − MeanImbalance). A condition is in it only if it
/// explains books it was not fitted on (<see cref="ConditioningFit"/>); the slope of one that is not is 0.
/// </summary>
public sealed record Conditioning
{
    private const double LeastFactor = 0.2, MostFactor = 5;

    /// <summary>The spread explains something.</summary>
    public bool UsesSpread { get; init; }

    /// <summary>The imbalance does.</summary>
    public bool UsesImbalance { get; init; }

    /// <summary>Per relative change of the spread.</summary>
    public double SpreadSlope { get; init; }

    /// <summary>Per unit of imbalance towards the other side.</summary>
    public double ImbalanceSlope { get; init; }

    /// <summary>Mean of that imbalance.</summary>
    public double MeanImbalance { get; init; }

    /// <summary>Part of the variation of a moment that it explains on books it was not fitted on; 0 if no condition is used.</summary>
    public double OutOfSampleRSquared { get; init; }

    /// <summary>Part of a moment's deviation that is left on average over one period from then on, 0 to 1; 0 too where that does not predict out of sample.</summary>
    public double Ahead { get; init; }

    /// <summary>How much of that is left from each period to the next, 0 to 1; 0 too where what is left in the second does not predict.</summary>
    public double Fade { get; init; }

    /// <summary>Some condition predicts, and may be used.</summary>
    public bool Predicts => UsesSpread || UsesImbalance;

    /// <summary>What to multiply impact by at a moment; 1 if nothing is predicted. Kept between 0.2 and 5.</summary>
    /// <param name="spread">Spread now over the usual one, > 0.</param>
    /// <param name="imbalance">Imbalance now, towards the other side.</param>
    public double Factor(double spread, double imbalance) => Math.Clamp(
        1 + (UsesSpread ? SpreadSlope * (spread - 1) : 0) + (UsesImbalance ? ImbalanceSlope * (imbalance - MeanImbalance) : 0), LeastFactor, MostFactor);

    /// <summary>What is left of a moment's factor in the periods after it.</summary>
    /// <param name="factor">Of the moment.</param>
    /// <param name="period">0 for the period that begins now.</param>
    public double Later(double factor, int period) => 1 + ((factor - 1) * Ahead * Math.Pow(Fade, period));
}
