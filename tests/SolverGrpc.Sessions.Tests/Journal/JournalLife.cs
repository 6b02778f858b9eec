using SolverGrpc.Sessions.Journal;

namespace SolverGrpc.Sessions.Tests.Journal;

/// <summary>A journal that is used, crashes and is opened again, beside a plain list of what it must hold.</summary>
internal sealed class JournalLife(SimulatedDisk disk, JournalOptions options, Random random)
{
    private const int Sessions = 4;

    private readonly HashSet<UInt128> _alive = [];
    private List<Written> _appended = [];
    private long _durable;

    /// <summary>Opens, checks what is recovered, appends and commits until something goes wrong, and restarts.</summary>
    public void UntilCrash()
    {
        SegmentJournal? journal = null;
        ChooseFault();
        try
        {
            journal = CheckRecovery();
            for (int step = random.Next(40); step > 0; step--) Step(journal);
        }
        catch (PowerFailure)
        {
        }
        catch (JournalException e)
        {
            Assert.True(e.Fault.Kind is JournalFaultKind.Sync or JournalFaultKind.DiskFull, e.Message);
            if (journal is not null) Assert.Same(e, Assert.Throws<JournalException>(() => journal.Commit()));
        }

        _durable = Math.Max(_durable, journal?.DurablePosition ?? 0);
        disk.Capacity = long.MaxValue;
        if (random.Next(3) == 0) disk.Restart();
        else disk.FailPower();
    }

    /// <summary>Opens the journal and compares.</summary>
    public SegmentJournal CheckRecovery()
    {
        JournalCheck check = JournalCheck.Run(disk);
        Assert.True(check.Fault is null, check.Fault?.ToString());
        Assert.True(check.LastPosition >= _durable, $"{_durable} was durable, {check.LastPosition} is left");
        _appended = [.. _appended.Where(record => record.Position <= check.LastPosition)];
        List<Written> expected = Written.Needed(_appended);
        _alive.Clear();
        _alive.UnionWith(expected.Select(record => record.Entry.Session));

        (SegmentJournal journal, List<Written> recovered) = Written.Open(disk, options);
        Assert.Equal(expected, recovered);
        // what was read has to be durable, whatever it was before
        _durable = Math.Max(journal.DurablePosition, check.LastPosition);
        return journal;
    }

    private void ChooseFault()
    {
        switch (random.Next(4))
        {
            case 0: disk.SyncsLeft = random.Next(12); break;
            case 1: disk.Capacity = disk.List().Sum(name => disk[name].Length) + random.Next(3_000); break;
            default: disk.OperationsLeft = random.Next(60); break;
        }
    }

    private void Step(SegmentJournal journal)
    {
        if (random.Next(3) == 0)
        {
            journal.Commit();
            return;
        }

        var session = (UInt128)random.Next(Sessions);
        RecordKind kind = _alive.Contains(session)
            ? random.Next(8) switch { 0 => RecordKind.Snapshot, 1 => RecordKind.Ended, 2 => RecordKind.Epoch, 3 => RecordKind.Plan, _ => RecordKind.Event }
            : RecordKind.Opened;
        byte[] payload = new byte[random.Next(8) == 0 ? random.Next(1_000) : random.Next(30)];
        random.NextBytes(payload);
        var entry = new JournalEntry(kind, session, random.Next(5), _appended.Count);
        if (!journal.TryAppend(entry, payload, out long position)) return;
        _appended.Add(Written.Of(position, entry, payload));
        if (kind == RecordKind.Ended) _alive.Remove(session);
        else _alive.Add(session);
    }
}
