using SolverGrpc.Sessions.Journal;

namespace SolverGrpc.Sessions.Runtime;

/// <summary>The records of one session in the journal, and which of its events are on the disk. Not thread-safe.</summary>
/// <param name="kept">Whose records.</param>
/// <param name="journal">Where; null: nothing is journalled and nothing is ever durable.</param>
internal sealed class SessionRecords(KeptSession kept, SessionJournal? journal)
{
    private readonly Queue<(long Position, long Seq)> _waiting = new(0);
    private bool _isToBeTold, _hasBegun = true;
    private long _greeting;

    /// <summary>All events up to this one are on the disk.</summary>
    public long DurableSeq { get; private set; }

    /// <summary>Events are not on the disk yet and will be.</summary>
    public bool IsWaiting => _waiting.Count > 0;

    /// <summary>The session is journalled.</summary>
    public bool IsKept => journal is not null;

    /// <summary>The epoch of the stream is on the disk: no other stream can get it, whatever happens.</summary>
    public bool IsEpochDurable => journal is null || _greeting <= journal.DurablePosition;

    /// <summary>What the journal held.</summary>
    public void Recovered(long seq) => DurableSeq = seq;

    /// <summary>Appends a record; waits while the disk is far behind.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="seq">The event it is, or the last one it is based on.</param>
    /// <param name="payload">The rest.</param>
    /// <exception cref="JournalException">The disk has failed.</exception>
    public async ValueTask AppendAsync(RecordKind kind, long seq, ReadOnlyMemory<byte> payload)
    {
        if (journal is null) return;
        _hasBegun = false;
        long position = await journal.AppendAsync(new JournalEntry(kind, kept.Key.Value, kept.Epoch, seq), payload).ConfigureAwait(false);
        if (kind is RecordKind.Opened or RecordKind.Epoch) _greeting = position;
        if (kind is RecordKind.Opened or RecordKind.Epoch or RecordKind.Event && seq > 0) _waiting.Enqueue((position, seq));
    }

    /// <summary>Has everything that was appended brought to the disk.</summary>
    public void Begin()
    {
        if (_hasBegun) return;
        _hasBegun = true;
        journal!.Begin();
    }

    /// <summary>Looks how far the disk is; the session is told when it is further, if it still waits.</summary>
    /// <param name="session">The session.</param>
    /// <param name="told">It has just been told.</param>
    public void LookAtDisk(LiveSession session, bool told = false)
    {
        if (journal is null) return;
        _isToBeTold &= !told;
        Advance(journal.DurablePosition);
        if (!IsWaiting || _isToBeTold) return;
        _isToBeTold = true;
        journal.TellWhenDurable(session);

        // the disk may have got there before the journal knew whom to tell
        Advance(journal.DurablePosition);
    }

    private void Advance(long durablePosition)
    {
        while (_waiting.TryPeek(out (long Position, long Seq) next) && next.Position <= durablePosition)
            DurableSeq = _waiting.Dequeue().Seq;
        if (_waiting.Count == 0) _waiting.TrimExcess();
    }
}
