using SolverGrpc.Market.Forecast;
using SolverGrpc.Market.Impact;
using SolverGrpc.Market.Readers;

namespace SolverGrpc.Market.Online;

/// <summary>
/// Re-estimates a session while it is traded: books, trades and own executions of each period against what was calibrated, with
/// forgetting. Impact, half-spread, variance and volume keep the shape that was calibrated and follow the ratio of what is seen to it (<see cref="StableScale"/>);
/// spread and imbalance of the last book shift the impact of the next periods where they were found to predict (<see cref="Conditioning"/>). Every closed
/// period gives the parameters of those to come.
/// </summary>
public sealed class OnlineCalibration
{
    private readonly OnlineBaseline _baseline;
    private readonly OnlineOptions _options;
    // of one period: a day of them every third of a second
    private const int MidsMax = 300_000;

    // one value a period, from few changes: the baseline counts for more
    private const double VariancePriorPeriods = 5;

    private readonly StableScale _impact, _spread, _variance, _volume;
    private readonly List<double> _mids = [];
    private readonly double[] _walked;
    private double _traded, _lastHalfSpread, _lastImbalance;
    private bool _sawTrades;
    private int _period;

    /// <summary>Begins before the first period.</summary>
    public OnlineCalibration(OnlineBaseline baseline, OnlineOptions options)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(options);
        (_baseline, _options) = (baseline, options);
        _impact = new StableScale(options.HalfLifePeriods, options.StepMost);
        _spread = new StableScale(options.HalfLifePeriods, options.StepMost);
        _variance = new StableScale(options.HalfLifePeriods, options.StepMost * options.StepMost, VariancePriorPeriods);
        _volume = new StableScale(options.HalfLifePeriods, options.StepMost);
        _walked = new double[baseline.Sizes.Max(sizes => sizes.Length)];
    }

    /// <summary>The period that is open; the number of periods when all are closed.</summary>
    public int Period => _period;

    /// <summary>Number of periods.</summary>
    public int PeriodCount => _baseline.PeriodCount;

    /// <summary>Takes a book.</summary>
    public void Observe(BookSnapshot book)
    {
        ArgumentNullException.ThrowIfNull(book);
        if (_period == _baseline.PeriodCount || !book.IsTwoSided) return;
        if (_mids.Count < MidsMax) _mids.Add(book.Mid);
        (double bid, double ask) = (book.Bids.Size[0], book.Asks.Size[0]);
        (_lastHalfSpread, _lastImbalance) = (book.HalfSpread, (bid - ask) / (bid + ask) * (_baseline.IsBuy ? 1 : -1));
        _spread.Observe(book.HalfSpread / _baseline.HalfSpread[_period], 1);
        double[] sizes = _baseline.Sizes[_period], model = _baseline.Slippage[_period];
        // a model without a spread has it in its slippage
        double spread = _baseline.HalfSpread[_period] > 0 ? book.HalfSpread : 0;
        int filled = BookWalk.Slippage(book, _baseline.IsBuy, book.Mid, sizes, _walked);
        // a book that is too thin for a size is at least as dear as the bound its walk gives
        int used = filled == sizes.Length ? filled : filled + 1;
        double product = 0, norm = 0;
        for (int j = 0; j < used; j++)
        {
            product += model[j] * (_walked[j] - spread);
            norm += model[j] * model[j];
        }

        _impact.Observe(product / norm, 1);
    }

    /// <summary>Takes a trade of others.</summary>
    /// <param name="shares">Above 0.</param>
    public void Observe(double shares) => (_traded, _sawTrades) = (_traded + shares, true);

    /// <summary>Takes an own execution.</summary>
    /// <param name="shares">Size of the child order, > 0.</param>
    /// <param name="slippage">What it paid per share against the mid when it was sent, in currency.</param>
    public void ObserveFill(double shares, double slippage)
    {
        if (_period == _baseline.PeriodCount || !(shares > 0)) return;
        double model = Model(shares), smallest = _baseline.Slippage[_period][0];
        if (!(model > 0)) return;
        // of a tiny order the tick says more than the impact
        double weight = _options.FillWeight * Math.Min(1, model * model / (smallest * smallest));
        _impact.Observe((slippage - (_baseline.HalfSpread[_period] * _spread.Observed)) / model, weight);
    }

    /// <summary>Closes the open period.</summary>
    /// <returns>The parameters of those to come.</returns>
    public OnlineEstimate Close()
    {
        if (_period == _baseline.PeriodCount) throw new InvalidOperationException("All periods are closed.");
        if (_baseline.Volatility[_period] > 0) _variance.Observe(TwoScaleVariance.Estimate(_mids.ToArray()) / (_baseline.Volatility[_period] * _baseline.Volatility[_period]), 1);
        // who is told of no trades at all cannot say that there were none
        if (_sawTrades && _baseline.Volume[_period] > 0) _volume.Observe(_traded / _baseline.Volume[_period], 1);
        (Watched What, StableScale Scale)[] watched = [(Watched.Impact, _impact), (Watched.HalfSpread, _spread), (Watched.Volatility, _variance), (Watched.Volume, _volume)];
        foreach ((_, StableScale scale) in watched) scale.Close();
        double moment = Moment();
        // the change into the next period belongs to it
        if (_mids.Count > 1) _mids.RemoveRange(0, _mids.Count - 1);
        _traded = 0;
        _period++;
        int[] rest = [.. Enumerable.Range(_period, _baseline.PeriodCount - _period)];
        return new OnlineEstimate(
            _period,
            _impact.Published,
            [.. rest.Select(i => _impact.Published * Math.Clamp(_baseline.Conditioning.Later(moment, i - _period), 1 / _options.StepMost, _options.StepMost))],
            [.. rest.Select(i => _baseline.HalfSpread[i] * _spread.Published)],
            [.. rest.Select(i => _baseline.Volatility[i] * Math.Sqrt(_variance.Published))],
            [.. rest.Select(i => _baseline.Volume[i] * _volume.Published)],
            [.. watched.Where(pair => pair.Scale.HasJumped).Select(pair => Jump(pair.What, pair.Scale))]);
    }

    // of a variance the root is spoken of
    private static OnlineJump Jump(Watched what, StableScale scale) =>
        what == Watched.Volatility ? new(what, Math.Sqrt(scale.Observed), Math.Sqrt(scale.Published)) : new(what, scale.Observed, scale.Published);

    // what the last book's conditions say, against what is usual now
    private double Moment() =>
        _lastHalfSpread > 0 ? _baseline.Conditioning.Factor(_lastHalfSpread / (_baseline.HalfSpread[_period] * _spread.Observed), _lastImbalance) : 1;

    // between two sizes linear, beyond the last as there
    private double Model(double shares)
    {
        double[] sizes = _baseline.Sizes[_period], model = _baseline.Slippage[_period];
        int above = Array.FindIndex(sizes, size => size >= shares);
        if (above < 0) return model[^1];
        double low = above == 0 ? 0 : sizes[above - 1], from = above == 0 ? 0 : model[above - 1];
        return from + ((shares - low) / (sizes[above] - low) * (model[above] - from));
    }
}
