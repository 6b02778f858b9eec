using System.Globalization;
using SolverGrpc.Market.Forecast;
using SolverGrpc.Market.Impact;
using SolverGrpc.Market.Readers;

namespace SolverGrpc.Market.Online;

/// <summary>
/// Re-estimates a session while it is traded: books, trades and own executions of each period against what was calibrated, with
/// forgetting. Impact and half-spread follow the ratio of what is seen to the baseline (<see cref="StableScale"/>); volatility and volume
/// are shape times level (<see cref="IntradayForecast"/>). Every closed period gives the parameters of those to come.
/// </summary>
public sealed class OnlineCalibration
{
    private readonly OnlineBaseline _baseline;
    private readonly OnlineOptions _options;
    private readonly StableScale _impact, _spread;
    private readonly IntradayForecast _variance, _volume;
    private readonly List<double> _mids = [];
    private readonly double[] _walked;
    private double _traded;
    private int _period;

    /// <summary>Begins before the first period.</summary>
    public OnlineCalibration(OnlineBaseline baseline, OnlineOptions options)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(options);
        (_baseline, _options) = (baseline, options);
        _impact = new StableScale(options.HalfLifePeriods, options.StepMost);
        _spread = new StableScale(options.HalfLifePeriods, options.StepMost);
        _variance = new IntradayForecast(Shape(baseline.Volatility.Select(v => v * v)), options.HalfLifePeriods);
        _volume = new IntradayForecast(Shape(baseline.Volume), options.HalfLifePeriods);
        _walked = new double[baseline.Sizes.Max(sizes => sizes.Length)];
    }

    /// <summary>The period that is open; the number of periods when all are closed.</summary>
    public int Period => _period;

    /// <summary>Takes a book.</summary>
    public void Observe(BookSnapshot book)
    {
        ArgumentNullException.ThrowIfNull(book);
        if (_period == _baseline.PeriodCount || !book.IsTwoSided) return;
        _mids.Add(book.Mid);
        _spread.Observe(book.HalfSpread / _baseline.HalfSpread[_period], 1);
        double[] sizes = _baseline.Sizes[_period], model = _baseline.Slippage[_period];
        int filled = BookWalk.Slippage(book, _baseline.IsBuy, book.Mid, sizes, _walked);
        // a book that is too thin for a size is at least as dear as the bound its walk gives
        int used = filled == sizes.Length ? filled : filled + 1;
        double product = 0, norm = 0;
        for (int j = 0; j < used; j++)
        {
            product += model[j] * (_walked[j] - book.HalfSpread);
            norm += model[j] * model[j];
        }

        _impact.Observe(product / norm, 1);
    }

    /// <summary>Takes a trade of others.</summary>
    /// <param name="shares">Above 0.</param>
    public void Observe(double shares) => _traded += shares;

    /// <summary>Takes an own execution.</summary>
    /// <param name="shares">Size of the child order, > 0.</param>
    /// <param name="slippage">What it paid per share against the mid when it was sent, in currency.</param>
    public void ObserveFill(double shares, double slippage)
    {
        if (_period == _baseline.PeriodCount || !(shares > 0)) return;
        double model = Model(shares);
        if (model > 0) _impact.Observe((slippage - (_baseline.HalfSpread[_period] * _spread.Observed)) / model, _options.FillWeight);
    }

    /// <summary>Closes the open period.</summary>
    /// <returns>The parameters of those to come.</returns>
    public OnlineEstimate Close()
    {
        if (_period == _baseline.PeriodCount) throw new InvalidOperationException("All periods are closed.");
        _impact.Close();
        _spread.Close();
        if (_baseline.Volatility[_period] > 0) _variance.Observe(_period, TwoScaleVariance.Estimate(_mids.ToArray()));
        if (_baseline.Volume[_period] > 0) _volume.Observe(_period, _traded);
        // the change into the next period belongs to it
        if (_mids.Count > 1) _mids.RemoveRange(0, _mids.Count - 1);
        _traded = 0;
        _period++;
        int[] rest = [.. Enumerable.Range(_period, _baseline.PeriodCount - _period)];
        var warnings = new List<string>();
        Warn(warnings, "impact", _impact);
        Warn(warnings, "the half-spread", _spread);
        return new OnlineEstimate(
            _period,
            _impact.Published,
            [.. rest.Select(i => _baseline.HalfSpread[i] * _spread.Published)],
            [.. rest.Select(i => _baseline.Volatility[i] > 0 ? Math.Sqrt(_variance[i]) : 0)],
            [.. rest.Select(i => _baseline.Volume[i] > 0 ? _volume[i] : 0)],
            warnings);
    }

    private static void Warn(List<string> warnings, string name, StableScale scale)
    {
        if (scale.HasJumped) warnings.Add(string.Create(CultureInfo.InvariantCulture, $"{name} is seen at {scale.Observed:0.00} of what was calibrated; {scale.Published:0.00} is taken over for now"));
    }

    // between two sizes linear, beyond the last as there
    private double Model(double shares)
    {
        double[] sizes = _baseline.Sizes[_period], model = _baseline.Slippage[_period];
        int above = Array.FindIndex(sizes, size => size >= shares);
        if (above < 0) return model[^1];
        double low = above == 0 ? 0 : sizes[above - 1], from = above == 0 ? 0 : model[above - 1];
        return from + ((shares - low) / (sizes[above] - low) * (model[above] - from));
    }

    // a period without a value has none to be compared with
    private static double[] Shape(IEnumerable<double> values) => [.. values.Select(value => value > 0 ? value : 1)];
}
