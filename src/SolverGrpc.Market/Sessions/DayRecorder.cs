using SolverGrpc.Market.Readers;

namespace SolverGrpc.Market.Sessions;

/// <summary>Records the sessions of several days, one after the other, in a memory that is bounded for all of them together.</summary>
/// <param name="intervalSeconds">How often books are sampled, > 0.</param>
public sealed class DayRecorder(double intervalSeconds)
{
    /// <summary>Most days.</summary>
    public const int DaysMax = 251;

    private readonly List<RecordedSession> _sessions = [];
    private readonly List<long?> _starts = [];
    private SessionRecorder? _recorder;

    /// <summary>The days that are over.</summary>
    public IReadOnlyList<RecordedSession> Sessions => _sessions;

    /// <summary>Begin of the first period of each, as it was told.</summary>
    public IReadOnlyList<long?> StartsNs => _starts;

    /// <summary>The day before, if there is one, is over; another begins.</summary>
    /// <param name="startNs">Begin of its first period, in nanoseconds since 1970-01-01 UTC; null: not told.</param>
    /// <exception cref="MarketDataException">The day before has no book, or there are too many days.</exception>
    public void Begin(long? startNs = null)
    {
        Close();
        if (_sessions.Count == DaysMax) throw new MarketDataException(FormattableString.Invariant($"there are more than {DaysMax} days"));
        _starts.Add(startNs);
        _recorder = new SessionRecorder(intervalSeconds, SessionRecorder.IntervalsMax - _sessions.Sum(session => session.Count));
    }

    /// <summary>Takes an event; before any <see cref="Begin"/> it begins a day.</summary>
    /// <exception cref="MarketDataException">The data is too long, or not in the order of days.</exception>
    public void Add(MarketEvent item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (_recorder is null) Begin();
        if (_sessions.Count > 0 && item.TimeNs <= _sessions[^1].LastNs) throw new MarketDataException(FormattableString.Invariant($"{Day}: it begins before the day before it ends"));
        _recorder!.Add(item);
    }

    /// <summary>Takes a whole file into the open day.</summary>
    public void Add(MarketReader reader, CancellationToken cancellation = default)
    {
        const int CheckEvery = 1 << 12;
        ArgumentNullException.ThrowIfNull(reader);
        var item = new MarketEvent();
        for (long i = 0; reader.Read(item); i++)
        {
            if (i % CheckEvery == 0) cancellation.ThrowIfCancellationRequested();
            Add(item);
        }
    }

    /// <summary>Ends the last day.</summary>
    /// <exception cref="MarketDataException">There is no day, or the last one has no book.</exception>
    public void Close()
    {
        if (_recorder is null) return;
        try
        {
            _sessions.Add(_recorder.Finish());
        }
        catch (MarketDataException e) when (_sessions.Count > 0)
        {
            throw new MarketDataException($"{Day}: {e.Message}", e);
        }

        _recorder = null;
    }

    private string Day => FormattableString.Invariant($"day {_sessions.Count + 1}");
}
