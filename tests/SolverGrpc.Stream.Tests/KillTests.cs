using SolverGrpc.Client;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc.Client;

namespace SolverGrpc.Stream.Tests;

/// <summary>Rows 1 and 2 of the table of faults with real processes.</summary>
public class KillTests
{
    private const int Children = 250, Kills = 4;

    // child orders, fills that deviate, closing periods; killed at random moments under load
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task KilledUnderLoad_EveryFillCountsOnce_AndThePlansAreThoseOfAnUndisturbedRun(int seed)
    {
        var random = new Random(seed);
        var order = new WorkedOrder { Periods = 20 };
        StreamReoptimizeRequest[] events = [.. Events(random)];
        await using KillableServer server = await KillableServer.StartAsync();
        using Channel channel = Channel.ForAddress(server.Endpoint);
        await using SolverSession session = SolverSession.Open(channel, order.Open().Open);
        Task<int> reading = CountAsync(session);

        HashSet<int> kills = [.. Enumerable.Range(0, Kills).Select(_ => random.Next(events.Length))];
        for (int i = 0; i < events.Length; i++)
        {
            await session.SendAsync(events[i].Clone());
            if (!kills.Contains(i)) continue;
            await server.KillAsync();
            await server.StartProcessAsync();
        }

        await session.CompleteAsync();
        Assert.True(await reading > 0);
        SessionState state = session.Plan.Latest!.State;
        Assert.Equal(events.Sum(message => message.Fill?.Units ?? 0), state.FilledUnits);
        Assert.Equal(WorkedOrder.Units, state.FilledUnits + state.WorkingUnits + state.PlannedUnits + state.ResidualUnits);
        Assert.Equal(await UndisturbedAsync(order, events), session.Plan.Units);

        // the same batches again, one after the other: the same plans, byte by byte
        await server.KillAsync();
        (int exitCode, string output) = await KillableServer.RunAsync("replay", server.JournalPath);
        await server.StartProcessAsync();
        Assert.True(exitCode == 0, $"seed {seed}: {output}");
    }

    private static IEnumerable<StreamReoptimizeRequest> Events(Random random)
    {
        int period = 0;
        for (int i = 0; i < Children; i++)
        {
            int units = random.Next(1, 30);
            yield return new() { ChildSubmitted = new() { ChildId = $"c{i}", Period = period, Units = units } };
            int filled = random.Next(0, units + 1);
            if (filled > 0) yield return new() { Fill = new() { ExecId = $"e{i}", ChildId = $"c{i}", Units = filled, PriceTicks = 10_000 } };
            if (filled < units) yield return new() { ChildCancelled = new() { ChildId = $"c{i}" } };
            if (i % 25 == 24) yield return new() { PeriodClose = new() { Period = period++, ReferencePriceTicks = 10_000, VolumeUnits = 1_000 } };
        }
    }

    private static async Task<IReadOnlyList<long>> UndisturbedAsync(WorkedOrder killed, StreamReoptimizeRequest[] events)
    {
        var order = new WorkedOrder { Periods = killed.Periods };
        await using StreamHost host = await StreamHost.StartAsync();
        await using SolverSession session = SolverSession.Open(host.Channel, order.Open().Open);
        Task<int> reading = CountAsync(session);
        foreach (StreamReoptimizeRequest message in events) await session.SendAsync(message.Clone());
        await session.CompleteAsync();
        await reading;
        return session.Plan.Units;
    }

    private static async Task<int> CountAsync(SolverSession session)
    {
        int count = 0;
        await foreach (StreamReoptimizeResponse message in session.ReadAllAsync()) count++;
        return count;
    }
}
