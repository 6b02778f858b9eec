namespace SolverGrpc.Market.Online;

/// <summary>
/// A scale that is followed with forgetting and published in bounded steps. Observations are ratios to the baseline; what is beyond four
/// deviations of the usual noise counts as far as that (Huber 1964), so that a flickering book moves nothing; a lasting change is followed
/// step by step, and as long as it is not reached the scale says that it has jumped.
/// </summary>
internal sealed class StableScale
{
    private const double Corner = 4, FirstDeviation = 0.5, LeastDeviation = 0.02;

    private readonly double _keptPerPeriod, _stepMost;
    private double _weight, _mean = 1, _deviation = FirstDeviation;
    private double _periodWeight, _periodSum;

    /// <summary>Begins at 1.</summary>
    /// <param name="halfLifePeriods">After so many periods an observation counts half.</param>
    /// <param name="stepMost">Largest factor from one period to the next.</param>
    /// <param name="priorPeriods">Periods that the baseline counts as.</param>
    public StableScale(double halfLifePeriods, double stepMost, double priorPeriods = 1)
    {
        _weight = priorPeriods;
        _keptPerPeriod = Math.Pow(0.5, 1 / halfLifePeriods);
        _stepMost = stepMost;
    }

    /// <summary>As far as it is taken over.</summary>
    public double Published { get; private set; } = 1;

    /// <summary>What the observations say.</summary>
    public double Observed => _mean;

    /// <summary>The last step was not enough to reach what the observations say.</summary>
    public bool HasJumped { get; private set; }

    /// <summary>Takes an observation of the open period; not finite or negative ones tell nothing.</summary>
    public void Observe(double ratio, double weight)
    {
        if (!double.IsFinite(ratio) || ratio < 0) return;
        double distance = ratio - (_periodWeight > 0 ? _periodSum / _periodWeight : _mean);
        double most = Corner * _deviation;
        // the usual deviation follows what was seen, itself clipped
        _deviation = Math.Max(LeastDeviation, _deviation + (0.01 * (Math.Min(Math.Abs(distance), most) - (0.8 * _deviation))));
        _periodSum += weight * (ratio - distance + Math.Clamp(distance, -most, most));
        _periodWeight += weight;
    }

    /// <summary>Closes the period. A period counts once however many books it had; one without any changes nothing.</summary>
    public void Close()
    {
        HasJumped = false;
        if (_periodWeight > 0)
        {
            _weight = (_weight * _keptPerPeriod) + 1;
            _mean += ((_periodSum / _periodWeight) - _mean) / _weight;
            (_periodSum, _periodWeight) = (0, 0);
        }

        double least = Published / _stepMost, most = Published * _stepMost;
        HasJumped = _mean < least || _mean > most;
        Published = Math.Clamp(_mean, least, most);
    }
}
