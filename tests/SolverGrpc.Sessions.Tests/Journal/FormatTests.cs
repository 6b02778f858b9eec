using SolverGrpc.Sessions.Journal;

namespace SolverGrpc.Sessions.Tests.Journal;

/// <summary>The bytes that docs/reliability.md describes.</summary>
public class FormatTests
{
    /// <summary>RFC 3720, B.4: 32 bytes of zeros, of ones, rising, falling. The check value of the polynomial: "123456789".</summary>
    [Fact]
    public void Checksum_IsThatOfTheStandard()
    {
        byte[] rising = [.. Enumerable.Range(0, 32).Select(value => (byte)value)];
        Assert.Equal(0x8A9136AAu, Crc32C.Append(0, new byte[32]));
        Assert.Equal(0x62A8AB43u, Crc32C.Append(0, [.. Enumerable.Repeat((byte)0xFF, 32)]));
        Assert.Equal(0x46DD794Eu, Crc32C.Append(0, rising));
        Assert.Equal(0x113FDB5Cu, Crc32C.Append(0, [.. rising.Reverse()]));
        Assert.Equal(0xE3069283u, Crc32C.Append(0, "123456789"u8));
    }

    [Fact]
    public void Checksum_OfParts_IsThatOfTheWhole()
    {
        byte[] bytes = new byte[100];
        new Random(1).NextBytes(bytes);
        for (int i = 0; i <= bytes.Length; i++)
            Assert.Equal(Crc32C.Append(5, bytes), Crc32C.Append(Crc32C.Append(5, bytes.AsSpan(0, i)), bytes.AsSpan(i)));
    }

    [Fact]
    public void Record_HasTheDocumentedBytes()
    {
        byte[] record = new byte[RecordFormat.HeaderBytes + 3];
        var entry = new JournalEntry(RecordKind.Plan, UInt128.Parse("00112233445566778899AABBCCDDEEFF", System.Globalization.NumberStyles.HexNumber, null), 3, 4);
        RecordFormat.Write(record, seed: 9, position: 2, entry, [7, 8, 9]);
        Assert.Equal(
            "03000000" + "0200000000000000" + "0300000000000000" + "0400000000000000" + "00112233445566778899AABBCCDDEEFF" + "03" + "02" + "070809",
            Convert.ToHexString(record[4..]));
        Assert.Equal(Crc32C.Append(9, record.AsSpan(4)), BitConverter.ToUInt32(record));
        Assert.True(RecordFormat.TryRead(record, 9, out RecordHeader header));
        Assert.Equal(new RecordHeader(2, entry, 2, 3), header);
        Assert.False(RecordFormat.TryRead(record, 8, out _));
        Assert.False(RecordFormat.TryRead(record.AsSpan(0, record.Length - 1), 9, out _));
    }

    [Fact]
    public void Segment_HasTheDocumentedBytes()
    {
        byte[] segment = new byte[SegmentHeader.Bytes];
        var header = new SegmentHeader(Position: 12, Identity: 0x1122334455667788, Floor: 5);
        header.Write(segment);
        Assert.Equal(74, segment.Length);
        Assert.Equal("SOLVERJ\x01"u8, segment.AsSpan(0, 8));
        Assert.Equal("8877665544332211" + "0500000000000000", Convert.ToHexString(segment[58..]));
        Assert.Equal("0000000000000000012.journal", header.FileName);
        Assert.Null(SegmentHeader.Read(header.FileName, segment, out SegmentHeader read));
        Assert.Equal(header, read);
        Assert.NotNull(SegmentHeader.Read("0000000000000000013.journal", segment, out _));
    }

    [Theory]
    [InlineData("lock")]
    [InlineData("1.journal")]
    [InlineData("-000000000000000001.journal")]
    [InlineData("0000000000000000001.journal.gz")]
    [InlineData("9999999999999999999.journal")]
    public void Name_OfAnotherFile_IsNotThatOfASegment(string name) => Assert.False(SegmentHeader.TryParseName(name, out _));
}
