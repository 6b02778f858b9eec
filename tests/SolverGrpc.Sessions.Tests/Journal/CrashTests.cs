using SolverGrpc.Sessions.Journal;

namespace SolverGrpc.Sessions.Tests.Journal;

/// <summary>
/// Whatever happens to process, machine and disk: what was reported durable is recovered, in order and once, and nothing is
/// recovered that was not appended. JOURNAL_SEED=n runs one seed.
/// </summary>
public class CrashTests
{
    private const int Seeds = 4_000;

    /// <summary>Fails when a sync is left out: the simulated disk loses what was not synced.</summary>
    [Fact]
    public void DurableRecords_AfterAnyCrash_AreRecovered_SoThatRemovingTheSyncIsNoticed()
    {
        if (Environment.GetEnvironmentVariable("JOURNAL_SEED") is { } single)
        {
            Run(int.Parse(single, System.Globalization.CultureInfo.InvariantCulture), syncsAreReal: true);
            return;
        }

        for (int seed = 0; seed < Seeds; seed++)
        {
            Exception? error = Record.Exception(() => Run(seed, syncsAreReal: true));
            Assert.True(error is null, $"JOURNAL_SEED={seed}: {error}");
        }
    }

    [Fact]
    public void DiskThatLies_LosesRecords_AndTheSimulationSeesIt() =>
        Assert.Contains(Enumerable.Range(0, 200), seed => Record.Exception(() => Run(seed, syncsAreReal: false)) is not null);

    private static void Run(int seed, bool syncsAreReal)
    {
        var random = new Random(seed);
        var disk = new SimulatedDisk(random) { PageBytes = 1 << random.Next(3, 10), SyncsAreReal = syncsAreReal };
        var options = new JournalOptions
        {
            SegmentBytes = random.Next(1, 3_000),
            PendingBytesMax = random.Next(1, 2_000),
            RetainedBytesMax = random.Next(1, 4_000),
        };
        var life = new JournalLife(disk, options, random);
        for (int crash = 0; crash < 6; crash++) life.UntilCrash();
        life.CheckRecovery();
    }
}
