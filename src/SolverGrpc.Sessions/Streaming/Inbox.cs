using Google.Rpc;
using SolverGrpc.Sessions.State;

namespace SolverGrpc.Sessions.Streaming;

/// <summary>
/// Puts the events of a session in order, by FIX's rules: what comes too early is held inside a bounded window and asked for
/// once, what comes again is known again, anything else ends the stream and keeps the session. Not thread-safe.
/// </summary>
public sealed class Inbox
{
    private readonly StreamLimits _limits;
    private readonly KnownEvents _known;
    private readonly Dictionary<long, InboundEvent> _held = [];
    private long _heldBytes;
    private long _highest;
    private long _previous;

    /// <summary>An inbox that expects seq 1.</summary>
    /// <param name="limits">How much is held and known.</param>
    public Inbox(StreamLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        _limits = limits;
        _known = new KnownEvents(limits.KnownEventsMax);
    }

    /// <summary>The number of the last event that was taken; 0: none.</summary>
    public long LastSeq => _known.Last;

    /// <summary>The number that comes next.</summary>
    public long Expected => _known.Last + 1;

    /// <summary>Events wait for earlier ones.</summary>
    public bool HasGap => _held.Count > 0;

    /// <summary>The events known to have been refused, ascending, with the error.</summary>
    public IEnumerable<KeyValuePair<long, Status>> Refusals => _known.Refusals;

    /// <summary>A new stream begins: what the old one sent too early is sent again.</summary>
    public void NewStream()
    {
        _held.Clear();
        _heldBytes = 0;
        _highest = LastSeq;
        _previous = 0;
    }

    /// <summary>Takes an event in. What is in order afterwards comes out of <see cref="TryTake"/>.</summary>
    public Reception Receive(InboundEvent inbound)
    {
        ArgumentNullException.ThrowIfNull(inbound);
        long seq = inbound.Seq, previous = _previous;
        if (seq <= 0) return Reception.Close(StreamErrors.OutOfRange(seq, Expected));
        _previous = seq;
        if (seq > LastSeq) return _held.TryGetValue(seq, out InboundEvent? held) ? Again(inbound, held.ContentHash()) : Hold(inbound);
        if (_known.Knows(seq)) return Again(inbound, _known.HashOf(seq));
        return Reception.Close(seq < previous ? StreamErrors.OutOfRange(seq, Expected) : StreamErrors.TooLow(seq, Expected));
    }

    /// <summary>The next event in order, if it is there; from then on it counts as applied.</summary>
    public bool TryTake(out InboundEvent inbound)
    {
        if (!_held.Remove(Expected, out inbound!)) return false;
        _heldBytes -= inbound.Bytes.Length;
        _known.Add(inbound.ContentHash());
        return true;
    }

    /// <summary>The event taken last was refused: that is its answer whenever it comes again.</summary>
    public void Refuse(Status error) => _known.Refuse(error);

    /// <summary>Writes what outlives a stream: the known events.</summary>
    public void Write(BinaryWriter writer) => _known.Write(writer);

    /// <summary>Reads what <see cref="Write"/> wrote into a new inbox.</summary>
    internal void Read(ref SpanReader reader)
    {
        _known.Read(ref reader);
        NewStream();
    }

    private Reception Again(InboundEvent inbound, ulong hash)
    {
        if (inbound.ContentHash() != hash) return Reception.Close(StreamErrors.OtherContent(inbound.Seq, Expected));
        return inbound.Seq > LastSeq ? Reception.Taken : Reception.Known(_known.RefusalOf(inbound.Seq));
    }

    private Reception Hold(InboundEvent inbound)
    {
        bool early = inbound.Seq > Expected;
        if (early && _held.Count > 0 && (_held.Count >= _limits.HeldEventsMax || _heldBytes + inbound.Bytes.Length > _limits.HeldBytesMax))
            return Reception.Close(StreamErrors.GapUnfilled(Expected));
        _held.Add(inbound.Seq, inbound);
        _heldBytes += inbound.Bytes.Length;

        // what lies between the highest number so far and this one has not been asked for yet
        long first = _highest + 1;
        _highest = Math.Max(_highest, inbound.Seq);
        return inbound.Seq > first ? Reception.Missing(first, inbound.Seq - 1) : Reception.Taken;
    }
}

/// <summary>What becomes of an event that came in.</summary>
public enum ReceptionKind
{
    /// <summary>Taken in: it comes out when it is its turn.</summary>
    Taken,

    /// <summary>Taken in, and events before it are missing: ask for them.</summary>
    Missing,

    /// <summary>It was applied before: it gets its answer again.</summary>
    Known,

    /// <summary>The stream ends; the session is kept.</summary>
    Close,
}

/// <summary>What becomes of an event that came in.</summary>
/// <param name="Kind">Which of the cases.</param>
/// <param name="FirstMissing">Of <see cref="ReceptionKind.Missing"/>: the first missing number.</param>
/// <param name="LastMissing">Of <see cref="ReceptionKind.Missing"/>: the last missing number.</param>
/// <param name="Error">Of <see cref="ReceptionKind.Close"/>: how the stream ends. Of <see cref="ReceptionKind.Known"/>: why the event was refused; null: it was not.</param>
public readonly record struct Reception(ReceptionKind Kind, long FirstMissing, long LastMissing, Status? Error)
{
    internal static Reception Taken => new(ReceptionKind.Taken, 0, 0, null);

    internal static Reception Missing(long first, long last) => new(ReceptionKind.Missing, first, last, null);

    internal static Reception Known(Status? refusal) => new(ReceptionKind.Known, 0, 0, refusal);

    internal static Reception Close(Status error) => new(ReceptionKind.Close, 0, 0, error);
}
