using System.Globalization;
using SolverGrpc.Abuse.Tests.Clients;
using SolverGrpc.Abuse.Tests.Hosts;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Host.Tests;
using SolverGrpc.Rpc.Tests.Http2;
using SolverGrpc.Service.Admission;

namespace SolverGrpc.Abuse.Tests.Service;

/// <summary>More work than is taken on: exactly what there is room for is accepted and done, the rest is told at once when to come again.</summary>
public sealed class OverloadTests
{
    private const int QueueMax = 4, InvalidArgument = 3, ResourceExhausted = 8;
    private const string Serving = "0801";
    private static readonly AdmissionOptions Small = new() { LargeQueueMax = QueueMax };

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    public async Task Solves_BeyondTheQueue_AreTurnedAwayAtOnce(int factor)
    {
        await using GatedHost host = await GatedHost.StartAsync(Small);
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int busy = await wire.BeginSolveAsync(GatedHost.Long());
        await host.Reached;

        List<int> calls = [];
        for (int i = 0; i < factor * QueueMax; i++) calls.Add(await wire.BeginSolveAsync(GatedHost.Short($"{i}")));

        // the refusals come while nothing can be solved
        for (int i = 0; i < (factor - 1) * QueueMax; i++)
        {
            StreamTranscript answer = await await Task.WhenAny(calls.Select(wire.AnswerAsync));
            Assert.Equal(ResourceExhausted, answer.GrpcStatus);
            Assert.InRange(int.Parse(answer["grpc-retry-pushback-ms"]!, NumberStyles.None, CultureInfo.InvariantCulture), 1, 30_000);
            calls.Remove(answer.StreamId);
        }

        Assert.Equal(QueueMax, calls.Count);

        // small solves, and what needs none, still go on
        StreamTranscript health = await wire.CallAsync("/grpc.health.v1.Health/Check", RawGrpc.Message([]));
        Assert.Equal([Serving], health.Messages().Select(m => Convert.ToHexString(m.Payload)));
        Assert.Equal(Termination.Optimal, (await wire.SolveAsync(Orders.Published())).Response().Outcome.Termination);
        Assert.Equal(Termination.Optimal, (await wire.SolveAsync(Orders.Day(5_000))).Response().Outcome.Termination);

        // the accepted ones complete, and there is room again
        await wire.ResetAsync(busy);
        await host.ClientsGoneAsync();
        host.OpenGate();
        foreach (int call in calls) Assert.Equal(Termination.Optimal, (await wire.AnswerAsync(call)).Response().Outcome.Termination);
        Assert.Equal(Termination.Optimal, (await wire.SolveAsync(GatedHost.Short())).Response().Outcome.Termination);
    }

    [Fact]
    public async Task SolveMany_BeyondTheQueue_TurnsAwayItems()
    {
        await using GatedHost host = await GatedHost.StartAsync(Small);
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int busy = await wire.BeginSolveAsync(GatedHost.Long());
        await host.Reached;

        int stream = await wire.OpenAsync(RawGrpc.Headers(SolverCalls.SolveMany));
        for (int i = 0; i < 10 * QueueMax; i++) await wire.DataAsync(stream, SolverCalls.Framed(new SolveManyRequest { Solve = GatedHost.Short($"{i}") }));
        await wire.DataAsync(stream, default, endStream: true);
        await wire.AnswerAsync(stream, t => t.Messages().Count == 9 * QueueMax, "the refusals");
        await wire.ResetAsync(busy);
        host.OpenGate();
        SolveManyResponse[] answers = [.. (await wire.AnswerAsync(stream)).Messages().Select(m => SolveManyResponse.Parser.ParseFrom(m.Payload))];
        Assert.Equal(9 * QueueMax, answers.Count(a => a.Error?.Code == ResourceExhausted));
        Assert.Equal(QueueMax, answers.Count(a => a.Response?.Outcome.Termination == Termination.Optimal));
    }

    /// <summary>The queue of a server that is full of solves whose clients have gone is free for those who wait.</summary>
    [Fact]
    public async Task Queue_OfAbandonedSolves_MakesRoom()
    {
        await using GatedHost host = await GatedHost.StartAsync(Small);
        await using RawHttp2Connection gone = await host.ConnectAsync();
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int busy = await wire.BeginSolveAsync(GatedHost.Long());
        await host.Reached;
        List<int> calls = await FillAsync(gone);
        foreach (int call in calls) await gone.ResetAsync(call);
        await host.ClientsGoneAsync(calls.Count);

        calls = await FillAsync(wire);
        await wire.ResetAsync(busy);
        host.OpenGate();
        foreach (int call in calls) Assert.Equal(Termination.Optimal, (await wire.AnswerAsync(call)).Response().Outcome.Termination);
    }

    /// <summary>A message says how many periods it has, and holds what it likes: the queue counts both.</summary>
    [Fact]
    public async Task Queue_OfMessagesLargerThanTheirProblem_CountsTheirMemory()
    {
        await using GatedHost host = await GatedHost.StartAsync(new() { LargeQueuePeriodsMax = 90_000 });
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int busy = await wire.BeginSolveAsync(GatedHost.Long());
        await host.Reached;
        SolveRequest large = GatedHost.Short();
        large.Problem.Bounds = new() { MinQuantity = { new double[3_200_000] } };
        List<int> calls = [await wire.BeginSolveAsync(large), await wire.BeginSolveAsync(large)];
        StreamTranscript refused = await await Task.WhenAny(calls.Select(wire.AnswerAsync));
        Assert.Equal(ResourceExhausted, refused.GrpcStatus);
        calls.Remove(refused.StreamId);

        // the other one is wrong, which it is told in its turn
        await wire.ResetAsync(busy);
        host.OpenGate();
        Assert.Equal(InvalidArgument, (await wire.AnswerAsync(calls.Single())).GrpcStatus);
    }

    // one more than there is room for: one of them is refused, whichever comes last; the others wait in the queue
    private static async Task<List<int>> FillAsync(RawHttp2Connection wire)
    {
        List<int> calls = [];
        for (int i = 0; i <= QueueMax; i++) calls.Add(await wire.BeginSolveAsync(GatedHost.Short($"{i}")));
        StreamTranscript refused = await await Task.WhenAny(calls.Select(wire.AnswerAsync));
        Assert.Equal(ResourceExhausted, refused.GrpcStatus);
        calls.Remove(refused.StreamId);
        return calls;
    }
}
