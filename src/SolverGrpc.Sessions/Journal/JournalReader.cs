namespace SolverGrpc.Sessions.Journal;

/// <summary>Hands out the records of a journal that has been checked.</summary>
public static class JournalReader
{
    /// <summary>All records of sessions, also those that are not needed any more.</summary>
    /// <param name="files">The folder.</param>
    /// <param name="check">What its check said; nothing after its fault is read.</param>
    /// <param name="visitor">Takes them.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static void ReadAll(IJournalFiles files, JournalCheck check, JournalVisitor visitor)
    {
        ArgumentNullException.ThrowIfNull(check);
        ArgumentNullException.ThrowIfNull(visitor);
        Read(files, check, static (in _) => true, visitor);
    }

    /// <summary>Of each session that has not ended its last snapshot, or its opening, and all that follows.</summary>
    internal static void ReadNeeded(IJournalFiles files, JournalCheck check, JournalVisitor visitor) => Read(files, check, check.Retention.Needs, visitor);

    private delegate bool Selection(in RecordHeader record);

    private static void Read(IJournalFiles files, JournalCheck check, Selection selection, JournalVisitor visitor)
    {
        foreach (JournalSegment segment in check.Segments)
        {
            using SegmentFile file = SegmentFile.Read(files, segment.File);
            ReadOnlySpan<byte> bytes = file.Bytes[..(int)segment.Bytes];
            int offset = SegmentHeader.Bytes;
            while (offset < bytes.Length && RecordFormat.TryReadHeader(bytes[offset..], out RecordHeader record))
            {
                ReadOnlySpan<byte> payload = bytes.Slice(offset + RecordFormat.HeaderBytes, record.PayloadBytes);
                if (record.Entry.Kind != RecordKind.Barrier && selection(record))
                    visitor(new JournalRecord(segment.File, offset, record.Position, record.Entry, payload));
                offset += record.RecordBytes;
            }
        }
    }
}
