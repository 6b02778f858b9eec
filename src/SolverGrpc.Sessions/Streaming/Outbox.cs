using Google.Protobuf;
using Google.Rpc;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Sessions.Streaming;

/// <summary>
/// What a session has to say and has not said yet. Numbers are given at sending: a newer plan takes the place of an older unsent
/// one and leaves no gap, and so does a newer residual or summary. Rejections go first, so that nothing waits behind them to be called durable.
/// Acks are merged, nothing else is dropped; too much of it ends the stream. Not thread-safe.
/// </summary>
public sealed class Outbox
{
    private readonly StreamLimits _limits;
    private readonly Durability _durability;
    private readonly SentHistory _history;
    private readonly Queue<StreamReoptimizeResponse> _first = [];
    private readonly Queue<byte[]> _again = [];
    private readonly LinkedList<StreamReoptimizeResponse> _unsent = [];
    private readonly SortedDictionary<long, StreamReoptimizeResponse> _rejections = [];
    private Opened? _opened;
    private LinkedListNode<StreamReoptimizeResponse>? _unsentPlan;
    private Plan? _sentPlan;
    private long _applied, _ackedApplied, _durable, _ackedDurable;
    private int _unsentMax;
    private bool _recovered;

    /// <summary>An outbox with nothing in it.</summary>
    /// <param name="limits">How much waits and is kept.</param>
    /// <param name="durability">Whether plans wait until their events are durable, and whether any ever are.</param>
    public Outbox(StreamLimits limits, Durability durability)
    {
        ArgumentNullException.ThrowIfNull(limits);
        (_limits, _durability, _unsentMax) = (limits, durability, limits.UnsentMax);
        _history = new SentHistory(limits.HistoryBytesMax);
    }

    /// <summary>The server_seq of the last message; 0: none was sent.</summary>
    public long LastServerSeq => _history.Last;

    /// <summary>More waits than may wait for a slow reader: its stream has to end.</summary>
    public bool IsOverfull => UnsentCount > _unsentMax;

    /// <summary>Nobody knows what was sent before a crash: the number that the client names is believed.</summary>
    public void Recovered() => _recovered = true;

    /// <summary>A new stream begins, which knows nothing yet: a plan has to follow.</summary>
    /// <param name="opened">Its first message.</param>
    public void Open(Opened opened)
    {
        NewStream();
        (_opened, _recovered) = (opened, false);
    }

    /// <summary>A new stream begins, and says again what the client has missed.</summary>
    /// <param name="resumed">Its first message; <see cref="Resumed.Snapshot"/> is set where history does not reach back far enough, and a plan has to follow.</param>
    /// <param name="lastServerSeq">The last message that the client has seen; 0: none.</param>
    /// <returns>Null; or why not: then nothing has changed.</returns>
    public Status? Resume(Resumed resumed, long lastServerSeq)
    {
        ArgumentNullException.ThrowIfNull(resumed);
        if (lastServerSeq > LastServerSeq && _recovered) _history.ContinueAfter(lastServerSeq);
        if (lastServerSeq < 0 || lastServerSeq > LastServerSeq) return StreamErrors.NeverSent(lastServerSeq, LastServerSeq);
        NewStream();
        resumed.Snapshot = _recovered || !_history.ReachesBackTo(lastServerSeq);
        _recovered = false;
        _first.Enqueue(new StreamReoptimizeResponse { Resumed = resumed });
        if (resumed.Snapshot)
        {
            // a client that has heard of a snapshot puts aside what it knew: changes to that are of no use to it, should it resume again
            _history.ContinueAfter(LastServerSeq);
            return null;
        }

        foreach (byte[] message in _history.After(lastServerSeq)) _again.Enqueue(message);
        return null;
    }

    /// <summary>Something that belongs to the stream and not to the session, as a heartbeat: sent next, without a number, and not kept.</summary>
    public void AddForStream(StreamReoptimizeResponse message) => _first.Enqueue(message);

    /// <summary>Something that is never dropped: a rejection, a warning, a residual, the end.</summary>
    public void Add(StreamReoptimizeResponse message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.EventRejected is { } rejected)
        {
            _rejections[rejected.Seq] = message;
            return;
        }

