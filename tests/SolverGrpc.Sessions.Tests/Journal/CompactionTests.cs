using SolverGrpc.Sessions.Journal;

namespace SolverGrpc.Sessions.Tests.Journal;

/// <summary>Which segments are kept, and who is asked for a snapshot.</summary>
public sealed class CompactionTests : IDisposable
{
    private readonly SimulatedDisk _disk = new(new Random(1));

    public void Dispose() => _disk.Dispose();

    [Fact]
    public void Segments_OfSessionsThatEnded_AreDeleted()
    {
        using SegmentJournal journal = Written.Open(_disk, Appending.Small).Journal;
        for (int session = 0; session < 50; session++)
        {
            journal.Append(RecordKind.Opened, session, 0, new byte[100]);
            journal.Append(RecordKind.Ended, session);
            journal.Commit();
        }

        Assert.InRange(_disk.List().Count, 1, 2);
    }

    [Fact]
    public void Segments_ThatASessionNeeds_AreKeptUntilItsSnapshotIsDurable()
    {
        using SegmentJournal journal = Written.Open(_disk, Appending.Small).Journal;
        Written opened = journal.Append(RecordKind.Opened, 1);
        FillSegments(journal, 5);
        Assert.Contains(opened, Written.All(_disk));
        int before = _disk.List().Count;

        journal.Append(RecordKind.Snapshot, 1);
        FillSegments(journal, 2);
        Assert.DoesNotContain(opened, Written.All(_disk));
        Assert.True(_disk.List().Count < before);
    }

    [Fact]
    public void Recovery_OfASession_BeginsWithItsLastSnapshot()
    {
        using (SegmentJournal journal = Written.Open(_disk, new JournalOptions()).Journal)
        {
            journal.Append(RecordKind.Opened, 1);
            journal.Append(RecordKind.Opened, 2);
            journal.Append(RecordKind.Snapshot, 1, 1);
            journal.Append(RecordKind.Snapshot, 1, 2);
            journal.Append(RecordKind.Event, 1, 3);
            journal.Append(RecordKind.Event, 2, 4);
            journal.Append(RecordKind.Opened, 3);
            journal.Append(RecordKind.Ended, 3);
            journal.Commit();
        }

        List<Written> recovered = Written.Open(_disk, new JournalOptions()).Recovered;
        Assert.Equal(
            [(RecordKind.Opened, 2), (RecordKind.Snapshot, 1), (RecordKind.Event, 1), (RecordKind.Event, 2)],
            recovered.Select(record => (record.Entry.Kind, (int)record.Entry.Session)));
    }

    [Fact]
    public void SnapshotsWanted_NamesTheSessionsThatHoldOldSegments_AndTheJournalStaysSmall()
    {
        using SegmentJournal journal = Written.Open(_disk, Appending.Small).Journal;
        var asked = new Queue<UInt128>();
        journal.SnapshotsWanted += sessions => sessions.ToList().ForEach(asked.Enqueue);
        journal.Append(RecordKind.Opened, 1);
        journal.Append(RecordKind.Opened, 2);
        long largest = 0;
        for (int i = 0; i < 300; i++)
        {
            // one session is busy, the other idle: each would hold everything for ever
            journal.Append(RecordKind.Event, 1, i, new byte[100]);
            while (asked.TryDequeue(out UInt128 session)) journal.Append(RecordKind.Snapshot, (int)session, i);
            journal.Commit();
            largest = Math.Max(largest, _disk.List().Sum(name => _disk[name].Length));
        }

        Assert.InRange(largest, Appending.Small.RetainedBytesMax, 2 * Appending.Small.RetainedBytesMax);
        Assert.Equal(2, Written.Open(_disk, Appending.Small).Recovered.Select(record => record.Entry.Session).Distinct().Count());
    }

    [Fact]
    public void SnapshotsWanted_NamesASessionOnce_UntilItsSnapshotIsDurable()
    {
        using SegmentJournal journal = Written.Open(_disk, Appending.Small).Journal;
        var asked = new List<UInt128>();
        journal.SnapshotsWanted += asked.AddRange;
        journal.Append(RecordKind.Opened, 2);
        FillSegments(journal, 20);
        Assert.Equal([2], asked);

        journal.Append(RecordKind.Snapshot, 2);
        FillSegments(journal, 20);
        Assert.Equal([2, 2], asked);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Journal_OfSessionsThatAnswer_StaysBelowItsBound(int seed)
    {
        const int Sessions = 200, SnapshotBytes = 300, AnswersPerBatch = 20, EventBytes = 100, EventsPerBatch = 10;
        const int Record = RecordFormat.HeaderBytes;
        JournalOptions options = Appending.Small with { SegmentBytes = 2_000, PendingBytesMax = 1 << 20 };
        var random = new Random(seed);
        using SegmentJournal journal = Written.Open(_disk, options).Journal;
        var asked = new Queue<UInt128>();
        journal.SnapshotsWanted += sessions => sessions.ToList().ForEach(asked.Enqueue);
        for (int session = 0; session < Sessions; session++) journal.Append(RecordKind.Opened, session, 0, new byte[SnapshotBytes]);
        const long Live = Sessions * (SnapshotBytes + Record);
        long largest = 0, events = 0, snapshots = 0;
        while (events < 50 * Live)
        {
            for (int i = 0; i < EventsPerBatch; i++)
            {
                // a few are busy, the others hold old segments
                journal.Append(RecordKind.Event, random.Next(random.Next(1, Sessions)), 0, new byte[EventBytes]);
                events += Record + EventBytes;
            }

            // who is asked does not answer at once
            for (int i = random.Next(AnswersPerBatch); i > 0 && asked.TryDequeue(out UInt128 session); i--)
            {
                journal.Append(RecordKind.Snapshot, (int)session, 0, new byte[SnapshotBytes]);
                snapshots += Record + SnapshotBytes;
            }

            journal.Commit();
            largest = Math.Max(largest, _disk.List().Sum(name => _disk[name].Length));
        }

        Assert.True(largest <= 4 * Live, $"seed {seed}: {largest} bytes, {Live} live");
        Assert.True(snapshots <= 1.5 * events, $"seed {seed}: {snapshots} bytes of snapshots for {events} of events");
    }

    [Fact]
    public void SnapshotsWanted_AsksNobody_WhileLiveSessionsNeedAsMuch()
    {
        using SegmentJournal journal = Written.Open(_disk, Appending.Small).Journal;
        journal.SnapshotsWanted += _ => Assert.Fail("the snapshots would be larger than what they save");
        for (int session = 0; session < 100; session++)
        {
            journal.Append(RecordKind.Opened, session, 0, new byte[100]);
            journal.Commit();
        }
    }

    private static void FillSegments(SegmentJournal journal, int count)
    {
        for (int i = 0; i < count; i++)
        {
            journal.Append(RecordKind.Event, 1, i, new byte[Appending.Small.SegmentBytes]);
            journal.Commit();
        }
    }
}
