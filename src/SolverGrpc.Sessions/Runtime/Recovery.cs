using SolverGrpc.Contracts.V1;
using SolverGrpc.Sessions.Journal;
using SolverGrpc.Sessions.State;
using SolverGrpc.Sessions.Streaming;

namespace SolverGrpc.Sessions.Runtime;

/// <summary>
/// Brings sessions back from the records of a journal: the last snapshot or the opening, then every event as it came, and for
/// each solve the plan that was recorded. Nothing is solved, so that another machine's kernel gives the same sessions.
/// </summary>
/// <param name="limits">Of their inboxes.</param>
/// <param name="replan">Makes plans anew instead; null: the recorded ones are adopted.</param>
internal sealed class Recovery(StreamLimits limits, Func<KeptSession, JournalRecord, Plan?>? replan = null)
{
    private readonly Dictionary<UInt128, KeptSession> _sessions = [];

    /// <summary>What has been brought back.</summary>
    public IReadOnlyCollection<KeptSession> Sessions => _sessions.Values;

    /// <summary>Takes the next record.</summary>
    /// <exception cref="InvalidDataException">It does not follow from those before.</exception>
    public void Take(JournalRecord record)
    {
        try
        {
            Apply(record);
        }
        catch (Exception e)
        {
            // its checksum is right: a program wrote, or this one reads, what it does not understand
            throw new InvalidDataException($"{record.File} at offset {record.Offset}: {e.Message}", e);
        }
    }

    /// <summary>Takes a plan that another one follows.</summary>
    public void TakePlanInPassing(UInt128 session, ReadOnlySpan<byte> record) => _sessions[session].AdoptInPassing(record);

    /// <summary>The same where the one that follows has all quantities.</summary>
    public void TakePlanInPassing(UInt128 session, in PlanHeader plan) => _sessions[session].State.AdoptInPassing(plan);

    private void Apply(JournalRecord record)
    {
        JournalEntry entry = record.Entry;
        if (entry.Kind == RecordKind.Ended) _sessions.Remove(entry.Session);
        else if (entry.Kind == RecordKind.Opened) _sessions[entry.Session] = Open(record);
        else if (entry.Kind == RecordKind.Snapshot && (replan is null || !_sessions.ContainsKey(entry.Session))) _sessions[entry.Session] = KeptSession.Read(new(entry.Session), record.Payload, limits);
        else if (_sessions.TryGetValue(entry.Session, out KeptSession? session)) GoOn(session, record);
        if (_sessions.TryGetValue(entry.Session, out KeptSession? now)) now.Epoch = entry.Epoch;
    }

    private KeptSession Open(JournalRecord record) =>
        KeptSession.Open(Inbound(record), limits, out Google.Rpc.Status? error) ?? throw new InvalidDataException(error!.Message);

    private void GoOn(KeptSession session, JournalRecord record)
    {
        if (record.Entry.Kind == RecordKind.Plan) TakePlan(session, record);
        if (record.Entry.Kind != RecordKind.Event) return;
        InboundEvent inbound = Inbound(record);
        if (inbound.Seq > 0)
        {
            session.Inbox.Receive(inbound);
            if (!session.Inbox.TryTake(out _)) throw new InvalidDataException($"event {inbound.Seq} where {session.Inbox.Expected} belongs");
        }

        session.Apply(inbound.Message);
        session.State.Notices.Clear();
    }

    // a plan without bytes says that the one before still held
    private void TakePlan(KeptSession session, JournalRecord record)
    {
        if (replan is not null)
        {
            if (replan(session, record) is { } made) session.SetPlan(made);
            session.State.Notices.Clear();
        }
        else if (!record.Payload.IsEmpty)
        {
            session.Adopt(record.Payload);
        }
    }

    private static InboundEvent Inbound(JournalRecord record)
    {
        byte[] bytes = record.Payload.ToArray();
        return new(StreamReoptimizeRequest.Parser.ParseFrom(bytes), bytes, ArrivedAt: 0);
    }
}
