using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SolverGrpc.Sessions.Journal;

/// <summary>
/// A journal in segment files, without threads: records are appended to memory by anybody, and <see cref="Commit"/>, called by
/// one thread at a time, brings all of them to the disk with one sync. <see cref="GroupCommit"/> is such a thread.
/// <para>
/// What <see cref="DurablePosition"/> has reached survives a crash of the process and of the machine, in the order in which it
/// was appended, and none of it appears twice. What lies beyond may survive, in order and without a gap.
/// </para>
/// <para>
/// Nothing is tried again: after the first error of the disk the journal takes nothing more (<see cref="Failure"/>).
/// </para>
/// </summary>
public sealed class SegmentJournal : IDisposable
{
    private const long SegmentBytesMax = 1 << 30;

    private readonly Lock _gate = new();
    private readonly SegmentWriter _writer;
    private readonly uint _seed;
    private RecordBuffer _pending;
    private RecordBuffer _writing;
    private long _nextPosition;
    private long _durablePosition;
    private JournalException? _failure;
    private bool _complete;

    private SegmentJournal(SegmentWriter writer, JournalOptions options, uint seed, long nextPosition)
    {
        _writer = writer;
        _seed = seed;
        _nextPosition = nextPosition;
        _durablePosition = nextPosition - 1;
        _pending = new RecordBuffer(options.PendingBytesMax);
        _writing = new RecordBuffer(options.PendingBytesMax);
    }

    /// <summary>
    /// Raised in <see cref="Commit"/> when segments cannot be deleted because these sessions need them: a
    /// <see cref="RecordKind.Snapshot"/> of each is to be appended, when it suits.
    /// </summary>
    public event Action<IReadOnlyList<UInt128>>? SnapshotsWanted;

    /// <summary>All records up to this position are on the disk.</summary>
    public long DurablePosition => Volatile.Read(ref _durablePosition);

    /// <summary>Why the journal takes nothing more; null while it does.</summary>
    public JournalException? Failure => Volatile.Read(ref _failure);

    /// <summary>
    /// Checks and reads the journal of a folder, or begins one. What was being written when the machine stopped is cut; what is
    /// read is on the disk before this returns.
    /// </summary>
    /// <param name="files">The folder, which nobody else writes to. The caller disposes it after the journal.</param>
    /// <param name="options">Sizes.</param>
    /// <param name="recover">Takes, of each session that has not ended, its last snapshot or its opening, and all that follows.</param>
    /// <exception cref="JournalException">The journal is damaged, of a newer version, or the disk fails.</exception>
    public static SegmentJournal Open(IJournalFiles files, JournalOptions options, JournalVisitor recover)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(recover);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.SegmentBytes, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.SegmentBytes, SegmentBytesMax, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.PendingBytesMax, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.RetainedBytesMax, nameof(options));
        try
        {
            return OpenChecked(files, options, recover);
        }
        catch (IOException e)
        {
            throw DiskError.ToException(e);
        }
    }

    /// <summary>Appends a record to those that wait for <see cref="Commit"/>. Any thread.</summary>
    /// <param name="entry">What it is; not one of the journal's own kinds.</param>
    /// <param name="payload">At most 256 MiB; copied.</param>
    /// <param name="position">Its position, larger than that of all before.</param>
    /// <returns>False if too much waits already.</returns>
    /// <exception cref="JournalException">The journal has failed.</exception>
    public bool TryAppend(in JournalEntry entry, ReadOnlySpan<byte> payload, out long position)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, RecordFormat.PayloadBytesMax, nameof(payload));
        if (entry.Kind is not (>= RecordKind.Opened and <= RecordKind.Ended)) throw new ArgumentOutOfRangeException(nameof(entry));
        lock (_gate)
        {
            if (_failure is not null) throw _failure;
            ObjectDisposedException.ThrowIf(_complete, this);
            position = _nextPosition;
            if (!_pending.TryAppend(_seed, position, entry, payload)) return false;
            _nextPosition++;
            return true;
        }
    }

    /// <summary>Takes no more records; those appended before can be committed.</summary>
    public void Complete()
    {
        lock (_gate) _complete = true;
    }

    /// <summary>Brings all appended records to the disk. One thread at a time; the others go on appending.</summary>
    /// <returns>False if there were none.</returns>
    /// <exception cref="JournalException">The disk failed, now or before.</exception>
    public bool Commit()
    {
        long barrier;
        lock (_gate)
        {
            if (_failure is not null) throw _failure;
            if (_pending.Bytes.IsEmpty) return false;
            (_pending, _writing) = (_writing, _pending);
            barrier = _nextPosition++;
        }

        try
        {
            _writer.WriteDurably(_writing.Bytes);
            Volatile.Write(ref _durablePosition, barrier - 1);
            _writing.Clear();
            _writer.WriteBarrier(barrier);
        }
        catch (IOException e)
        {
            throw Fail(DiskError.ToException(e));
        }
        catch (JournalException e)
        {
            throw Fail(e);
        }

        if (_writer.SnapshotsWanted.Count > 0) SnapshotsWanted?.Invoke(_writer.SnapshotsWanted);
        return true;
    }

    /// <summary>Closes the files. What has not been committed is lost.</summary>
    public void Dispose() => _writer.Dispose();

    private static SegmentJournal OpenChecked(IJournalFiles files, JournalOptions options, JournalVisitor recover)
    {
        JournalCheck check = JournalCheck.Run(files);
        if (check.Fault is not null) throw new JournalException(check.Fault);
        CutTear(files, check);
        SecureTail(files, check);
        JournalReader.ReadNeeded(files, check, recover);
        ulong identity = check.LastPosition > 0 ? check.Identity : NewIdentity();
        var writer = new SegmentWriter(files, options, check, identity);
        return new SegmentJournal(writer, options, SegmentHeader.SeedOf(identity), check.LastPosition + 2);
    }

    private static void CutTear(IJournalFiles files, JournalCheck check)
    {
        if (check.Tear is not { } tear) return;
        if (tear.Offset == 0)
        {
            files.Delete(tear.File);
            return;
        }

        using IJournalFile file = files.Open(tear.File);
        file.Truncate(tear.Offset);
    }

    // What a killed process wrote may still be in the memory of the system, or, after a failed sync, be there for good while the
    // system takes it for written: what no barrier follows is written once more before it counts as durable.
    private static void SecureTail(IJournalFiles files, JournalCheck check)
    {
        if (check.Segments.Count == 0) return;
        string name = check.Segments[^1].File;
        int length = (int)(check.Segments[^1].Bytes - check.LastBarrierOffset);
        using IJournalFile file = files.Open(name);
        byte[] tail = new byte[length];
        file.Read(check.LastBarrierOffset, tail);
        file.Write(check.LastBarrierOffset, tail);
        SegmentWriter.Sync(name, check.LastBarrierOffset, file.Sync);
        // the file itself may not be in the folder yet
        SegmentWriter.Sync(name, 0, files.SyncFolder);
    }

    private static ulong NewIdentity() => MemoryMarshal.Read<ulong>(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    private JournalException Fail(JournalException failure)
    {
        lock (_gate) return _failure ??= failure;
    }
}
