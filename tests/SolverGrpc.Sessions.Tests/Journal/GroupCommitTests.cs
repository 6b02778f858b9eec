using SolverGrpc.Sessions.Journal;

namespace SolverGrpc.Sessions.Tests.Journal;

/// <summary>The thread that commits, and what its callers can wait for.</summary>
public sealed class GroupCommitTests : IDisposable
{
    // not a measurement: what would hang is to fail
    private const int HangMs = 60_000;

    private static readonly JournalEntry Entry = new(RecordKind.Opened, 1, 1, 1);

    private readonly SimulatedDisk _disk = new(new Random(1));
    private readonly SemaphoreSlim _syncing = new(0), _syncAllowed = new(0);

    public void Dispose()
    {
        _disk.Dispose();
        _syncing.Dispose();
        _syncAllowed.Dispose();
    }

    [Fact(Timeout = HangMs)]
    public async Task WaitDurable_Returns_WhenTheRecordSurvivesAPowerFailure()
    {
        await using GroupCommit journal = Open();
        long position = await journal.AppendAsync(Entry, "abc"u8.ToArray());
        await journal.WaitDurableAsync(position);
        Assert.True(journal.DurablePosition >= position);
        _disk.FailPower();
        Assert.Equal(position, Assert.Single(Written.All(_disk)).Position);
    }

    [Fact(Timeout = HangMs)]
    public async Task Appends_DuringASync_ShareTheNext()
    {
        const int Count = 100;
        await using GroupCommit journal = Open();
        HoldSyncs();
        await journal.AppendAsync(Entry, default);
        await _syncing.WaitAsync();
        int before = _disk.Syncs;
        long last = 0;
        for (int i = 0; i < Count; i++) last = await journal.AppendAsync(Entry with { Kind = RecordKind.Event }, default);
        Task durable = journal.WaitDurableAsync(last);
        Assert.False(durable.IsCompleted);
        _syncAllowed.Release(2);
        await durable;
        Assert.Equal(before + 1, _disk.Syncs);
        LetSyncsGo();
    }

    [Fact(Timeout = HangMs)]
    public async Task DurableAdvanced_Rises_AndNeverPastWhatIsOnTheDisk()
    {
        var seen = new List<long>();
        long last = 0;
        await using (GroupCommit journal = Open())
        {
            journal.DurableAdvanced += seen.Add;
            for (int i = 0; i < 50; i++) last = await journal.AppendAsync(Entry, default);
        }

        Assert.Equal(seen.Order().Distinct(), seen);
        Assert.Equal(last, seen[^1]);
    }

    [Fact(Timeout = HangMs)]
    public async Task Append_WhileTheDiskIsSlow_WaitsForRoom()
    {
        await using GroupCommit journal = Open(new JournalOptions { PendingBytesMax = 100 });
        HoldSyncs();
        await journal.AppendAsync(Entry, default);
        await _syncing.WaitAsync();
        await journal.AppendAsync(Entry, default);
        await journal.AppendAsync(Entry, default);
        Assert.False(journal.TryAppend(Entry, default, out _));
        Task<long> waiting = journal.AppendAsync(Entry, default).AsTask();
        using var impatient = new CancellationTokenSource();
        Task<long> cancelled = journal.AppendAsync(Entry, default, cancellation: impatient.Token).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.False(waiting.IsCompleted);

        LetSyncsGo();
        long position = await waiting;
        await journal.WaitDurableAsync(position);
        Assert.Equal(4, Written.All(_disk).Count);
    }

    [Fact(Timeout = HangMs)]
    public async Task SyncError_IsFinal_AndNothingAfterItIsDurable()
    {
        await using GroupCommit journal = Open();
        long safe = await journal.AppendAsync(Entry, default);
        await journal.WaitDurableAsync(safe);
        int syncs = _disk.Syncs;
        _disk.SyncsLeft = 0;
        long lost = await journal.AppendAsync(Entry, default);
        await AssertFails(JournalFaultKind.Sync, () => journal.WaitDurableAsync(lost));
        // the disk would work again: it is not asked
        _disk.SyncsLeft = null;
        await AssertFails(JournalFaultKind.Sync, () => journal.Stopped);
        await AssertFails(JournalFaultKind.Sync, () => journal.AppendAsync(Entry, default).AsTask());
        await AssertFails(JournalFaultKind.Sync, () => journal.WaitDurableAsync(lost));
        await journal.WaitDurableAsync(safe);
        Assert.Equal((safe, syncs + 1), (journal.DurablePosition, _disk.Syncs));
    }

    [Fact(Timeout = HangMs)]
    public async Task DiskFull_IsFinal_AndAppendsThatWaitForRoomFail()
    {
        await using GroupCommit journal = Open(new JournalOptions { PendingBytesMax = 1 });
        HoldSyncs();
        long first = await journal.AppendAsync(Entry, default);
        await _syncing.WaitAsync();
        await journal.AppendAsync(Entry, default);
        Task<long> waiting = journal.AppendAsync(Entry, default).AsTask();
        _disk.Capacity = 0;
        LetSyncsGo();
        await AssertFails(JournalFaultKind.DiskFull, () => waiting);
        await AssertFails(JournalFaultKind.DiskFull, () => journal.Stopped);
        Assert.Equal(first, journal.DurablePosition);
    }

    [Fact(Timeout = HangMs)]
    public async Task Close_BringsEverythingToTheDisk_AndTakesNothingMore()
    {
        GroupCommit journal = Open();
        Task<int>[] writers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => AppendUntilClosed(journal)))];
        await journal.WaitDurableAsync(journal.DurablePosition);
        await journal.DisposeAsync();
        int appended = (await Task.WhenAll(writers)).Sum();
        Assert.Equal(appended, Written.All(_disk).Count);
        Assert.True(journal.Stopped.IsCompletedSuccessfully);
    }

    private static async Task<int> AppendUntilClosed(GroupCommit journal)
    {
        for (int count = 0; ; count++)
        {
            try
            {
                await journal.AppendAsync(Entry, default);
            }
            catch (ObjectDisposedException)
            {
                return count;
            }
        }
    }

    private static async Task AssertFails(JournalFaultKind kind, Func<Task> action) =>
        Assert.Equal(kind, (await Assert.ThrowsAsync<JournalException>(action)).Fault.Kind);

    private GroupCommit Open(JournalOptions? options = null) => new(Written.Open(_disk, options ?? new JournalOptions()).Journal);

    private void HoldSyncs() => _disk.Syncing = () =>
    {
        _syncing.Release();
        _syncAllowed.Wait();
    };

    private void LetSyncsGo()
    {
        _disk.Syncing = null;
        _syncAllowed.Release(100);
    }
}
