namespace SolverGrpc.Market.Sessions;

/// <summary>Which period an interval of a session belongs to: equal lengths of time, or equal volumes.</summary>
public sealed class PeriodMap
{
    private const double NsPerSecond = 1e9;

    private readonly int[] _periodOf;

    private PeriodMap(int[] periodOf, long startNs, double[] durationSeconds) => (_periodOf, StartNs, DurationSeconds) = (periodOf, startNs, durationSeconds);

    /// <summary>Periods, at least one.</summary>
    public int Count => DurationSeconds.Length;

    /// <summary>Begin of the first, in nanoseconds since 1970-01-01 UTC.</summary>
    public long StartNs { get; }

    /// <summary>Length of each, in seconds.</summary>
    public double[] DurationSeconds { get; }

    /// <summary>Length of the first, in nanoseconds.</summary>
    internal long LengthNs => (long)Math.Round(DurationSeconds[0] * NsPerSecond);

    /// <summary>Period of an interval; −1: outside all.</summary>
    public int this[int interval] => _periodOf[interval];

    /// <summary>Periods of the same length.</summary>
    /// <param name="session">The session.</param>
    /// <param name="count">How many, ≥ 1; 0: as many as the data fills.</param>
    /// <param name="seconds">Length of each; 0: the whole of the data divided by <paramref name="count"/>.</param>
    /// <param name="startNs">Begin of the first; null: the first event, rounded down to a whole period if <paramref name="seconds"/> is given.</param>
    public static PeriodMap ByTime(RecordedSession session, int count, double seconds = 0, long? startNs = null)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (count < 0 || seconds < 0 || (count == 0 && seconds == 0)) throw new ArgumentException("A number of periods or their length is needed.", nameof(count));
        long lengthNs = (long)(seconds * NsPerSecond);
        long start = startNs ?? (seconds > 0 ? session.FirstNs / lengthNs * lengthNs : session.FirstNs);
        // the interval of the last event is in the last period
        if (lengthNs == 0) lengthNs = Math.Max(1, ((session.LastNs - start) / count) + 1);
        if (count == 0) count = (int)Math.Clamp(((session.LastNs - start) / lengthNs) + 1, 1, SessionRecorder.IntervalsMax);
        return OfLength(session, count, lengthNs, start);
    }

    /// <summary>So many periods of a length in nanoseconds from a begin on.</summary>
    internal static PeriodMap OfLength(RecordedSession session, int count, long lengthNs, long start)
    {
        var periods = new int[session.Count];
        for (int t = 0; t < periods.Length; t++)
        {
            // the first interval may begin before its first event
            long since = Math.Max(session[t].TimeNs, Math.Min(start, session.FirstNs)) - start;
            long period = since < 0 ? -1 : since / lengthNs;
            periods[t] = period < count ? (int)period : -1;
        }

        return new PeriodMap(periods, start, [.. Enumerable.Repeat(lengthNs / NsPerSecond, count)]);
    }

    /// <summary>Periods of the same traded volume; the last takes the rest, and takes it all if there were no trades.</summary>
    /// <param name="session">The session.</param>
    /// <param name="shares">Volume of each, > 0.</param>
    public static PeriodMap ByVolume(RecordedSession session, double shares)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shares);
        var periods = new int[session.Count];
        var begins = new List<long> { session.FirstNs };
        double volume = 0;
        for (int t = 0; t < periods.Length; t++)
        {
            if (volume >= shares)
            {
                volume -= shares;
                begins.Add(session[t].TimeNs);
            }

            periods[t] = begins.Count - 1;
            volume += session[t].Volume;
        }

        long[] ends = [.. begins.Skip(1), session.LastNs + 1];
        return new PeriodMap(periods, session.FirstNs, [.. begins.Zip(ends, (begin, end) => Math.Max(1, end - begin) / NsPerSecond)]);
    }

    /// <summary>With further periods at the end that hold nothing and last as long as the mean of these.</summary>
    internal PeriodMap Widened(int count) =>
        new(_periodOf, StartNs, [.. DurationSeconds, .. Enumerable.Repeat(DurationSeconds.Average(), count - Count)]);
}
