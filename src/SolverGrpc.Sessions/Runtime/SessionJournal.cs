using System.Collections.Concurrent;
using SolverGrpc.Sessions.Journal;

namespace SolverGrpc.Sessions.Runtime;

/// <summary>The journal as sessions use it: appends, and tells the sessions that wait when more is on the disk.</summary>
internal sealed class SessionJournal : IAsyncDisposable, IThreadPoolWorkItem
{
    private readonly GroupCommit _commit;
    private readonly ConcurrentQueue<LiveSession> _waiting = new();

    /// <summary>Takes a journal over.</summary>
    /// <param name="commit">The journal.</param>
    /// <param name="pool">Runs work elsewhere.</param>
    public SessionJournal(GroupCommit commit, Action<IThreadPoolWorkItem> pool)
    {
        _commit = commit;
        commit.DurableAdvanced += _ => pool(this);
    }

    /// <summary>All records up to this position are on the disk.</summary>
    public long DurablePosition => _commit.DurablePosition;

    /// <summary>Completes when the journal is closed; faulted with a <see cref="JournalException"/> when the disk has failed.</summary>
    public Task Stopped => _commit.Stopped;

    /// <summary>Appends a record, of which the disk need not know before <see cref="Begin"/>; waits while the disk is behind.</summary>
    /// <exception cref="JournalException">The disk has failed.</exception>
    public ValueTask<long> AppendAsync(in JournalEntry entry, ReadOnlyMemory<byte> payload) => _commit.AppendAsync(entry, payload, begin: false);

    /// <summary>Has what was appended brought to the disk.</summary>
    public void Begin() => _commit.Begin();

    /// <summary>The session is told when more is on the disk, once.</summary>
    public void TellWhenDurable(LiveSession session) => _waiting.Enqueue(session);

    /// <summary>Brings everything to the disk.</summary>
    public ValueTask DisposeAsync() => _commit.DisposeAsync();

    /// <summary>Tells the sessions that wait; one of them, which as a rule is the only one, on this thread.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        if (!_waiting.TryDequeue(out LiveSession? first)) return;
        for (int i = _waiting.Count; i > 0 && _waiting.TryDequeue(out LiveSession? session); i--) session.Post(new(MailKind.Durable));
        first.Put(new(MailKind.Durable));
        first.Run();
    }
}
