using System.Buffers.Binary;
using System.Globalization;

namespace SolverGrpc.Sessions.Journal;

/// <summary>
/// The beginning of a segment file: eight bytes that name the format, and a <see cref="RecordKind.Segment"/> record. It is on
/// the disk before anything follows it.
/// </summary>
/// <param name="Position">The position of its record, and the file's name.</param>
/// <param name="Identity">
/// Random, the same in all segments of a journal. Checksums begin with it, so that bytes from elsewhere, a client's payload
/// among them, are not taken for a record.
/// </param>
/// <param name="Floor">Position at which the first segment begins that was needed when this one was made.</param>
internal readonly record struct SegmentHeader(long Position, ulong Identity, long Floor)
{
    /// <summary>Bytes in all.</summary>
    public const int Bytes = MagicBytes + RecordFormat.HeaderBytes + PayloadBytes;

    private const int MagicBytes = 8, VersionAt = 7, PayloadBytes = 16;
    private const string Extension = ".journal";

    private static ReadOnlySpan<byte> Magic => "SOLVERJ\x01"u8;

    /// <summary>Where the checksums of the records begin.</summary>
    public uint Seed => SeedOf(Identity);

    /// <summary>The same from a journal's identity.</summary>
    public static uint SeedOf(ulong identity) => (uint)(identity ^ (identity >> 32));

    /// <summary>Name of the segment's file.</summary>
    public string FileName => NameOf(Position);

    /// <summary>Name of the file of the segment that begins at a position.</summary>
    public static string NameOf(long position) => position.ToString("D19", CultureInfo.InvariantCulture) + Extension;

    /// <summary>The position that a file's name says; false where it is not the name of a segment.</summary>
    public static bool TryParseName(string name, out long position)
    {
        position = 0;
        return name.EndsWith(Extension, StringComparison.Ordinal)
            && long.TryParse(name[..^Extension.Length], NumberStyles.None, CultureInfo.InvariantCulture, out position)
            && NameOf(position) == name;
    }

    /// <summary>Writes the beginning of the segment.</summary>
    /// <param name="target">At least <see cref="Bytes"/>.</param>
    public void Write(Span<byte> target)
    {
        Span<byte> payload = stackalloc byte[PayloadBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(payload, Identity);
        BinaryPrimitives.WriteInt64LittleEndian(payload[sizeof(ulong)..], Floor);
        Magic.CopyTo(target);
        RecordFormat.Write(target[MagicBytes..], seed: 0, Position, new JournalEntry(RecordKind.Segment, default, 0, 0), payload);
    }

    /// <summary>Reads the beginning of a segment.</summary>
    /// <param name="file">Name of the file.</param>
    /// <param name="source">The file, or its first <see cref="Bytes"/>.</param>
    /// <param name="header">What it says.</param>
    /// <returns>Null, or what is wrong with it and at which offset.</returns>
    public static JournalFault? Read(string file, ReadOnlySpan<byte> source, out SegmentHeader header)
    {
        header = default;
        if (source.Length >= MagicBytes && source[..VersionAt].SequenceEqual(Magic[..VersionAt]) && source[VersionAt] > Magic[VersionAt])
            return new JournalFault(JournalFaultKind.NewerVersion, file, VersionAt, $"segment format {source[VersionAt]}; this program reads {Magic[VersionAt]}");
        if (!source.StartsWith(Magic)) return Corrupt(file, 0, "not the beginning of a segment");
        if (!RecordFormat.TryRead(source[MagicBytes..], seed: 0, out RecordHeader record)
            || record.Entry.Kind != RecordKind.Segment || record.PayloadBytes != PayloadBytes)
            return Corrupt(file, MagicBytes, "the segment's first record is damaged");
        ReadOnlySpan<byte> payload = source.Slice(MagicBytes + RecordFormat.HeaderBytes, PayloadBytes);
        header = new SegmentHeader(
            record.Position,
            BinaryPrimitives.ReadUInt64LittleEndian(payload),
            BinaryPrimitives.ReadInt64LittleEndian(payload[sizeof(ulong)..]));
        return header.FileName == file ? null : Corrupt(file, MagicBytes, $"begins at position {header.Position}, which is not its name");
    }

    private static JournalFault Corrupt(string file, long offset, string detail) => new(JournalFaultKind.Corrupt, file, offset, detail);
}
