namespace SolverGrpc.Sessions.Journal;

/// <summary>A segment of a journal, as far as it is sound.</summary>
/// <param name="File">Name of its file.</param>
/// <param name="FirstPosition">Position of its first record.</param>
/// <param name="Bytes">Bytes up to the end of the last sound record.</param>
/// <param name="Records">Sound records, the journal's own among them.</param>
public sealed record JournalSegment(string File, long FirstPosition, long Bytes, long Records);

/// <summary>
/// Looks at every record of a journal: checksums, positions without a gap, versions. Changes nothing.
/// <para>
/// What is broken at the end of the last segment is a torn write, and may be cut, if no barrier follows it: the journal writes a
/// barrier after each sync, so that what a barrier follows had been on the disk. Everything else that is broken is a fault.
/// </para>
/// </summary>
public sealed class JournalCheck
{
    private readonly IJournalFiles _files;
    private readonly List<JournalSegment> _segments = [];

    private JournalCheck(IJournalFiles files) => _files = files;

    /// <summary>The segments that are needed, in order, up to the first fault.</summary>
    public IReadOnlyList<JournalSegment> Segments => _segments;

    /// <summary>Files that are not needed any more and were about to be deleted.</summary>
    public IReadOnlyList<string> Leftovers { get; private set; } = [];

    /// <summary>The first fault: with it the journal is not to be used. Null: none.</summary>
    public JournalFault? Fault { get; private set; }

    /// <summary>The end of the last segment that has to be cut; at offset 0 the whole file. Null: none.</summary>
    public JournalFault? Tear { get; private set; }

    /// <summary>Position of the last sound record, 0 in an empty journal.</summary>
    public long LastPosition { get; private set; }

    /// <summary>What is needed of whom.</summary>
    internal RetentionIndex Retention { get; } = new();

    /// <summary>The journal's identity; 0 in an empty journal.</summary>
    internal ulong Identity { get; private set; }

    /// <summary>Where in the last segment the last barrier is: what follows may not be on the disk.</summary>
    internal long LastBarrierOffset { get; private set; }

