using System.Globalization;

namespace SolverGrpc.Simulation.Tests;

/// <summary>
/// Whole sessions through kills, power failures, failing disks and broken connections: clients resume, every fill counts once,
/// every refusal is told, and the plan is that of a session that nothing happened to. SIMULATION_SEED=n runs one seed,
/// SIMULATION_SEEDS=n that many.
/// </summary>
public class SessionSimulationTests
{
    private const int Seeds = 2_000;

    [Fact]
    public void Sessions_WhateverHappens_EndAsIfNothingHad()
    {
        if (Number("SIMULATION_SEED") is { } single)
        {
            World.Run(single);
            return;
        }

        Parallel.For(0, Number("SIMULATION_SEEDS") ?? Seeds, seed =>
        {
            Exception? error = Record.Exception(() => World.Run(seed));
            Assert.True(error is null, $"SIMULATION_SEED={seed}: {error}");
        });
    }

    [Fact]
    public void DiskThatLies_BreaksPromises_AndTheSimulationSeesIt() =>
        Assert.Contains(Enumerable.Range(0, 200), seed => Record.Exception(() => World.Run(seed, syncsAreReal: false)) is not null);

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
