using System.Buffers;
using SolverGrpc.Sessions.Journal;
using SolverGrpc.Sessions.State;
using SolverGrpc.Sessions.Streaming;

namespace SolverGrpc.Sessions.Runtime;

/// <summary>
/// The records of one session in the journal, from its last snapshot or its opening on, kept until the session is brought back from
/// them. Of a plan that another one follows only its header is kept, if that one has all quantities.
/// </summary>
internal sealed class SessionHistory
{
    private readonly List<Item> _items = [];

    // a plan with all quantities, and those that say what has changed since
    private readonly List<int> _plans = [];

    /// <summary>Keeps the next record.</summary>
    /// <exception cref="InvalidDataException">It is no plan.</exception>
    public void Add(JournalRecord record)
    {
        if (record.Entry.Kind is RecordKind.Opened or RecordKind.Snapshot) Forget();
        byte[] payload = ArrayPool<byte>.Shared.Rent(record.Payload.Length);
        record.Payload.CopyTo(payload);
        if (record.Entry.Kind == RecordKind.Plan && !record.Payload.IsEmpty)
        {
            if (new PlanRecord(record.Payload).IsDense) Supersede();
            _plans.Add(_items.Count);
        }

        _items.Add(new(record.File, record.Offset, record.Position, record.Entry, payload, record.Payload.Length, null));
    }

    /// <summary>Brings the session back.</summary>
    /// <param name="recovery">Takes the records.</param>
    public void Tell(Recovery recovery)
    {
        for (int i = 0; i < _items.Count; i++)
        {
            Item item = _items[i];
            ReadOnlySpan<byte> payload = item.Payload.AsSpan(0, item.Header is null ? item.Length : 0);
            if (item.Header is { } header) recovery.TakePlanInPassing(item.Entry.Session, header);
            else recovery.Take(new JournalRecord(item.File, item.Offset, item.Position, item.Entry, payload), item.Entry.Kind == RecordKind.Plan && i < _plans.LastOrDefault());
        }

        Forget();
    }

    private void Supersede()
    {
        foreach (int plan in _plans)
        {
            Item former = _items[plan];
            _items[plan] = former with { Header = new PlanRecord(former.Payload.AsSpan(0, former.Length)).Header, Payload = [] };
            ArrayPool<byte>.Shared.Return(former.Payload);
        }

        _plans.Clear();
    }

    private void Forget()
    {
        foreach (Item item in _items)
        {
            if (item.Header is null) ArrayPool<byte>.Shared.Return(item.Payload);
        }

        _items.Clear();
        _plans.Clear();
    }

    private readonly record struct Item(string File, long Offset, long Position, JournalEntry Entry, byte[] Payload, int Length, PlanHeader? Header);
}
