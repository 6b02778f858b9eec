namespace SolverGrpc.Sessions.Journal;

/// <summary>
/// Writes batches of records into segments, makes each durable, and deletes segments that no session needs. One thread at a time.
/// </summary>
internal sealed class SegmentWriter : IDisposable
{
    // with fewer, more snapshots would be written than events; with more, a restart would read more
    private const int SnapshotsKept = 2;

    private readonly IJournalFiles _files;
    private readonly JournalOptions _options;
    private readonly ulong _identity;
    private readonly RetentionIndex _retention;
    private readonly List<(long FirstPosition, long Bytes)> _segments = [];
    private IJournalFile _file;
    private string _name = "";
    private long _length;

    /// <summary>Begins a segment behind what a check found, and deletes what is not needed any more.</summary>
    /// <param name="files">The folder.</param>
    /// <param name="options">Sizes.</param>
    /// <param name="check">What is there.</param>
    /// <param name="identity">The journal's.</param>
    public SegmentWriter(IJournalFiles files, JournalOptions options, JournalCheck check, ulong identity)
    {
        _files = files;
        _options = options;
        _identity = identity;
        _retention = check.Retention;
        foreach (JournalSegment segment in check.Segments) _segments.Add((segment.FirstPosition, segment.Bytes));
        _file = BeginSegment(check.LastPosition + 1);
        foreach (string leftover in check.Leftovers) files.Delete(leftover);
    }

    /// <summary>Sessions whose snapshots would let old segments be deleted, where these have become too many; else empty.</summary>
    public IReadOnlyList<UInt128> SnapshotsWanted { get; private set; } = [];

    /// <summary>Writes records and returns when they are on the disk.</summary>
    public void WriteDurably(ReadOnlySpan<byte> records)
    {
        Write(records);
        Sync(_name, _length, _file.Sync);
        for (int offset = 0; offset < records.Length && RecordFormat.TryReadHeader(records[offset..], out RecordHeader record); offset += record.RecordBytes)
            _retention.Note(record);
    }

    /// <summary>Notes in the journal that what was written is on the disk: with a barrier, or with a new segment if this one is full.</summary>
    /// <param name="position">Of the barrier.</param>
    public void WriteBarrier(long position)
    {
        SnapshotsWanted = [];
        if (_length < _options.SegmentBytes)
        {
            Span<byte> barrier = stackalloc byte[RecordFormat.HeaderBytes];
            RecordFormat.Write(barrier, SegmentHeader.SeedOf(_identity), position, new JournalEntry(RecordKind.Barrier, default, 0, 0), []);
            Write(barrier);
            return;
        }

        _segments[^1] = _segments[^1] with { Bytes = _length };
        _file.Dispose();
        _file = BeginSegment(position);
        SnapshotsWanted = FindSnapshotsWanted();
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    // The new segment says from where on the others are needed; they are deleted when that is on the disk.
    private IJournalFile BeginSegment(long position)
    {
        long firstNeeded = _retention.FirstNeeded(none: position);
        _segments.Add((position, SegmentHeader.Bytes));
        int floor = _segments.FindLastIndex(segment => segment.FirstPosition <= firstNeeded);
        var header = new SegmentHeader(position, _identity, _segments[floor].FirstPosition);
        _name = header.FileName;
        IJournalFile file = _files.Create(_name);
        Span<byte> bytes = stackalloc byte[SegmentHeader.Bytes];
        header.Write(bytes);
        file.Write(0, bytes);
        _length = bytes.Length;
        Sync(_name, _length, file.Sync);
        Sync(_name, _length, _files.SyncFolder);
        foreach ((long old, long _) in _segments.Take(floor)) _files.Delete(SegmentHeader.NameOf(old));
        _segments.RemoveRange(0, floor);
        return file;
    }

    // of those that hold the oldest segments, as many as are too much: the next segments ask for more, so that snapshots come as
    // fast as the journal grows, and not all at once
    private List<UInt128> FindSnapshotsWanted()
    {
        long tooMuch = _segments.Sum(segment => segment.Bytes) - Math.Max(_options.RetainedBytesMax, SnapshotsKept * _retention.Bytes);
        int kept = 0;
        for (long older = 0; older < tooMuch && kept < _segments.Count - 1; kept++) older += _segments[kept].Bytes;
        return kept == 0 ? [] : _retention.AskBefore(_segments[kept].FirstPosition);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        _file.Write(_length, bytes);
        _length += bytes.Length;
    }

    /// <summary>Brings to the disk; an error says that it was the sync that failed.</summary>
    public static void Sync(string name, long length, Action sync)
    {
        try
        {
            sync();
        }
        catch (IOException e)
        {
            throw new JournalException(new JournalFault(JournalFaultKind.Sync, name, length, e.Message), e);
        }
    }
}
