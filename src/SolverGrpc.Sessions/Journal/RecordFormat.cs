using System.Buffers.Binary;

namespace SolverGrpc.Sessions.Journal;

/// <summary>
/// The bytes of a record (docs/reliability.md has the table): a header of <see cref="HeaderBytes"/> bytes and the payload.
/// Numbers are little-endian, the session is 16 bytes in their order.
/// </summary>
internal static class RecordFormat
{
    /// <summary>Bytes of a header.</summary>
    public const int HeaderBytes = 50;

    /// <summary>Bytes of payload, at most.</summary>
    public const int PayloadBytesMax = 1 << 28;

    /// <summary>The version of records that is written, and the newest that is read.</summary>
    public const byte Version = 2;

    private const int ChecksumAt = 0, LengthAt = 4, PositionAt = 8, EpochAt = 16, SequenceAt = 24, SessionAt = 32, KindAt = 48, VersionAt = 49;

    /// <summary>Writes a record.</summary>
    /// <param name="target">At least <see cref="HeaderBytes"/> and the payload's length.</param>
    /// <param name="seed">Where the checksum begins: that of the journal, see <see cref="SegmentHeader.Seed"/>.</param>
    /// <param name="position">The record's position.</param>
    /// <param name="entry">What the header says.</param>
    /// <param name="payload">At most <see cref="PayloadBytesMax"/>.</param>
    public static void Write(Span<byte> target, uint seed, long position, in JournalEntry entry, ReadOnlySpan<byte> payload)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target[LengthAt..], payload.Length);
        BinaryPrimitives.WriteInt64LittleEndian(target[PositionAt..], position);
        BinaryPrimitives.WriteInt64LittleEndian(target[EpochAt..], entry.Epoch);
        BinaryPrimitives.WriteInt64LittleEndian(target[SequenceAt..], entry.Sequence);
        BinaryPrimitives.WriteUInt128BigEndian(target[SessionAt..], entry.Session);
        target[KindAt] = (byte)entry.Kind;
        target[VersionAt] = Version;
        payload.CopyTo(target[HeaderBytes..]);
        BinaryPrimitives.WriteUInt32LittleEndian(target[ChecksumAt..], Checksum(target[..(HeaderBytes + payload.Length)], seed));
    }

    /// <summary>Reads the record at the start of some bytes, if there is a whole one and its checksum is right.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, uint seed, out RecordHeader header)
    {
        if (!TryReadHeader(source, out header)) return false;
        return BinaryPrimitives.ReadUInt32LittleEndian(source[ChecksumAt..]) == Checksum(source[..header.RecordBytes], seed);
    }

    /// <summary>Reads the header at the start of some bytes without looking at its checksum, if the whole record can be there.</summary>
    public static bool TryReadHeader(ReadOnlySpan<byte> source, out RecordHeader header)
    {
        header = default;
        if (source.Length < HeaderBytes) return false;
        int length = BinaryPrimitives.ReadInt32LittleEndian(source[LengthAt..]);
        if (length < 0 || length > source.Length - HeaderBytes) return false;
        header = new RecordHeader(
            BinaryPrimitives.ReadInt64LittleEndian(source[PositionAt..]),
            new JournalEntry(
                (RecordKind)source[KindAt],
                BinaryPrimitives.ReadUInt128BigEndian(source[SessionAt..]),
                BinaryPrimitives.ReadInt64LittleEndian(source[EpochAt..]),
                BinaryPrimitives.ReadInt64LittleEndian(source[SequenceAt..])),
            source[VersionAt],
            length);
        return true;
    }

    private static uint Checksum(ReadOnlySpan<byte> record, uint seed) => Crc32C.Append(seed, record[LengthAt..]);
}

/// <summary>What the header of a record says.</summary>
/// <param name="Position">Where in the journal it is: its number, counted from 1.</param>
/// <param name="Entry">What it is of whom.</param>
/// <param name="Version">Version of the record's format.</param>
/// <param name="PayloadBytes">Length of the payload.</param>
internal readonly record struct RecordHeader(long Position, JournalEntry Entry, byte Version, int PayloadBytes)
{
    /// <summary>Bytes of header and payload.</summary>
    public int RecordBytes => RecordFormat.HeaderBytes + PayloadBytes;
}
