using System.Buffers;
using SolverGrpc.Sessions.Journal;
using SolverGrpc.Sessions.State;

namespace SolverGrpc.Sessions.Runtime;

/// <summary>
/// The records of one session in the journal, from its last snapshot or its opening on, kept until the session is brought back from
/// them. Of a plan that another one follows only its header is kept.
/// </summary>
internal sealed class SessionHistory
{
    private readonly List<Item> _items = [];
    private int _lastPlan = -1;

    /// <summary>Keeps the next record.</summary>
    public void Add(JournalRecord record)
    {
        if (record.Entry.Kind is RecordKind.Opened or RecordKind.Snapshot) Forget();
        else if (record.Entry.Kind == RecordKind.Plan && !record.Payload.IsEmpty) Supersede();
        byte[] payload = ArrayPool<byte>.Shared.Rent(record.Payload.Length);
        record.Payload.CopyTo(payload);
        _items.Add(new(record.File, record.Offset, record.Position, record.Entry, payload, record.Payload.Length, null));
    }

    /// <summary>Brings the session back.</summary>
    /// <param name="recovery">Takes the records.</param>
    public void Tell(Recovery recovery)
    {
        foreach (Item item in _items)
        {
            if (item.Header is { } header) recovery.TakePlanInPassing(item.Entry.Session, header);
            else recovery.Take(new JournalRecord(item.File, item.Offset, item.Position, item.Entry, item.Payload.AsSpan(0, item.Length)));
        }

        Forget();
    }

    private void Supersede()
    {
        if (_lastPlan >= 0)
        {
            Item former = _items[_lastPlan];
            _items[_lastPlan] = former with { Header = PlanHeader.Read(former.Payload, former.Length), Payload = [] };
            ArrayPool<byte>.Shared.Return(former.Payload);
        }

        _lastPlan = _items.Count;
    }

    private void Forget()
    {
        foreach (Item item in _items)
        {
            if (item.Header is null) ArrayPool<byte>.Shared.Return(item.Payload);
        }

        _items.Clear();
        _lastPlan = -1;
    }

    private readonly record struct Item(string File, long Offset, long Position, JournalEntry Entry, byte[] Payload, int Length, PlanHeader? Header);
}
