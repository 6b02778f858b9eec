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
    /// <param name="record">The record.</param>
    /// <param name="inPassing">It is a plan, and another one follows it.</param>
    /// <exception cref="InvalidDataException">It does not follow from those before.</exception>
    public void Take(JournalRecord record, bool inPassing = false)
    {
        try
        {
            Apply(record, inPassing);
        }
        catch (Exception e)
        {
            throw NoSense(record, e);
        }
    }

    /// <summary>Takes what is left of a plan that one with all quantities follows.</summary>
    public void TakePlanInPassing(UInt128 session, in PlanHeader plan) => _sessions[session].State.AdoptInPassing(plan);

    /// <summary>The error of a record whose checksum is right: a program wrote, or this one reads, what it does not understand.</summary>
    public static InvalidDataException NoSense(JournalRecord record, Exception e) => new($"{record.File} at offset {record.Offset}: {e.Message}", e);

    private void Apply(JournalRecord record, bool inPassing)
    {
        JournalEntry entry = record.Entry;
        if (entry.Kind == RecordKind.Ended) _sessions.Remove(entry.Session);
        else if (entry.Kind == RecordKind.Opened) _sessions[entry.Session] = Open(record);
        else if (entry.Kind == RecordKind.Snapshot && (replan is null || !_sessions.ContainsKey(entry.Session))) _sessions[entry.Session] = KeptSession.Read(new(entry.Session), record.Payload, limits);
        else if (_sessions.TryGetValue(entry.Session, out KeptSession? session)) GoOn(session, record, inPassing);
        if (_sessions.TryGetValue(entry.Session, out KeptSession? now)) now.Epoch = entry.Epoch;
    }

    private KeptSession Open(JournalRecord record) =>
        KeptSession.Open(Inbound(record), limits, out Google.Rpc.Status? error) ?? throw new InvalidDataException(error!.Message);

    private void GoOn(KeptSession session, JournalRecord record, bool inPassing)
    {
        if (record.Entry.Kind == RecordKind.Plan) TakePlan(session, record, inPassing);
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
    private void TakePlan(KeptSession session, JournalRecord record, bool inPassing)
    {
        if (replan is not null)
        {
            if (replan(session, record) is { } made) session.SetPlan(made);
            session.State.Notices.Clear();
        }
        else if (!record.Payload.IsEmpty)
        {
            if (inPassing) session.AdoptInPassing(record.Payload);
            else session.Adopt(record.Payload);
        }
    }

    private static InboundEvent Inbound(JournalRecord record)
    {
        byte[] bytes = record.Payload.ToArray();
        return new(StreamReoptimizeRequest.Parser.ParseFrom(bytes), bytes, ArrivedAt: 0);
    }
}
