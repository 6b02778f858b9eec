using System.Buffers.Binary;
using SolverGrpc.Sessions.Journal;

namespace SolverGrpc.Sessions.Tests.Journal;

/// <summary>What a journal says of a folder that it finds: whole, cut, damaged.</summary>
public sealed class RecoveryTests : IDisposable
{
    private readonly SimulatedDisk _disk = new(new Random(1));

    private List<string> Names => [.. _disk.List().Order(StringComparer.Ordinal)];

    public void Dispose() => _disk.Dispose();

    [Fact]
    public void Open_EmptyFolder_RecoversNothing() => Assert.Empty(Written.Open(_disk, Appending.Small).Recovered);

    [Fact]
    public void Open_AfterCommit_RecoversAllInOrder()
    {
        List<Written> written = Appending.Fill(_disk);
        Assert.True(Names.Count > 3);
        Assert.Equal(written, Written.All(_disk));
        Assert.Equal(written, Written.Open(_disk, Appending.Small).Recovered);
    }

    [Fact]
    public void Open_Again_GoesOnBehindTheLastPosition()
    {
        List<Written> written = Appending.Fill(_disk);
        using (SegmentJournal journal = Written.Open(_disk, Appending.Small).Journal)
        {
            Assert.True(journal.DurablePosition > written[^1].Position);
            written.Add(journal.Append(RecordKind.Event, 1));
            journal.Commit();
            Assert.True(journal.DurablePosition >= written[^1].Position);
        }

        Assert.Equal(written, Written.Open(_disk, Appending.Small).Recovered);
    }

    [Fact]
    public void Open_TruncatedAtAnyByteOfTheLastSegment_RecoversWhatIsBefore()
    {
        List<Written> written = Appending.Fill(_disk);
        string last = Names[^1];
        byte[] whole = _disk[last];
        Dictionary<string, byte[]> others = Names.ToDictionary(name => name, name => _disk[name]);
        for (int length = whole.Length; length >= 0; length--)
        {
            var disk = new SimulatedDisk(new Random(length));
            foreach ((string name, byte[] content) in others) disk[name] = content;
            disk[last] = whole[..length];
            long lastPosition = JournalCheck.Run(disk).LastPosition;

            (SegmentJournal journal, List<Written> recovered) = Written.Open(disk, Appending.Small);
            Assert.Equal(written.TakeWhile(record => record.Position <= lastPosition), recovered);
            journal.Append(RecordKind.Event, 1);
            journal.Commit();
            journal.Dispose();
            Assert.Null(JournalCheck.Run(disk).Fault);
            Assert.Null(JournalCheck.Run(disk).Tear);
        }
    }

    [Fact]
    public void Check_TruncatedAtAnyByteOfAnEarlierSegment_IsAFault()
    {
        Appending.Fill(_disk);
        foreach (string name in Names.SkipLast(1))
        {
            byte[] whole = _disk[name];
            for (int length = 0; length < whole.Length; length++)
            {
                _disk[name] = whole[..length];
                Assert.NotNull(JournalCheck.Run(_disk).Fault);
            }

            _disk[name] = whole;
        }
    }

    /// <summary>Fails when the checksum of one record is not looked at.</summary>
    [Fact]
    public void FlippedBit_AnywhereInAJournal_IsFoundByTheChecksums()
    {
        Appending.Fill(_disk);
        foreach (string name in Names)
        {
            byte[] bytes = _disk[name];
            int lastBarrier = name == Names[^1] ? bytes.Length - RecordFormat.HeaderBytes : int.MaxValue;
            for (int bit = 0; bit < 8 * bytes.Length; bit++)
            {
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                _disk[name] = bytes;
                JournalCheck check = JournalCheck.Run(_disk);
                // the last barrier is the only one that none follows: it may be torn, and no record of a session with it
                if (bit / 8 >= lastBarrier) Assert.Equal(lastBarrier, check.Tear?.Offset);
                else Assert.NotNull(check.Fault);
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            }

            _disk[name] = bytes;
        }
    }

