using Google.Protobuf;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Sessions.Journal;
using SolverGrpc.Sessions.Streaming;

namespace SolverGrpc.Sessions.Runtime;

/// <summary>
/// Works a journal again: every event is applied and every plan is made anew, and has to be the recorded one byte for byte, timings
/// aside. The plans may differ in the last bits where another arithmetic kernel made them.
/// </summary>
public sealed class Replay
{
    private readonly Recovery _recovery;

    // the last plan that is recorded of each session: the next one says what has changed since
    private readonly Dictionary<UInt128, Plan> _recorded = [];

    private Replay() => _recovery = new Recovery(new StreamLimits(), Compare);

    /// <summary>Sessions, those that have ended among them.</summary>
    public int Sessions { get; private set; }

    /// <summary>Events that were applied.</summary>
    public long Events { get; private set; }

    /// <summary>Plans that were made and compared.</summary>
    public long Plans { get; private set; }

    /// <summary>Plans that are not as recorded: where they are and what they say, for people.</summary>
    public IReadOnlyList<PlanDifference> Differences => _differences;

    private readonly List<PlanDifference> _differences = [];

    /// <summary>Works a journal again.</summary>
    /// <param name="files">Its folder; only read.</param>
    /// <param name="check">What its check said; nothing after its fault is read.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The journal is sound and does not make sense.</exception>
    public static Replay Run(IJournalFiles files, JournalCheck check)
    {
        var replay = new Replay();
        JournalReader.ReadAll(files, check, replay.Take);
        return replay;
    }

    private void Take(JournalRecord record)
    {
        Sessions += record.Entry.Kind == RecordKind.Opened ? 1 : 0;
        Events += record.Entry.Kind is RecordKind.Opened or RecordKind.Event ? 1 : 0;
        _recovery.Take(record);
    }

    private Plan? Compare(KeptSession session, JournalRecord record)
    {
        Plan? before = _recorded.GetValueOrDefault(record.Entry.Session) ?? session.Plan?.Clone();
        Plan? made = session.State.Replan(CancellationToken.None);
        Plan? recorded = record.Payload.IsEmpty ? null : PlanChanges.Upon(before, Plan.Parser.ParseFrom(record.Payload));
        if (recorded is not null) _recorded[record.Entry.Session] = recorded.Clone();
        Plans++;
        if (!Same(made, recorded)) _differences.Add(new(record.File, record.Offset, session.Key.SessionId, record.Entry.Sequence, recorded, made));
        return made;
    }

    private static bool Same(Plan? made, Plan? recorded) => Timeless(made).Span.SequenceEqual(Timeless(recorded).Span);

    private static ReadOnlyMemory<byte> Timeless(Plan? plan)
    {
        if (plan is null) return default;
        Plan copy = plan.Clone();
        (copy.SolveTimeNs, copy.QueueTimeNs) = (0, 0);
        return copy.ToByteArray();
    }
}

/// <summary>A plan that a replay has made otherwise than it is recorded.</summary>
/// <param name="File">The journal's file.</param>
/// <param name="Offset">Where in it the plan is.</param>
/// <param name="SessionId">Whose plan.</param>
/// <param name="BasedOnSeq">The last event that it takes into account.</param>
/// <param name="Recorded">As recorded; null: that the plan before still held.</param>
/// <param name="Made">As made now; null: that the plan before still holds.</param>
public sealed record PlanDifference(string File, long Offset, string SessionId, long BasedOnSeq, Plan? Recorded, Plan? Made);
