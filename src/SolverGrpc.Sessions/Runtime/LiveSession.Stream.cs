using Google.Rpc;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Sessions.Journal;
using SolverGrpc.Sessions.Streaming;

namespace SolverGrpc.Sessions.Runtime;

/// <summary>What a session does with its stream: takes one in and fences the older, receives, answers, lets it go.</summary>
internal sealed partial class LiveSession
{
    private async ValueTask AttachAsync(SessionConnection stream, InboundEvent first)
    {
        long epoch = _kept.Epoch + 1, attempt = first.Message.Resume?.Attempt ?? first.Message.Open.Attempt;
        SessionConnection? older = _stream;
        Status? refusal = _unusable ?? Late(attempt);
        lock (_outboxGate)
        {
            refusal ??= Greet(first.Message.Resume, epoch);
            if (refusal is null) _stream = null;
        }

        if (refusal is not null)
        {
            stream.End(refusal);
            return;
        }

        older?.End(RuntimeErrors.Fenced(epoch));
        _kept.Epoch = epoch;
        _attempt = Math.Max(_attempt, attempt);
        if (epoch == 1) await _records.AppendAsync(RecordKind.Opened, first.Seq, first.Bytes).ConfigureAwait(false);
        else await _records.AppendAsync(RecordKind.Epoch, _kept.Inbox.LastSeq, default).ConfigureAwait(false);
        _kept.Inbox.NewStream();
        (_endOfEvents, _stopping, _vanished) = (false, false, false);
        lock (_outboxGate) (_stream, _lastSaid, _mayGreet) = (stream, Now, false);
        _timer.Set(_times.Heartbeat);
    }

    // Streams that a client gave up may be read after the one it has now; only the client knows their order.
    private Status? Late(long attempt) => attempt != 0 && attempt <= _attempt ? RuntimeErrors.Late() : null;

    // the first words on a new stream; what is returned refuses it, and nothing has changed
    private Status? Greet(Resume? resume, long epoch)
    {
        string sessionId = Key.SessionId, instanceId = _services.Options.InstanceId;
        if (resume is null)
        {
            _outbox.Open(new() { SessionId = sessionId, InstanceId = instanceId, Epoch = epoch });
            SayWhatIsKnown(PlanReason.Opened);
            return null;
        }

        var resumed = new Resumed { SessionId = sessionId, InstanceId = instanceId, Epoch = epoch, LastSeq = _kept.Inbox.LastSeq, State = _kept.State.State };
        Status? refusal = _outbox.Resume(resumed, resume.LastServerSeq);
        if (refusal is null && resumed.Snapshot) SayWhatIsKnown(PlanReason.Resumed);
        return refusal;
    }

    // to a client that has missed something, nobody knows what
    private void SayWhatIsKnown(PlanReason reason)
    {
        foreach ((long seq, Status error) in _kept.Inbox.Refusals) _outbox.Add(Rejection(seq, error));
        if (_kept is { State.HasPeriods: true, Plan: { } plan })
        {
            Plan again = plan.Clone();
            again.Reason = reason;
            _outbox.SetPlan(again, _kept.PlannedSeq);
        }

        Say(_kept.State.LastWords);
    }

    private async ValueTask ReceiveAsync(InboundEvent inbound)
    {
        StreamReoptimizeRequest message = inbound.Message;
        if (message.Heartbeat is not null && inbound.Seq == 0) return;
        if (message.Resume is not null || (message.Open is not null && inbound.Seq != 1))
        {
            EndStream(RuntimeErrors.BegunTwice());
            return;
        }

        Reception reception = _kept.Inbox.Receive(inbound);
        if (reception.Kind == ReceptionKind.Close) EndStream(reception.Error);
        else if (reception.Kind != ReceptionKind.Taken) Answer(inbound.Seq, reception);
        while (_kept.Inbox.TryTake(out InboundEvent next)) await ApplyAsync(next).ConfigureAwait(false);
    }

    // a missing event is asked for; a repeated one is refused as before, or answered with the plan that holds
    private void Answer(long seq, in Reception reception)
    {
        lock (_outboxGate)
        {
            if (reception.Kind == ReceptionKind.Missing)
                _outbox.AddForStream(new() { ResendRequest = new() { FirstSeq = reception.FirstMissing, LastSeq = reception.LastMissing } });
            else if (reception.Error is { } refusal) _outbox.Add(Rejection(seq, refusal));
            else if (_kept is { State.HasPeriods: true, Plan: { } plan }) _outbox.SetPlan(plan, _kept.PlannedSeq);
        }
    }

    private void EndOfEvents()
    {
        if (_kept.Inbox.HasGap) EndStream(StreamErrors.GapUnfilled(_kept.Inbox.Expected));
        else _endOfEvents = true;
    }

    // what the stream is to hear now, after a batch
    private void Say()
    {
        _records.LookAtDisk(this);
        bool overfull;
        lock (_outboxGate)
        {
            _outbox.Advance(_kept.Inbox.LastSeq, _records.DurableSeq);
            _mayGreet = _records.IsEpochDurable;
            overfull = _outbox.IsOverfull;
        }

        if (_endOfEvents && !_records.IsWaiting && !_solveLater) _stream?.Finish();
        else _stream?.Signal();
        if (overfull) EndStream(StreamErrors.SlowReader());
        if (_stopping) EndStream(RuntimeErrors.Stopping());
    }

    private void EndStream(Status? error)
    {
        if (_stream is not { } stream) return;
        lock (_outboxGate) _stream = null;
        _leftAt = Now;
        SetTimerWhileAway();
        stream.End(error);
    }

    private static StreamReoptimizeResponse Rejection(long seq, Status error) =>
        new() { BasedOnSeq = seq, EventRejected = new() { Seq = seq, Error = error } };
}
