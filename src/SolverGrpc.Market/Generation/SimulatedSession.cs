using SolverGrpc.Market.Readers;

namespace SolverGrpc.Market.Generation;

/// <summary>
/// A session of books and trades with known impact, volatility and volume. A hidden price follows a Brownian motion; liquidity lies
/// beyond it and the half-spread at distances that grow with the depth and breathe with a noise of mean one; every share is quoted at
/// the whole tick nearest to its place. As the hidden price wanders through the ticks, the rounding is unbiased: the mean slippage of
/// walking the book, against the mid, is the truth for every size the ten levels can fill.
/// </summary>
public sealed class SimulatedSession
{
    private readonly SessionOptions _options;
    private readonly GaussianDraws _draws;
    private readonly BookSnapshot _book = new();
    private readonly List<(double Time, bool IsTrade)> _events = [];
    private readonly double _memory, _innovation;
    private int _period = -1, _next;
    private double _price, _askState, _bidState, _time;
    private double _tradeSize;

    /// <summary>Begins a session.</summary>
    /// <exception cref="ArgumentException">The half-spread is below a tick.</exception>
    public SimulatedSession(SessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.HalfSpread < options.TickSize) throw new ArgumentException("The half-spread must be at least a tick.", nameof(options));
        _options = options;
        Truth = new SessionTruth(options);
        _draws = new GaussianDraws(options.Seed);
        (_askState, _bidState) = (_draws.Normal(), _draws.Normal());
        _memory = options.DepthNoiseMemory;
        _innovation = Math.Sqrt(1 - (_memory * _memory));
        _price = options.Price + (options.TickSize * _draws.Uniform());
    }

    /// <summary>What was put in.</summary>
    public SessionTruth Truth { get; }

    /// <summary>The next book or trade.</summary>
    /// <param name="target">Gets it; a trade comes with the book before it.</param>
    /// <returns>False at the end of the session.</returns>
    public bool Read(MarketEvent target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (_next == _events.Count && !BeginPeriod()) return false;
        (double time, bool isTrade) = _events[_next++];
        MovePrice(time);
        if (!isTrade || !_book.IsTwoSided) Requote();
        target.Clear();
        target.TimeNs = _options.StartNs + (long)(time * 1e9);
        target.Book.CopyFrom(_book);
        target.HasBook = true;
        if (!isTrade) return true;
        bool isBuy = _draws.Uniform() < 0.5;
        (target.TradeSize, target.TradePrice) = (_tradeSize, isBuy ? _book.Asks.Price[0] : _book.Bids.Price[0]);
        target.Aggressor = isBuy ? Aggressor.Buyer : Aggressor.Seller;
        return true;
    }

    private bool BeginPeriod()
    {
        if (++_period == _options.PeriodCount) return false;
        bool isSparse = _options.SparseEvery > 0 && (_period + 1) % _options.SparseEvery == 0;
        int books = isSparse ? _options.SparseBooks : _options.BooksPerPeriod;
        _events.Clear();
        _next = 0;
        for (int i = 0; i < books + _options.TradesPerPeriod; i++) _events.Add(((_period + _draws.Uniform()) * _options.PeriodSeconds, i >= books));
        _events.Sort((a, b) => a.Time.CompareTo(b.Time));
        // whole shares, at least one, around the mean of the period
        double mean = Truth.Volume[_period] / _options.TradesPerPeriod * Math.Exp((0.2 * _draws.Normal()) - 0.02);
        _tradeSize = Math.Max(1, Math.Round(mean));
        return true;
    }

    private void MovePrice(double time)
    {
        double perPeriod = Truth.Volatility[_period], periods = (time - _time) / _options.PeriodSeconds;
        _price = Math.Max(20 * _options.TickSize, _price + (perPeriod * Math.Sqrt(periods) * _draws.Normal()));
        _time = time;
    }

    private void Requote()
    {
        _book.Clear();
        Quote(_book.Asks, 1, Breath(ref _askState));
        Quote(_book.Bids, -1, Breath(ref _bidState));
    }

    // an autoregressive logarithm; the factor's mean is one
    private double Breath(ref double state)
    {
        state = (_memory * state) + (_innovation * _draws.Normal());
        double s = _options.DepthNoise;
        return Math.Exp((s * state) - (s * s / 2));
    }

    private void Quote(BookSide side, int direction, double breath)
    {
        double tick = _options.TickSize, best = _price + (direction * Truth.HalfSpread[_period] * Math.Pow(breath, _options.SpreadFollowsDepth));
        double distance = Truth.Distance[_period] * breath;
        double level = Math.Round(best / tick);
        double quoted = 0;
        for (int k = 0; k < BookSide.LevelsMax; k++, level += direction)
        {
            double reach = direction * (((level + (direction * 0.5)) * tick) - best);
            double within = Math.Round(_options.Depth * Math.Pow(Math.Max(reach, 0) / distance, Truth.DepthGrowth[_period]));
            within = Math.Max(within, quoted + 1);
            side.Add(Math.Round(level * tick, 9), within - quoted);
            quoted = within;
        }
    }
}