    /// <summary>Looks at a journal.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static JournalCheck Run(IJournalFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var check = new JournalCheck(files);
        List<long> positions = [.. SegmentPositions(files)];
        check.Fault = check.Begin(positions) ?? check.Walk(positions);
        return check;
    }

    /// <summary>Positions at which the segment files of a folder begin, in order.</summary>
    private static IEnumerable<long> SegmentPositions(IJournalFiles files)
    {
        foreach (string name in files.List())
            if (SegmentHeader.TryParseName(name, out long position)) yield return position;
    }

    // The newest segment says which is the first that is needed.
    private JournalFault? Begin(List<long> positions)
    {
        positions.Sort();
        if (positions.Count == 0) return null;
        JournalFault? fault = ReadHeader(positions[^1], out SegmentHeader newest, out long length);
        if (fault is { Kind: JournalFaultKind.Corrupt } && length <= SegmentHeader.Bytes)
        {
            Tear = new JournalFault(JournalFaultKind.Torn, fault.File, 0, "the segment was being created");
            long torn = positions[^1];
            positions.RemoveAt(positions.Count - 1);
            if (positions.Count == 0) return torn == 1 ? null : Missing(1);
            fault = ReadHeader(positions[^1], out newest, out _);
        }

        if (fault is not null) return fault;
        int first = positions.IndexOf(newest.Floor);
        if (first < 0) return Missing(newest.Floor);
        Leftovers = [.. positions.Take(first).Select(SegmentHeader.NameOf)];
        positions.RemoveRange(0, first);
        Identity = newest.Identity;
        LastPosition = newest.Floor - 1;
        return null;
    }

    private JournalFault? Walk(List<long> positions)
    {
        // a segment is created after all before it is on the disk: where the creation was torn, nothing else is
        int tearable = Tear is null ? positions.Count - 1 : -1;
        for (int i = 0; i < positions.Count; i++)
            if (WalkSegment(positions[i], i == tearable) is { } fault) return fault;
        return null;
    }

    private JournalFault? WalkSegment(long position, bool mayBeTorn)
    {
        string name = SegmentHeader.NameOf(position);
        using SegmentFile file = SegmentFile.Read(_files, name);
        if (SegmentHeader.Read(name, file.Bytes, out SegmentHeader header) is { } damaged) return damaged;
        if (header.Position > LastPosition + 1) return Missing(LastPosition + 1);
        if (header.Position <= LastPosition || header.Identity != Identity)
            return new JournalFault(JournalFaultKind.Corrupt, name, 0, "a segment of another journal");

        LastPosition = position;
        LastBarrierOffset = 0;
        long records = 1;
        int offset = SegmentHeader.Bytes;
        JournalFault? fault = null;
        while (offset < file.Bytes.Length && fault is null)
        {
            ReadOnlySpan<byte> rest = file.Bytes[offset..];
            fault = CheckRecord(name, offset, rest, header.Seed, out RecordHeader record);
            if (fault is { Kind: JournalFaultKind.Corrupt } && mayBeTorn && !HasBarrier(rest, header.Seed, LastPosition + 1))
                Tear = fault with { Kind = JournalFaultKind.Torn };
            if (fault is not null) break;
            Retention.Note(record);
            if (record.Entry.Kind == RecordKind.Barrier) LastBarrierOffset = offset;
            LastPosition++;
            records++;
            offset += record.RecordBytes;
        }

        _segments.Add(new JournalSegment(name, position, offset, records));
        return Tear is null ? fault : null;
    }

    private JournalFault? CheckRecord(string name, int offset, ReadOnlySpan<byte> rest, uint seed, out RecordHeader record)
    {
        JournalFault Fault(JournalFaultKind kind, string detail) => new(kind, name, offset, detail);
        if (!RecordFormat.TryRead(rest, seed, out record)) return Fault(JournalFaultKind.Corrupt, "a record that is incomplete or whose checksum is wrong");
        if (record.Version > RecordFormat.Version)
            return Fault(JournalFaultKind.NewerVersion, $"record format {record.Version}; this program reads {RecordFormat.Version}");
        if (record.Position != LastPosition + 1)
            return Fault(JournalFaultKind.Corrupt, $"a record of position {record.Position} where {LastPosition + 1} belongs");
        if (!IsKnown(record.Entry.Kind)) return Fault(JournalFaultKind.NewerVersion, $"a record of the unknown kind {(byte)record.Entry.Kind}");
        return null;
    }

    private static bool IsKnown(RecordKind kind) => kind is >= RecordKind.Opened and <= RecordKind.Ended or RecordKind.Barrier;

    // Lengths cannot be trusted behind a broken record, so that a barrier may begin at any byte.
    private static bool HasBarrier(ReadOnlySpan<byte> bytes, uint seed, long brokenPosition)
    {
        for (int offset = 1; offset + RecordFormat.HeaderBytes <= bytes.Length; offset++)
        {
            ReadOnlySpan<byte> candidate = bytes.Slice(offset, RecordFormat.HeaderBytes);
            if (RecordFormat.TryReadHeader(candidate, out RecordHeader header)
                && header.Entry.Kind == RecordKind.Barrier
                && header.Position > brokenPosition
                && RecordFormat.TryRead(candidate, seed, out _))
                return true;
        }

        return false;
    }

    private JournalFault? ReadHeader(long position, out SegmentHeader header, out long length)
    {
        string name = SegmentHeader.NameOf(position);
        using IJournalFile file = _files.Open(name);
        length = file.Length;
        Span<byte> bytes = stackalloc byte[(int)Math.Min(length, SegmentHeader.Bytes)];
        file.Read(0, bytes);
        return SegmentHeader.Read(name, bytes, out header);
    }

    private static JournalFault Missing(long position) =>
        new(JournalFaultKind.Missing, SegmentHeader.NameOf(position), 0, "a segment that is needed is not there");
}
