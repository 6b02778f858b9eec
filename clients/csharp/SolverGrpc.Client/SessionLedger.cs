using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Client;

/// <summary>
/// What a client has to remember so that nothing is lost and nothing counts twice: the events that may still have to be sent
/// again, and the last message that it has seen. No I/O; one caller at a time.
/// </summary>
/// <param name="open">The message that opens the session; gets seq 1.</param>
/// <param name="time">Its clock orders the attempts to open and to resume.</param>
internal sealed class SessionLedger(Open open, TimeProvider time)
{
    private readonly List<StreamReoptimizeRequest> _unconfirmed = [new() { Seq = 1, Open = open }];
    private long _nextToSend;

    // nanoseconds since 1970, as in the other languages; rises whatever the clock does: a stream that is read late is turned away by it
    private long _attempt;
    private bool _opened, _mayServerForget = true;

    /// <summary>The last event that was given a number.</summary>
    public long LastSeq { get; private set; } = 1;

    /// <summary>Events up to this one survive a crash of the server.</summary>
    public long DurableSeq { get; private set; }

    /// <summary>The last message that was seen.</summary>
    public long LastServerSeq { get; private set; }

    /// <summary>The last event that the plan takes into account.</summary>
    public long BasedOnSeq { get; private set; }

    /// <summary>The order is done.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Events that are kept.</summary>
    public int Unconfirmed => _unconfirmed.Count;

    /// <summary>Everything has been confirmed.</summary>
    public bool IsSettled => _unconfirmed.Count == 0;

    /// <summary>Gives an event its number and keeps it.</summary>
    public long Add(StreamReoptimizeRequest message)
    {
        message.Seq = ++LastSeq;
        _unconfirmed.Add(message);
        return message.Seq;
    }

    /// <summary>The first message of a new stream; what else is to be sent follows from <see cref="TryNext"/>.</summary>
    public StreamReoptimizeRequest Begin()
    {
        _attempt = Math.Max(_attempt + 1, (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick);
        if (!_opened)
        {
            _nextToSend = 2;
            StreamReoptimizeRequest first = _unconfirmed[0].Clone();
            first.Open.Attempt = _attempt;
            return first;
        }

        // the server says first what it has
        _nextToSend = long.MaxValue;
        return new() { Resume = new() { SessionKey = open.SessionKey, LastServerSeq = LastServerSeq, Attempt = _attempt } };
    }

    /// <summary>The next event for this stream.</summary>
    public bool TryNext(out StreamReoptimizeRequest message)
    {
        int index = (int)Math.Clamp(_nextToSend - (LastSeq + 1 - _unconfirmed.Count), 0, _unconfirmed.Count);
        message = null!;
        if (_nextToSend == long.MaxValue || index == _unconfirmed.Count) return false;
        message = _unconfirmed[index];
        _nextToSend = message.Seq + 1;
        return true;
    }

    /// <summary>Takes a message of the server in.</summary>
    /// <returns>False: it is one that was seen before.</returns>
    /// <exception cref="SessionLostException">The server has less than it had called durable.</exception>
    public bool Receive(StreamReoptimizeResponse message)
    {
        _opened |= message.Opened is not null;
        if (message.Resumed is { } resumed) GoOnAfter(resumed.LastSeq);
        if (message.ResendRequest is { } missing) _nextToSend = Math.Min(_nextToSend, missing.FirstSeq);
        Confirm(message);
        if (message.ServerSeq == 0) return true;
        if (message.ServerSeq <= LastServerSeq) return false;
        LastServerSeq = message.ServerSeq;
        IsDone |= message.Done is not null;
        return true;
    }

    /// <summary>The server does not know the session.</summary>
    /// <returns>True: it was killed before the session was on its disk, so that all is sent again from the beginning.</returns>
    public bool StartAgain()
    {
        if (!_mayServerForget || open.Policy?.Durability == Durability.None) return false;
        _opened = false;
        LastServerSeq = 0;
        return true;
    }

    private void GoOnAfter(long seq)
    {
        if (LastSeq - seq > _unconfirmed.Count) throw new SessionLostException($"The service has events up to {seq}, but {DurableSeq} were durable.");
        _nextToSend = seq + 1;
    }

    private void Confirm(StreamReoptimizeResponse message)
    {
        // a warning may speak of an event before the plan that takes it into account
        if (message.MessageCase is StreamReoptimizeResponse.MessageOneofCase.Plan or StreamReoptimizeResponse.MessageOneofCase.Ack
            or StreamReoptimizeResponse.MessageOneofCase.Done or StreamReoptimizeResponse.MessageOneofCase.Heartbeat)
            BasedOnSeq = Math.Max(BasedOnSeq, message.BasedOnSeq);
        DurableSeq = Math.Max(DurableSeq, message.DurableSeq);
        _mayServerForget &= DurableSeq == 0;

        // what is never durable is kept until it has been applied
        long confirmed = open.Policy?.Durability == Durability.None ? message.BasedOnSeq : DurableSeq;
        int count = _unconfirmed.FindIndex(kept => kept.Seq > confirmed);
        _unconfirmed.RemoveRange(0, count < 0 ? _unconfirmed.Count : count);
    }
}
