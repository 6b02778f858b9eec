using SolverGrpc.Abuse.Tests.Clients;
using SolverGrpc.Abuse.Tests.Hosts;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Host.Tests;
using SolverGrpc.Rpc.Tests.Http2;

namespace SolverGrpc.Abuse.Tests.Service;

/// <summary>A stream whose answers are not taken is read no further; other streams, of the same connection too, go on.</summary>
public sealed class SlowReaderTests(AbusedHost host) : IClassFixture<AbusedHost>
{
    private const int Periods = 100;

    [Fact]
    public Task SolveMany_WhoseAnswersNobodyTakes_StopsTakingRequests() => host.EnduresAsync(async () =>
    {
        // no window for answers; the patience decides when a request is taken no more
        await using RawHttp2Connection wire = await host.ConnectAsync(new()
        {
            Settings = [(Setting.InitialWindowSize, 0)],
            Patience = TimeSpan.FromSeconds(3),
        });
        int slow = await wire.OpenAsync(RawGrpc.Headers(SolverCalls.SolveMany));
        int sent = 0;
        await Assert.ThrowsAsync<TimeoutException>(async () =>
        {
            while (true)
            {
                await wire.DataAsync(slow, SolverCalls.Framed(new SolveManyRequest { Solve = Orders.Day(Periods, $"{sent}") }));
                sent++;
            }
        });

        // what fits into the window of the stream, and into the queue behind it
        int size = SolverCalls.Framed(new SolveManyRequest { Solve = Orders.Day(Periods, "1000") }).Length;
        Assert.InRange(sent, AbusedHost.Options.SolveManyInFlightMax, (2 << 20) / size + (4 * AbusedHost.Options.SolveManyInFlightMax));

        // a call beside it, on the same connection
        int other = await wire.BeginSolveAsync(Orders.Published());
        await wire.WindowUpdateAsync(other, 1 << 20);
        Assert.Equal(Termination.Optimal, (await wire.AnswerAsync(other)).Response().Outcome.Termination);

        // all that was taken is answered once there is room
        await wire.WindowUpdateAsync(0, 1 << 30);
        await wire.WindowUpdateAsync(slow, 1 << 30);
        await wire.DataAsync(slow, default, endStream: true);
        StreamTranscript answer = await wire.AnswerAsync(slow);
        Assert.Equal(0, answer.GrpcStatus);
        Assert.Equal(sent, answer.Messages().Count);
    });

    /// <summary>
    /// A few bytes ask for a million periods, and each problem keeps its memory until its answer is taken: a stream has as many small ones
    /// in flight as the option says, but few large ones, and so does not crowd the queue of all others either.
    /// </summary>
    [Fact]
    public Task SolveMany_OfLargeProblems_TakesFewAtATime() => host.EnduresAsync(async () =>
    {
        const int Problems = 10;
        await using RawHttp2Connection wire = await host.ConnectAsync(new() { Settings = [(Setting.InitialWindowSize, 0)] });
        int slow = await wire.OpenAsync(RawGrpc.Headers(SolverCalls.SolveMany));
        for (int i = 0; i < Problems; i++)
        {
            SolveRequest request = Orders.Day(1, $"{i}");
            request.Problem.Grid.PeriodCount = 1_000_000;
            request.OutputMask = new() { Paths = { "lambda" } };
            await wire.DataAsync(slow, SolverCalls.Framed(new SolveManyRequest { Solve = request }), endStream: i == Problems - 1);
        }

        await wire.WindowUpdateAsync(slow, 1 << 20);
        SolveManyResponse[] answers = [.. (await wire.AnswerAsync(slow)).Messages().Select(m => SolveManyResponse.Parser.ParseFrom(m.Payload))];
        Assert.Equal(Problems, answers.Length);
        Assert.All(answers, answer => Assert.Equal(Termination.Optimal, answer.Response?.Outcome.Termination));
    });

    [Fact]
    public Task TraceFrontier_WhosePointsNobodyTakes_IsForgottenWithItsConnection() => host.EnduresAsync(async () =>
    {
        await using RawHttp2Connection wire = await host.ConnectAsync(new() { Settings = [(Setting.InitialWindowSize, 100)], ReplenishesWindows = false });
        var request = new TraceFrontierRequest { Problem = Orders.Day(Periods).Problem, PointCount = 1000, IncludeSchedules = true };
        request.Problem.Dynamics = new() { Volatility = { 1 } };
        int slow = await wire.BeginAsync("/solver.v1.SolverService/TraceFrontier", SolverCalls.Framed(request));
        await wire.AnswerAsync(slow, t => t.Data.Length == 100, "the first bytes");
        wire.Abort();
    });
}