    [Fact]
    public void Fault_OfAFlippedBit_NamesFileAndOffset()
    {
        Appending.Fill(_disk);
        string name = Names[1];
        byte[] bytes = _disk[name];
        bytes[SegmentHeader.Bytes + RecordFormat.HeaderBytes - 1] ^= 1;
        _disk[name] = bytes;
        JournalFault fault = Refusal();
        Assert.Equal((JournalFaultKind.Corrupt, name, SegmentHeader.Bytes), (fault.Kind, fault.File, fault.Offset));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Open_SegmentGone_NamesIt(int index)
    {
        Appending.Fill(_disk);
        string name = Names[index];
        _disk.Delete(name);
        JournalFault fault = Refusal();
        Assert.Equal((JournalFaultKind.Missing, name), (fault.Kind, fault.File));
    }

    [Fact]
    public void Open_SegmentOfAnotherJournal_Refuses()
    {
        Appending.Fill(_disk);
        var other = new SimulatedDisk(new Random(2));
        Appending.Fill(other);
        Assert.Contains(Names[1], other.List());
        _disk[Names[1]] = other[Names[1]];
        Assert.Equal(JournalFaultKind.Corrupt, Refusal().Kind);
    }

    [Fact]
    public void Open_NewerSegmentFormat_Refuses()
    {
        Appending.Fill(_disk);
        byte[] bytes = _disk[Names[^1]];
        bytes[7]++;
        _disk[Names[^1]] = bytes;
        JournalFault fault = Refusal();
        Assert.Equal((JournalFaultKind.NewerVersion, Names[^1], 7L), (fault.Kind, fault.File, fault.Offset));
    }

    [Theory]
    [InlineData(49, RecordFormat.Version + 1)]
    [InlineData(48, 99)]
    public void Open_NewerRecord_Refuses(int at, byte value)
    {
        Appending.Fill(_disk);
        string name = Names[^1];
        byte[] bytes = _disk[name];
        Assert.Null(SegmentHeader.Read(name, bytes, out SegmentHeader header));
        Span<byte> record = bytes.AsSpan(SegmentHeader.Bytes);
        Assert.True(RecordFormat.TryRead(record, header.Seed, out RecordHeader first));
        record[at] = value;
        BinaryPrimitives.WriteUInt32LittleEndian(record, Crc32C.Append(header.Seed, record[4..first.RecordBytes]));
        _disk[name] = bytes;

        JournalFault fault = Refusal();
        Assert.Equal((JournalFaultKind.NewerVersion, name, SegmentHeader.Bytes), (fault.Kind, fault.File, fault.Offset));
    }

    /// <summary>A client cannot make a journal refuse to start by sending what looks like a record.</summary>
    [Fact]
    public void Open_TornRecordWithABarrierInItsPayload_IsCut()
    {
        byte[] barrier = new byte[RecordFormat.HeaderBytes];
        RecordFormat.Write(barrier, seed: 0, position: 100, new JournalEntry(RecordKind.Barrier, default, 0, 0), []);
        using (SegmentJournal journal = Written.Open(_disk, new JournalOptions()).Journal)
        {
            journal.Append(RecordKind.Opened, 1, 0, [.. barrier, 0]);
            journal.Commit();
        }

        string name = Assert.Single(Names);
        _disk[name] = _disk[name][..^(RecordFormat.HeaderBytes + 1)];
        Assert.Null(JournalCheck.Run(_disk).Fault);
        Assert.NotNull(JournalCheck.Run(_disk).Tear);
    }

    private JournalFault Refusal()
    {
        JournalFault fault = Assert.Throws<JournalException>(() => Written.Open(_disk, Appending.Small)).Fault;
        Assert.Equal(fault, JournalCheck.Run(_disk).Fault);
        return fault;
    }
}
