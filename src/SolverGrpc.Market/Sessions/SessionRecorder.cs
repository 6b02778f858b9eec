using SolverGrpc.Market.Readers;

namespace SolverGrpc.Market.Sessions;

/// <summary>Makes a <see cref="RecordedSession"/> of events in the order of time (small steps back are taken as the present).</summary>
public sealed class SessionRecorder
{
    /// <summary>Most intervals that are kept: some 100 MB.</summary>
    public const int IntervalsMax = 300_000;

    private const double NsPerSecond = 1e9;

    private readonly long _intervalNs;
    private readonly int _intervalsMax;
    private readonly RecordedSession _session = new();
    private readonly BookSnapshot _book = new();
    private long _slot = long.MinValue;
    private bool _hasBook;
    private double _volume, _lastTradePrice;

    /// <summary>Begins.</summary>
    /// <param name="intervalSeconds">Length of an interval, > 0. Default: 1.</param>
    /// <param name="intervalsMax">Most intervals that are kept.</param>
    public SessionRecorder(double intervalSeconds = 1, int intervalsMax = IntervalsMax)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(intervalSeconds);
        _intervalsMax = intervalsMax;
        _intervalNs = Math.Max(1, (long)(intervalSeconds * NsPerSecond));
    }

    /// <summary>Takes an event.</summary>
    /// <exception cref="MarketDataException">The session is too long for its interval.</exception>
    public void Add(MarketEvent item)
    {
        ArgumentNullException.ThrowIfNull(item);
        long slot = Math.Max(_slot, item.TimeNs / _intervalNs);
        if (slot != _slot) Close();
        if (_session.Count == 0 && _slot == long.MinValue) _session.FirstNs = item.TimeNs;
        _slot = slot;
        _session.LastNs = Math.Max(_session.LastNs, item.TimeNs);
        // the same book again tells nothing new: counted again it would only feign certainty
        if (item.HasBook && item.Book.IsTwoSided && !item.Book.SameAs(_book))
        {
            _book.CopyFrom(item.Book);
            _hasBook = true;
        }

        if (!(item.TradeSize > 0)) return;
        _volume += item.TradeSize;
        _lastTradePrice = item.TradePrice;
    }

    /// <summary>Ends the session.</summary>
    /// <exception cref="MarketDataException">There was no book to learn from.</exception>
    public RecordedSession Finish()
    {
        Close();
        for (int i = 0; i < _session.Count; i++)
        {
            if (_session[i].HasBook) return _session;
        }

        throw new MarketDataException("there is not one whole two-sided book in the data");
    }

    private void Close()
    {
        if (!_hasBook && _volume == 0) return;
        if (_session.Count >= _intervalsMax)
            throw new MarketDataException(FormattableString.Invariant($"the data has more than {IntervalsMax} intervals of {_intervalNs / NsPerSecond} s in all; sample less often"));
        _session.Add(_slot * _intervalNs, _hasBook ? _book : null, _volume, _lastTradePrice);
        (_hasBook, _volume, _lastTradePrice) = (false, 0, 0);
    }
}
