using Google.Protobuf;
using SolverGrpc.Bench;
using SolverGrpc.Rpc.Tests.Http2;

namespace SolverGrpc.Host.Tests;

/// <summary>
/// What the service allocates for a call, from the socket to the socket: Kestrel's part, the layer's and the handler's. What Kestrel
/// cannot pool (strings of headers it has not seen, the tasks of a request) does not depend on the problem. The budget is in bench/budgets.json:
/// 1,392 bytes, and less than one more object for what Kestrel does once a second, of which slow calls see more.
/// </summary>
[Collection(nameof(Alone))]
public sealed class AllocationBudgetTests
{
    private const int WarmUpCalls = 3_000, Calls = 500, Counts = 8;

    private static readonly Budgets Allowed = Budgets.Read(Path.Combine(AppContext.BaseDirectory, "budgets.json"));

    [Theory]
    [InlineData(3)]
    [InlineData(390)]
    [InlineData(1_000)]
    public async Task Solve_OfAnyNumberOfPeriods_StaysWithinItsBudget(int periods)
    {
        await using SolverHost host = await SolverHost.StartAsync(TestOptions.OnSocket());
        using var client = new SteadyClient(
            host.Endpoints[0]["unix:".Length..], "/solver.v1.SolverService/Solve", RawGrpc.Message(Orders.Day(periods).ToByteArray()));
        for (int i = 0; i < WarmUpCalls; i++) client.Call();
        long least = long.MaxValue;
        for (int count = 0; count < Counts; count++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < Calls; i++) client.Call();
            least = Math.Min(least, (GC.GetTotalAllocatedBytes(precise: true) - before) / Calls);
        }

        Assert.InRange(least, 0, Assert.Single(Allowed.Calls, call => call.Method == "Solve").Bytes);
    }
}
