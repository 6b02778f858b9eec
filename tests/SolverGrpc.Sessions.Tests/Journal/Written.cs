using SolverGrpc.Sessions.Journal;

namespace SolverGrpc.Sessions.Tests.Journal;

/// <summary>A record that was appended or recovered, for comparison.</summary>
internal sealed record Written(long Position, JournalEntry Entry, string Payload)
{
    public static Written Of(long position, JournalEntry entry, ReadOnlySpan<byte> payload) => new(position, entry, Convert.ToHexString(payload));

    /// <summary>Opens a journal and returns what it recovers.</summary>
    public static (SegmentJournal Journal, List<Written> Recovered) Open(IJournalFiles files, JournalOptions options)
    {
        var recovered = new List<Written>();
        SegmentJournal journal = SegmentJournal.Open(files, options, record => recovered.Add(Of(record.Position, record.Entry, record.Payload)));
        return (journal, recovered);
    }

    /// <summary>All records of a journal, needed or not.</summary>
    public static List<Written> All(IJournalFiles files)
    {
        var all = new List<Written>();
        JournalReader.ReadAll(files, JournalCheck.Run(files), record => all.Add(Of(record.Position, record.Entry, record.Payload)));
        return all;
    }

    /// <summary>Of each session that has not ended its last snapshot, or its opening, and all that follows: the plain way.</summary>
    public static List<Written> Needed(IReadOnlyList<Written> all) =>
        [.. all.Where((record, index) => !all.Skip(index).Any(later => later.Entry.Session == record.Entry.Session && Replaces(later, record))
            && all.Take(index + 1).Any(earlier => earlier.Entry.Session == record.Entry.Session && IsBase(earlier)))];

    private static bool Replaces(Written later, Written record) =>
        later.Entry.Kind == RecordKind.Ended || (later.Position > record.Position && IsBase(later));

    private static bool IsBase(Written record) => record.Entry.Kind is RecordKind.Opened or RecordKind.Snapshot;
}
