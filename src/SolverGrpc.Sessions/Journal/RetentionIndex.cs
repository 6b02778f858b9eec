namespace SolverGrpc.Sessions.Journal;

/// <summary>
/// From where on the records of each session are needed: its last snapshot, or its opening. What lies before the first of these
/// may be deleted; a session that has ended needs nothing.
/// </summary>
internal sealed class RetentionIndex
{
    private readonly Dictionary<UInt128, LinkedListNode<Base>> _bases = [];

    // in the order of their positions: what is noted last lies last
    private readonly LinkedList<Base> _oldestFirst = [];

    /// <summary>Bytes that the live sessions' snapshots take.</summary>
    public long Bytes { get; private set; }

    /// <summary>Takes notice of a record that follows all noted before.</summary>
    public void Note(in RecordHeader record)
    {
        if (record.Entry.Kind is not (RecordKind.Opened or RecordKind.Snapshot or RecordKind.Ended)) return;
        UInt128 session = record.Entry.Session;
        if (_bases.Remove(session, out LinkedListNode<Base>? former))
        {
            Bytes -= former.Value.Bytes;
            _oldestFirst.Remove(former);
        }

        if (record.Entry.Kind == RecordKind.Ended) return;
        _bases.Add(session, _oldestFirst.AddLast(new Base(session, record.Position, record.RecordBytes, IsAsked: false)));
        Bytes += record.RecordBytes;
    }

    /// <summary>Whether a record is one that its session still needs.</summary>
    public bool Needs(in RecordHeader record) =>
        _bases.TryGetValue(record.Entry.Session, out LinkedListNode<Base>? first) && record.Position >= first.Value.Position;

    /// <summary>The first position that a session needs.</summary>
    /// <param name="none">The answer where there is no session.</param>
    public long FirstNeeded(long none) => _oldestFirst.First is { } first ? first.Value.Position : none;

    /// <summary>
    /// The sessions that need records before a position and are to be asked for a snapshot. Each is named once until its snapshot
    /// is noted: asking again would not make it faster, and would fill the journal with snapshots.
    /// </summary>
    public List<UInt128> AskBefore(long position)
    {
        var sessions = new List<UInt128>();
        for (LinkedListNode<Base>? node = _oldestFirst.First; node is not null && node.Value.Position < position; node = node.Next)
        {
            if (node.Value.IsAsked) continue;
            node.ValueRef.IsAsked = true;
            sessions.Add(node.Value.Session);
        }

        return sessions;
    }

    private record struct Base(UInt128 Session, long Position, int Bytes, bool IsAsked);
}
