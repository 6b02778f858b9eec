using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Client;

namespace SolverGrpc.Host.Tests;

public sealed class SolveManyTests(RunningHost host) : IClassFixture<RunningHost>
{
    [Fact]
    public async Task SolveMany_HundredsOfProblems_AnswersEachOnce()
    {
        SolveRequest[] requests = [.. Enumerable.Range(1, 600).Select(i => Orders.Day(1 + (i % 40), $"order {i}"))];
        List<SolveManyResponse> answers = await host.Client.SolveManyAsync(requests);
        Assert.Equal(requests.Select(r => r.RequestId).Order(), answers.Select(a => a.RequestId).Order());
        Assert.All(answers, answer =>
        {
            Assert.Equal(Termination.Optimal, answer.Response.Outcome.Termination);
            Assert.Equal(answer.RequestId, answer.Response.RequestId);
        });
    }

    [Fact]
    public async Task SolveMany_FaultyItems_OnlyTheyFail()
    {
        SolveRequest faulty = Orders.Published("faulty");
        faulty.Problem.Side = Side.Unspecified;
        List<SolveManyResponse> answers = await host.Client.SolveManyAsync([faulty, Orders.Published(""), Orders.Published("good")]);
        Assert.Equal((int)StatusCode.InvalidArgument, answers.Single(a => a.RequestId == "faulty").Error.Code);
        Assert.Equal((int)StatusCode.InvalidArgument, answers.Single(a => a.RequestId == "").Error.Code);
        Assert.Equal(Termination.Optimal, answers.Single(a => a.RequestId == "good").Response.Outcome.Termination);
    }

    [Fact]
    public async Task SolveMany_IdInFlight_IsRefusedInsideTheMessage()
    {
        // the large problem is still in flight when its id comes again: the small answer overtakes it
        List<SolveManyResponse> answers = await host.Client.SolveManyAsync([Orders.Day(200_000, "same"), Orders.Published("same")]);
        Assert.Equal((int)StatusCode.AlreadyExists, answers[0].Error.Code);
        Assert.Equal(Termination.Optimal, answers[1].Response.Outcome.Termination);
    }

    [Fact]
    public async Task SolveMany_IdAfterItsAnswer_MayBeUsedAgain()
    {
        using AsyncDuplexStreamingCall<SolveManyRequest, SolveManyResponse> call = host.Client.SolveMany();
        for (int i = 0; i < 3; i++)
        {
            await call.RequestStream.WriteAsync(new SolveManyRequest { Solve = Orders.Published("again") });
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            Assert.Equal(Termination.Optimal, call.ResponseStream.Current.Response.Outcome.Termination);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
    }

    [Fact]
    public async Task SolveMany_HundredSmallBehindAMillionPeriods_PassIt()
    {
        IEnumerable<SolveRequest> requests = Enumerable.Range(0, 100).Select(i => Orders.Day(390, $"small {i}")).Prepend(Orders.Day(1_000_000, "large"));
        List<SolveManyResponse> answers = await host.Client.SolveManyAsync(requests);
        Assert.Equal("large", answers[^1].RequestId);
        Assert.Equal(101, answers.Count);
    }
}