        // a newer residual or summary says all that an older one does
        if ((message.Residual is not null || message.Done is not null) && _unsent.FirstOrDefault(unsent => unsent.MessageCase == message.MessageCase) is { } older) _unsent.Remove(older);
        _unsent.AddLast(message);
    }

    /// <summary>A new plan. It takes the place of one that has not been sent.</summary>
    /// <param name="plan">Dense. From now on it must not change.</param>
    /// <param name="basedOnSeq">The last event that it takes into account.</param>
    public void SetPlan(Plan plan, long basedOnSeq)
    {
        if (_unsentPlan is not null) _unsent.Remove(_unsentPlan);
        _unsentPlan = _unsent.AddLast(new StreamReoptimizeResponse { BasedOnSeq = basedOnSeq, Plan = plan });
    }

    /// <summary>Events up to this one have been applied, and up to <paramref name="durable"/> are on disk.</summary>
    public void Advance(long applied, long durable) => (_applied, _durable) = (applied, durable);

    /// <summary>The next message for the stream, with its number.</summary>
    /// <returns>Null: there is nothing to say now.</returns>
    public byte[]? Take()
    {
        if (_first.TryDequeue(out StreamReoptimizeResponse? message)) return TakeForStream(message);
        if (_again.TryDequeue(out byte[]? bytes)) return bytes;
        if (_opened is not null) return TakeOpened();
        if (_rejections.Count > 0) return TakeRejection();
        if (_unsent.First is { } node) return MustWait(node.Value) ? TakeAck() : TakeUnsent(node);
        return TakeAck();
    }

    private int UnsentCount => _rejections.Count + _unsent.Count - (_unsentPlan is null ? 0 : 1);

    private void NewStream()
    {
        _first.Clear();
        _again.Clear();
        _sentPlan = null;
        _opened = null;
        _unsentMax = UnsentCount + _limits.UnsentMax;
        (_ackedApplied, _ackedDurable) = (_applied, _durable);
    }

    // numbers that are durable but whose rejection has not been said are not called durable: the client would forget them
    private long Sayable() => _rejections.Count == 0 ? _durable : Math.Min(_durable, _rejections.First().Key - 1);

    private bool MustWait(StreamReoptimizeResponse message) =>
        _durability == Durability.Sync && message.BasedOnSeq > _durable
        && message.MessageCase is StreamReoptimizeResponse.MessageOneofCase.Plan or StreamReoptimizeResponse.MessageOneofCase.Residual or StreamReoptimizeResponse.MessageOneofCase.Done;

    private byte[] TakeForStream(StreamReoptimizeResponse message)
    {
        message.BasedOnSeq = _applied;
        message.DurableSeq = Sayable();
        return message.ToByteArray();
    }

    private byte[] TakeOpened()
    {
        var message = new StreamReoptimizeResponse { BasedOnSeq = 1, Opened = _opened };
        _opened = null;
        return Send(message);
    }

    private byte[] TakeRejection()
    {
        (long seq, StreamReoptimizeResponse message) = _rejections.First();
        _rejections.Remove(seq);
        return Send(message);
    }

    private byte[] TakeUnsent(LinkedListNode<StreamReoptimizeResponse> node)
    {
        StreamReoptimizeResponse message = node.Value;
        _unsent.Remove(node);
        if (node != _unsentPlan) return Send(message);
        _unsentPlan = null;
        Plan plan = message.Plan;
        message.Plan = PlanChanges.Since(_sentPlan, plan);
        _sentPlan = plan;
        return Send(message);
    }

    private byte[]? TakeAck()
    {
        long durable = Sayable();
        bool news = _durability == Durability.None ? _applied > _ackedApplied : durable > _ackedDurable;
        return news ? Send(new StreamReoptimizeResponse { BasedOnSeq = _applied, Ack = new() }) : null;
    }

    private byte[] Send(StreamReoptimizeResponse message)
    {
        message.ServerSeq = LastServerSeq + 1;
        message.DurableSeq = Sayable();
        _ackedDurable = Math.Max(_ackedDurable, message.DurableSeq);
        _ackedApplied = Math.Max(_ackedApplied, message.BasedOnSeq);
        byte[] bytes = message.Plan is null ? message.ToByteArray() : PlanWriter.Bytes(message);
        _history.Add(bytes);
        return bytes;
    }
}
