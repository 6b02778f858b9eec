using SolverGrpc.Sessions.Journal;
using SolverGrpc.Sessions.Tests.Journal;

namespace SolverGrpc.Simulation.Tests;

/// <summary>A record that was in the journal.</summary>
internal sealed record ArchivedRecord(long Position, JournalEntry Entry, byte[] Payload);

/// <summary>All records that a journal ever had on its disk, also those of deleted segments.</summary>
internal sealed class Archive
{
    private readonly SimulatedDisk _disk;
    private readonly List<ArchivedRecord> _records = [];

    /// <summary>Watches a disk.</summary>
    public Archive(SimulatedDisk disk)
    {
        _disk = disk;

        // a segment is created when all before it are durable, and says then which of them are not needed
        disk.Creating = Collect;
    }

    /// <summary>Everything so far.</summary>
    public IReadOnlyList<ArchivedRecord> Records
    {
        get
        {
            Collect();
            return _records;
        }
    }

    private void Collect()
    {
        long last = _records.Count == 0 ? 0 : _records[^1].Position;
        JournalReader.ReadAll(_disk, JournalCheck.Run(_disk), record =>
        {
            if (record.Position > last) _records.Add(new(record.Position, record.Entry, record.Payload.ToArray()));
        });
    }
}
