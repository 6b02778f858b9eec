namespace SolverGrpc.Sessions.Journal;

/// <summary>
/// A thread that commits a journal: all records appended while one sync runs share the next. Callers choose what they wait for:
/// <list type="bullet">
/// <item>before an answer: <see cref="AppendAsync"/>, <see cref="WaitDurableAsync"/>, then answer. What was answered is never lost.</item>
/// <item>group commit: answer at once and say later, on <see cref="DurableAdvanced"/>, what is durable. What was said to be durable is never lost.</item>
/// <item>none: do not wait. Whatever was appended since the last sync, some milliseconds, may be lost in a crash of the machine or
/// the process.</item>
/// </list>
/// </summary>
public sealed class GroupCommit : IAsyncDisposable
{
    private readonly SegmentJournal _journal;
    private readonly Lock _gate = new();
    private readonly PriorityQueue<TaskCompletionSource, long> _waiting = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly object _wake = new();
    private TaskCompletionSource _room = NewSignal();
    private bool _hasWork;
    private bool _closing;
    private long _announced;

    /// <summary>Starts the thread.</summary>
    /// <param name="journal">Taken over: nobody else commits or disposes it.</param>
    public GroupCommit(SegmentJournal journal)
        : this(journal, hasThread: true)
    {
    }

    /// <summary>The same, where a simulation may be the thread: it calls <see cref="Commit"/>.</summary>
    internal GroupCommit(SegmentJournal journal, bool hasThread)
    {
        ArgumentNullException.ThrowIfNull(journal);
        _journal = journal;
        _announced = journal.DurablePosition;
        if (hasThread) new Thread(Run) { IsBackground = true, Name = "journal" }.Start();
    }

    /// <summary>Raised on the thread when <see cref="DurablePosition"/> has advanced, with its value. Must be short and not throw.</summary>
    public event Action<long>? DurableAdvanced;

    /// <summary>All records up to this position are on the disk.</summary>
    public long DurablePosition => _journal.DurablePosition;

    /// <summary>Completes when the journal has been closed; faulted with a <see cref="JournalException"/> when the disk has failed.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>Appends a record; waits while too much waits for the disk.</summary>
    /// <param name="entry">What it is.</param>
    /// <param name="payload">At most 256 MiB; copied before this returns or, where it has to wait, before the task completes.</param>
    /// <param name="begin">False: more is to come, and the disk need not begin before <see cref="Begin"/>.</param>
    /// <param name="cancellation">Gives up waiting: the record is not appended.</param>
    /// <returns>Its position. Records of one caller that awaits each are in order.</returns>
    /// <exception cref="JournalException">The disk has failed.</exception>
    public async ValueTask<long> AppendAsync(JournalEntry entry, ReadOnlyMemory<byte> payload, bool begin = true, CancellationToken cancellation = default)
    {
        while (true)
        {
            Task room = Volatile.Read(ref _room).Task;
            bool appended = _journal.TryAppend(entry, payload.Span, out long position);
            if (begin || !appended) Begin();
            if (appended) return position;
            await room.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Appends a record, if not too much waits for the disk.</summary>
    /// <exception cref="JournalException">The disk has failed.</exception>
    public bool TryAppend(in JournalEntry entry, ReadOnlySpan<byte> payload, out long position)
    {
        if (!_journal.TryAppend(entry, payload, out position)) return false;
        Begin();
        return true;
    }

    /// <summary>Has what was appended brought to the disk: wakes the thread.</summary>
    public void Begin()
    {
        lock (_wake)
        {
            _hasWork = true;
            Monitor.Pulse(_wake);
        }
    }

    /// <summary>Completes when all records up to a position are on the disk.</summary>
    /// <param name="position">What <see cref="AppendAsync"/> returned.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="JournalException">The disk has failed before that; the record may or may not survive.</exception>
    public Task WaitDurableAsync(long position, CancellationToken cancellation = default)
    {
        TaskCompletionSource signal;
        lock (_gate)
        {
            if (position <= _journal.DurablePosition) return Task.CompletedTask;
            if (_journal.Failure is { } failure) return Task.FromException(failure);
            signal = NewSignal();
            _waiting.Enqueue(signal, position);
        }

        return signal.Task.WaitAsync(cancellation);
    }

    /// <summary>Takes nothing more, brings everything appended to the disk, and closes the journal.</summary>
    public async ValueTask DisposeAsync()
    {
        _journal.Complete();
        Volatile.Write(ref _closing, true);
        Begin();
        await _stopped.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Brings everything appended to the disk, and tells those who wait.</summary>
    internal void Commit()
    {
        if (_journal.Commit()) Release(failure: null);
    }

    private void Run()
    {
        try
        {
            bool closing;
            do
            {
                WaitForWork();
                // read before the commit, so that this takes all that was appended before the closing
                closing = Volatile.Read(ref _closing);
                Commit();
            }
            while (!closing);
            _journal.Dispose();
            _stopped.SetResult();
        }
        catch (JournalException e)
        {
            Release(e);
            _journal.Dispose();
            _stopped.SetException(e);
        }
    }

    private void WaitForWork()
    {
        lock (_wake)
        {
            while (!_hasWork) Monitor.Wait(_wake);
            _hasWork = false;
        }
    }

    // Those who wait for the disk, and those who wait for room.
    private void Release(JournalException? failure)
    {
        long durable = _journal.DurablePosition;
        lock (_gate)
        {
            while (_waiting.TryPeek(out TaskCompletionSource? signal, out long position) && (position <= durable || failure is not null))
            {
                _waiting.Dequeue();
                if (position <= durable) signal.SetResult();
                else signal.SetException(failure!);
            }
        }

        Interlocked.Exchange(ref _room, NewSignal()).SetResult();
        if (durable == _announced) return;
        _announced = durable;
        DurableAdvanced?.Invoke(durable);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
