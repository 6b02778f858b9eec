namespace SolverGrpc.Market.Forecast;

/// <summary>
/// A positive quantity (variance, volume) as a shape over the session times a slowly moving level (Andersen and Bollerslev 1997): the
/// shape repeats every session, the level is the exponentially weighted mean of what was observed over the shape, in the
/// manner of RiskMetrics (1996). The forecast for coming periods, of this session or the next, is shape times level.
/// </summary>
public sealed class IntradayForecast
{
    private readonly double[] _shape;
    private readonly double _forgetting;

    /// <summary>Begins with a shape, at level 1.</summary>
    /// <param name="shape">Expected value of each period, > 0.</param>
    /// <param name="halfLifePeriods">After this many periods an observation counts half, > 0.</param>
    public IntradayForecast(IReadOnlyList<double> shape, double halfLifePeriods)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(halfLifePeriods);
        _shape = [.. shape];
        _forgetting = 1 - Math.Pow(0.5, 1 / halfLifePeriods);
    }

    /// <summary>What the session is over its shape: 1.2 stands for a fifth above.</summary>
    public double Level { get; private set; } = 1;

    /// <summary>Forecast of a period that is still to come, or of the same period of the next session.</summary>
    public double this[int period] => Level * _shape[period];

    /// <summary>Takes what a period turned out to be; ≥ 0, NaN tells nothing.</summary>
    public void Observe(int period, double value)
    {
        if (double.IsFinite(value)) Level += _forgetting * ((value / _shape[period]) - Level);
    }
}
