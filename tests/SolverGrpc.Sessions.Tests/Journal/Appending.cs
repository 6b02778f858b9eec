using SolverGrpc.Sessions.Journal;

namespace SolverGrpc.Sessions.Tests.Journal;

/// <summary>Appends records without ado.</summary>
internal static class Appending
{
    /// <summary>Small segments, so that a few records make several.</summary>
    public static JournalOptions Small { get; } = new() { SegmentBytes = 400, PendingBytesMax = 10_000, RetainedBytesMax = 2_000 };

    public static Written Append(this SegmentJournal journal, RecordKind kind, int session, int sequence = 0, params byte[] payload)
    {
        var entry = new JournalEntry(kind, (UInt128)session, Epoch: 1, sequence);
        Assert.True(journal.TryAppend(entry, payload, out long position));
        return Written.Of(position, entry, payload);
    }

    /// <summary>A journal of some sessions in several segments, closed after the last commit.</summary>
    public static List<Written> Fill(IJournalFiles files)
    {
        var written = new List<Written>();
        using SegmentJournal journal = Written.Open(files, Small).Journal;
        for (int i = 0; i < 12; i++)
        {
            if (i < 3) written.Add(journal.Append(RecordKind.Opened, i, 1, 1, 2, 3));
            written.Add(journal.Append(RecordKind.Event, i % 3, i, [.. Enumerable.Range(0, i).Select(value => (byte)value)]));
            written.Add(journal.Append(RecordKind.Plan, i % 3, i, 7, 7));
            if (i % 2 == 0) journal.Commit();
        }

        journal.Commit();
        return written;
    }
}
