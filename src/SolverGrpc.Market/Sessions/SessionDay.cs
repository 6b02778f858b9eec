using SolverGrpc.Market.Readers;

namespace SolverGrpc.Market.Sessions;

/// <summary>One of the days that are calibrated together: what was recorded, and which period of the day it belongs to.</summary>
/// <param name="Session">What was recorded.</param>
/// <param name="Periods">Its periods: as many, and meant as the same ones, on every day.</param>
public sealed record SessionDay(RecordedSession Session, PeriodMap Periods)
{
    private const long DayNs = 86_400_000_000_000;

    /// <summary>
    /// The same periods of time on every day. Each day begins where it is said to; else as many whole days after <paramref name="startNs"/> as bring it
    /// nearest to where the first day began; else with its own first event.
    /// </summary>
    /// <param name="sessions">The days, at least one, in the order of time.</param>
    /// <param name="count">Periods of a day, ≥ 1; 0: as many as the longest day fills.</param>
    /// <param name="seconds">Length of each; 0: the longest day divided by <paramref name="count"/>.</param>
    /// <param name="startNs">Begin of the first period of the first day; null: its first event.</param>
    /// <param name="ownStartsNs">Begin of each day; null, or null in it: not told.</param>
    public static IReadOnlyList<SessionDay> ByTime(
        IReadOnlyList<RecordedSession> sessions, int count, double seconds = 0, long? startNs = null, IReadOnlyList<long?>? ownStartsNs = null)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        long? Start(int day) => ownStartsNs?[day] ?? (startNs is { } first ? first + (DayNs * (long)Math.Round((sessions[day].FirstNs - sessions[0].FirstNs) / (double)DayNs)) : null);
        PeriodMap[] alone = [.. sessions.Select((session, day) => PeriodMap.ByTime(session, count, seconds, Start(day)))];
        PeriodMap longest = alone.MaxBy(map => map.Count * map.LengthNs)!;
        return [.. sessions.Select((session, day) => new SessionDay(session, PeriodMap.OfLength(session, longest.Count, longest.LengthNs, alone[day].StartNs)))];
    }

    /// <summary>Periods of the same volume: the k-th of a day is meant as the k-th of every other. A day with less volume has fewer with data.</summary>
    /// <param name="sessions">The days, at least one, in the order of time.</param>
    /// <param name="shares">Volume of each period, > 0.</param>
    /// <exception cref="MarketDataException">There are too many.</exception>
    public static IReadOnlyList<SessionDay> ByVolume(IReadOnlyList<RecordedSession> sessions, double shares)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        PeriodMap[] maps = [.. sessions.Select(session => PeriodMap.ByVolume(session, shares))];
        int most = maps.Max(map => map.Count);
        return [.. sessions.Zip(maps, (session, map) => new SessionDay(session, map.Widened(most)))];
    }
}
