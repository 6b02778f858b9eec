using Google.Protobuf;
using Google.Rpc;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Sessions.State;
using SolverGrpc.Sessions.Streaming;

namespace SolverGrpc.Sessions.Runtime;

/// <summary>
/// What the journal keeps of a session, and what a recovered session has in common with the one before the crash: its state, the
/// order of its events and its last plan. Knows neither stream nor clock; the live session, recovery and replay all have one.
/// </summary>
internal sealed class KeptSession
{
    private const byte Version = 3;

    private KeptSession(SessionKey key, ulong openHash, Session state, Inbox inbox) => (Key, OpenHash, State, Inbox) = (key, openHash, state, inbox);

    /// <summary>Whose.</summary>
    public SessionKey Key { get; }

    /// <summary>Hash of what it was opened with.</summary>
    public ulong OpenHash { get; }

    /// <summary>The order.</summary>
    public Session State { get; }

    /// <summary>Its events.</summary>
    public Inbox Inbox { get; }

    /// <summary>The stream that holds it: the newest.</summary>
    public long Epoch { get; set; }

    /// <summary>Solves take some ten microseconds, whatever a clock says on a machine that is busy.</summary>
    public bool IsKnownToBeSmall => SmallProblem.Is(State.Problem);

    /// <summary>The plan that holds now, dense; null: none yet.</summary>
    public Plan? Plan { get; private set; }

    /// <summary>The last event that <see cref="Plan"/> takes into account.</summary>
    public long PlannedSeq { get; private set; }

    /// <summary>Begins a session.</summary>
    /// <param name="open">The event that opens it.</param>
    /// <param name="limits">Of its inbox.</param>
    /// <param name="error">Why it cannot begin.</param>
    /// <returns>Null: it cannot.</returns>
    public static KeptSession? Open(InboundEvent open, StreamLimits limits, out Status? error)
    {
        if (!SessionKey.TryRead(open.Message.Open.SessionKey, out SessionKey? key))
        {
            error = RuntimeErrors.BadKey();
            return null;
        }

        if (Session.Open(open.Message, out error) is not { } state) return null;
        var inbox = new Inbox(limits);
        inbox.Receive(open);
        inbox.TryTake(out _);
        return new(key.Value, open.OpeningHash(), state, inbox);
    }

    /// <summary>Applies an event that the inbox has handed out, or one that the server made itself.</summary>
    /// <returns>Why it is refused; null: it is applied.</returns>
    public Status? Apply(StreamReoptimizeRequest message)
    {
        Status? refusal = State.Apply(message);
        if (refusal is not null && message.Seq > 0) Inbox.Refuse(refusal);
        return refusal;
    }

    /// <summary>A new plan has been made.</summary>
    public void SetPlan(Plan plan) => (Plan, PlannedSeq) = (plan, Inbox.LastSeq);

    /// <summary>A new plan, which is not set yet, as the journal keeps it: what has changed since <see cref="Plan"/>; nothing where that still holds.</summary>
    public byte[] Record(Plan? plan) => plan is null ? [] : PlanWriter.Bytes(PlanChanges.Since(Plan, plan));

    /// <summary>A plan was made for all events so far before the crash.</summary>
    /// <param name="record">What <see cref="Record"/> made of it.</param>
    /// <exception cref="InvalidDataException">It does not follow from the one before.</exception>
    public void Adopt(ReadOnlySpan<byte> record)
    {
        SetPlan(PlanChanges.Upon(Plan, Plan.Parser.ParseFrom(record)));
        State.Adopt(Plan!);
    }

    /// <summary>The same for a plan that another one follows: all that matters of it is where the next one begins.</summary>
    /// <param name="record">The same.</param>
    /// <exception cref="InvalidDataException">It does not follow from the one before.</exception>
    public void AdoptInPassing(ReadOnlySpan<byte> record)
    {
        var plan = new PlanRecord(record);
        if (plan.IsDense) Plan = Plan.Parser.ParseFrom(record);
        else plan.ChangeUnits(Plan ?? throw new InvalidDataException($"plan {plan.Header.Version} changes one that is not there"));
        PlannedSeq = Inbox.LastSeq;
        State.AdoptInPassing(plan.Header);
    }

    /// <summary>What the journal has to keep to begin from here.</summary>
    public byte[] Write()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Version);
        writer.Write(OpenHash);
        writer.Write(PlannedSeq);
        WriteBytes(writer, Plan?.ToByteArray() ?? []);
        Inbox.Write(writer);
        State.Write(writer);
        writer.Flush();
        return bytes.ToArray();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">A newer program wrote it.</exception>
    public static KeptSession Read(SessionKey key, ReadOnlySpan<byte> bytes, StreamLimits limits)
    {
        var reader = new SpanReader(bytes);
        if (reader.ReadByte() is var version && version != Version) throw new InvalidDataException($"a snapshot of format {version}; this program reads {Version}");
        ulong openHash = reader.ReadUInt64();
        long plannedSeq = reader.ReadInt64();
        ReadOnlySpan<byte> plan = reader.Read(reader.ReadInt32());
        var inbox = new Inbox(limits);
        inbox.Read(ref reader);
        Session state = Session.Read(ref reader);
        return new(key, openHash, state, inbox)
        {
            Plan = plan.IsEmpty ? null : PlanOf(plan, state.Problem.Grid.PeriodCount),
            PlannedSeq = plannedSeq,
        };
    }

    // with room for all quantities at once
    private static Plan PlanOf(ReadOnlySpan<byte> bytes, int periods)
    {
        var plan = new Plan();
        plan.Units.Capacity = periods;
        plan.MergeFrom(bytes);
        return plan;
    }

    private static void WriteBytes(BinaryWriter writer, byte[] bytes)
    {
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }
}
