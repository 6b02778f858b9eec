using Google.Protobuf;
using Google.Rpc;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Sessions.Journal;
using SolverGrpc.Sessions.Streaming;

namespace SolverGrpc.Sessions.Runtime;

/// <summary>What a session does with its order: applies events, plans, and acts for a client that stays away.</summary>
internal sealed partial class LiveSession
{
    private static readonly TimeSpan RetryLater = TimeSpan.FromMilliseconds(100);

    // a solve that takes longer is not made on the thread of a stream, unless its problem is a small one and it was the machine that was slow;
    // one that waits holds nothing but its place
    private const long InlineNsMax = 2_000_000;
    private const int PeriodsHeld = 1;

    private readonly bool _isSync;
    private bool _tookLong = true, _solveLater;
    private long _unplannedSince;

    private async ValueTask ApplyAsync(InboundEvent inbound)
    {
        await _records.AppendAsync(RecordKind.Event, inbound.Seq, inbound.Bytes).ConfigureAwait(false);
        if (_unplannedSince == 0) _unplannedSince = inbound.ArrivedAt;
        Status? refusal = _kept.Apply(inbound.Message);
        lock (_outboxGate)
        {
            if (refusal is not null) _outbox.Add(Rejection(inbound.Seq, refusal));
            SayNotices();
        }
    }

    // one solve for all events since the last one
    private async ValueTask PlanAsync()
    {
        _solveLater = false;
        if (!_kept.State.NeedsPlan) return;

        // the plan shares a sync with its events, unless they would wait for a long solve, or the plan waits for the disk
        if (IsLarge || _isSync) _records.Begin();
        Plan? plan = await SolveAsync().ConfigureAwait(false);
        if (plan is null && _kept.State.NeedsPlan) return;
        if (_records.IsKept) await _records.AppendAsync(RecordKind.Plan, _kept.Inbox.LastSeq, _kept.Record(plan)).ConfigureAwait(false);
        if (plan is null) return;
        _kept.SetPlan(plan);
        if (_unplannedSince != 0) plan.QueueTimeNs = (long)_services.Time.GetElapsedTime(_unplannedSince).TotalNanoseconds;
        _unplannedSince = 0;
        lock (_outboxGate)
        {
            SayNotices();
            _outbox.SetPlan(plan, _kept.PlannedSeq);
        }
    }

    // on this thread if that takes no time, to which the last solve bears witness; otherwise where it holds nobody up
    private async ValueTask<Plan?> SolveAsync()
    {
        if (!IsLarge) return Measured(_kept.State.Replan(CancellationToken.None));

        // where the client has gone nobody waits for it: it is planned when one comes back
        if (_stream is not { } stream) return null;
        Task<Plan?>? solving = _services.Lane.TryRunAsync(PeriodsHeld, () => _kept.State.Replan(stream.Gone), stream.Gone);
        try
        {
            if (solving is not null) return Measured(await solving.ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stream.Gone.IsCancellationRequested)
        {
            return null;
        }

        _solveLater = true;
        _timer.Set(RetryLater);
        return null;
    }

    private bool IsLarge => _tookLong && !_kept.State.PlanStands && !_kept.IsKnownToBeSmall;

    private Plan? Measured(Plan? plan)
    {
        if (plan is { SolveTimeNs: > 0 }) _tookLong = plan.SolveTimeNs > InlineNsMax;
        return plan;
    }

    private void SayNotices()
    {
        Say(_kept.State.Notices);
        _kept.State.Notices.Clear();
    }

    private void Say(IEnumerable<StreamReoptimizeResponse> notices)
    {
        foreach (StreamReoptimizeResponse notice in notices)
        {
            notice.BasedOnSeq = _kept.Inbox.LastSeq;
            _outbox.Add(notice);
        }
    }

    private async ValueTask RingAsync()
    {
        if (_stream is not null)
        {
            Beat();
            return;
        }

        TimeSpan away = _services.Time.GetElapsedTime(_leftAt);
        if (_kept.State.IsDone && away >= _services.Options.FinishedKeptFor)
        {
            await _records.AppendAsync(RecordKind.Ended, _kept.Inbox.LastSeq, default).ConfigureAwait(false);
            _services.Registry.Remove(this);
            _unusable = RuntimeErrors.Unknown();
            return;
        }

        if (!_kept.State.IsDone && !_vanished && _times.WhenVanished is { } made && away >= _times.VanishedAfter)
        {
            // as if the client had sent it, and in the journal, so that a replay sees it
            _vanished = true;
            await _records.AppendAsync(RecordKind.Event, 0, made.ToByteArray()).ConfigureAwait(false);
            _kept.Apply(made);
            lock (_outboxGate) SayNotices();
        }

        SetTimerWhileAway();
    }

    private void Beat()
    {
        TimeSpan silent = _services.Time.GetElapsedTime(Volatile.Read(ref _lastSaid));
        bool due = silent >= _times.Heartbeat;
        if (due) lock (_outboxGate) _outbox.AddForStream(new() { Heartbeat = new() });
        _timer.Set(due ? _times.Heartbeat : _times.Heartbeat - silent);
    }

    // without a stream there is something to wait for only if the client must not stay away, or if all is over
    private void SetTimerWhileAway()
    {
        TimeSpan away = _services.Time.GetElapsedTime(_leftAt);
        if (_kept.State.IsDone) _timer.Set(_services.Options.FinishedKeptFor - away);
        else if (_times.WhenVanished is not null && !_vanished) _timer.Set(_times.VanishedAfter - away);
        else _timer.Dispose();
    }
}
