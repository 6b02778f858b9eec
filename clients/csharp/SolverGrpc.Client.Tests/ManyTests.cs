using SolverGrpc.Client.Samples;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Client.Tests;

/// <summary>Many problems on one stream.</summary>
public class ManyTests
{
    private static IEnumerable<SolveRequest> Endless()
    {
        while (true) yield return new() { Problem = Day.Problem() };
    }

    private static IEnumerable<SolveRequest> Failing()
    {
        yield return Service.Request();
        throw new ArithmeticException();
    }

    [Fact]
    public async Task EveryRequest_IsAnsweredOnce()
    {
        using SolverClient client = Service.Connect();
        List<Item> items = await client.SolveManyAsync(Enumerable.Range(0, 500).Select(_ => Service.Request())).ToListAsync();
        Assert.All(items, item => Assert.Equal(872.871561, item.Result().Cost, 1e-6));
        Assert.Equal(Enumerable.Range(0, 500), items.Select(item => item.Index).Order());
    }

    [Fact]
    public async Task NoRequests_NoAnswers()
    {
        using SolverClient client = Service.Connect();
        Assert.Empty(await client.SolveManyAsync(Enumerable.Empty<SolveRequest>()).ToListAsync());
    }

    [Fact]
    public async Task LoopThatIsLeftEarly_LeavesTheConnectionUsable()
    {
        using SolverClient client = Service.Connect();
        await foreach (Item item in client.SolveManyAsync(Endless()))
        {
            Assert.True(item.Result().IsOptimal);
            break;
        }

        Assert.True((await client.SolveAsync(Service.Small())).IsOptimal);
    }

    [Fact]
    public async Task RequestsThatFail_FailTheLoop()
    {
        using SolverClient client = Service.Connect();
        await Assert.ThrowsAsync<ArithmeticException>(async () => await client.SolveManyAsync(Failing()).ToListAsync());
    }
}
