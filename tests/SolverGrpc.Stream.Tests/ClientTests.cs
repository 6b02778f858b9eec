using SolverGrpc.Client;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc.Client;

namespace SolverGrpc.Stream.Tests;

/// <summary>The session of the C# client against the service: links break, the server restarts, nothing is lost or counted twice.</summary>
public sealed class ClientTests : IAsyncLifetime
{
    private const int Fills = 150;

    private readonly WorkedOrder _order = new();
    private StreamHost _host = null!;

    public async Task InitializeAsync() => _host = await StreamHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task LinkThatBreaksInTheMiddleOfEvents_EveryFillCountsOnce(int seed)
    {
        var random = new Random(seed);
        int connections = 0;

        // from the first bytes of the connection to some dozens of events; in the end it holds
        using var link = new CutLink(_host.Path("link"), _host.Path("socket"), () => Interlocked.Increment(ref connections) > 8 ? int.MaxValue : random.Next(100, 2_500));
        using Channel channel = Channel.ForAddress("unix:" + _host.Path("link"));
        await using SolverSession session = SolverSession.Open(channel, _order.Open().Open);
        Task<List<StreamReoptimizeResponse>> reading = ReadAsync(session);
        await SendFillsAsync(session);
        await session.CompleteAsync();

        List<StreamReoptimizeResponse> messages = await reading;
        Assert.True(link.Cuts > 0, "the link has never been cut");
        AssertComplete(messages, session);
    }

    [Fact]
    public async Task ServerThatRestarts_EveryFillCountsOnce()
    {
        using Channel channel = Channel.ForAddress(_host.Host.Endpoints[0]);
        await using SolverSession session = SolverSession.Open(channel, _order.Open().Open);
        Task<List<StreamReoptimizeResponse>> reading = ReadAsync(session);
        Task sending = SendFillsAsync(session);
        await _host.RestartAsync();
        await sending;
        await _host.RestartAsync();
        await session.CompleteAsync();
        AssertComplete(await reading, session);
    }

    [Fact]
    public async Task SessionThatAnotherClientTakesOver_EndsTakenOver()
    {
        Open open = _order.Open().Open;
        await using SolverSession first = SolverSession.Open(_host.Channel, open);
        await using IAsyncEnumerator<StreamReoptimizeResponse> messages = first.ReadAllAsync().GetAsyncEnumerator();
        Assert.True(await messages.MoveNextAsync());
        await using SolverSession second = SolverSession.Open(_host.Channel, open);
        await Assert.ThrowsAsync<TakenOverException>(async () =>
        {
            while (await messages.MoveNextAsync()) { }
        });
        await Assert.ThrowsAsync<TakenOverException>(async () => await first.SendAsync(new() { Quote = new() }));
    }

    [Fact]
    public async Task ProblemThatIsNotValid_EndsWithItsViolations()
    {
        Open open = _order.Open().Open;
        open.Problem = null;
        await using SolverSession session = SolverSession.Open(_host.Channel, open);
        InvalidProblemException error = await Assert.ThrowsAsync<InvalidProblemException>(session.CompleteAsync);
        Assert.NotEmpty(error.Violations);
    }

    [Fact]
    public async Task DisposedSession_StaysWithTheServer()
    {
        Open open = _order.Open().Open;
        await using (SolverSession session = SolverSession.Open(_host.Channel, open))
        {
            await session.SendAsync(new() { Fill = new() { ExecId = "a", ChildId = "child", Units = 5, PriceTicks = 10_000 } });
            await foreach (StreamReoptimizeResponse message in session.ReadAllAsync())
            {
                if (message.DurableSeq == 2) break;
            }
        }

        using OpenStream resumed = await _host.BeginAsync(new() { Resume = new() { SessionKey = open.SessionKey } });
        Assert.Equal(5, (await resumed.NextAsync()).Resumed.State.FilledUnits);
    }

    private static async Task SendFillsAsync(SolverSession session)
    {
        for (int i = 0; i < Fills; i++)
            await session.SendAsync(new() { Fill = new() { ExecId = $"{i}", ChildId = "child", Units = 1 + (i % 10), PriceTicks = 10_000 } });
    }

    private static async Task<List<StreamReoptimizeResponse>> ReadAsync(SolverSession session)
    {
        var all = new List<StreamReoptimizeResponse>();
        await foreach (StreamReoptimizeResponse message in session.ReadAllAsync()) all.Add(message);
        return all;
    }

    private static void AssertComplete(List<StreamReoptimizeResponse> messages, SolverSession session)
    {
        Assert.Equal(Fills + 1, session.DurableSeq);
        Assert.Equal(Enumerable.Range(0, Fills).Sum(i => 1 + (i % 10)), session.Plan.Latest!.State.FilledUnits);
        Assert.Equal(WorkedOrder.Units - session.Plan.Latest.State.FilledUnits, session.Plan.Units.Sum());
        long[] numbers = [.. messages.Select(message => message.ServerSeq).Where(number => number > 0)];
        Assert.Equal(numbers.Order().Distinct(), numbers);
    }
}
