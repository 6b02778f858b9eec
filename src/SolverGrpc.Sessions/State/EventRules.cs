using Event = SolverGrpc.Contracts.V1.StreamReoptimizeRequest.EventOneofCase;

namespace SolverGrpc.Sessions.State;

/// <summary>
/// The table of states and events. Facts (executions, what became of child orders, the market) are never refused for when they
/// come; wishes are refused where they can have no meaning.
/// </summary>
public static class EventRules
{
    private const EventEffect T = EventEffect.Taken, P = EventEffect.Planned, F = EventEffect.Flagged, N = EventEffect.Nothing, R = EventEffect.Refused;

    private static readonly Dictionary<Event, EventEffect[]> Table = new()
    {
        //                        Working Suspended Ended Done Cancelled
        [Event.MarketUpdate] = [P, T, T, T, N],
        [Event.Quote] = [T, T, T, T, T],
        [Event.Trade] = [T, T, T, T, T],
        [Event.ChildSubmitted] = [P, T, T, F, F],
        [Event.ChildReplaced] = [P, T, T, T, T],
        [Event.ChildCancelled] = [P, T, T, T, T],
        [Event.ChildRejected] = [P, T, T, T, T],
        [Event.Fill] = [P, T, T, F, F],
        [Event.FillCorrect] = [P, T, T, F, F],
        [Event.FillBust] = [P, T, T, F, F],
        [Event.PeriodClose] = [P, T, R, T, N],
        [Event.Amend] = [P, T, P, P, R],
        [Event.Pause] = [T, T, R, R, R],
        [Event.ContinuePlanning] = [N, P, R, R, R],
        [Event.Halt] = [T, T, R, R, R],
        [Event.Unhalt] = [N, P, R, R, R],
        [Event.Cancel] = [T, T, T, T, N],
    };

    /// <summary>The events of the table.</summary>
    public static IEnumerable<Event> Events => Table.Keys;

    /// <summary>What becomes of an event; <see cref="EventEffect.Refused"/> for one that is not in the table.</summary>
    /// <param name="phase">Where the session stands.</param>
    /// <param name="kind">The event.</param>
    public static EventEffect Of(Phase phase, Event kind) => Table.TryGetValue(kind, out EventEffect[]? row) ? row[(int)phase] : EventEffect.Refused;
}

/// <summary>What becomes of an event.</summary>
public enum EventEffect
{
    /// <summary>Changes the state.</summary>
    Taken,

    /// <summary>Changes the state, and the order is planned again (after Continue and Unhalt unless the other one still holds).</summary>
    Planned,

    /// <summary>Changes the state, with a warning: the order was over.</summary>
    Flagged,

    /// <summary>Taken, changes nothing.</summary>
    Nothing,

    /// <summary>Refused with FAILED_PRECONDITION: it can have no meaning here.</summary>
    Refused,
}
