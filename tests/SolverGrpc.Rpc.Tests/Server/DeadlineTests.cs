using SolverGrpc.Rpc.Tests.Client;
using SolverGrpc.Rpc.Tests.Http2;
using SolverGrpc.Rpc.Tests.Protos;
using static SolverGrpc.Rpc.Tests.Server.EchoHandlers;

namespace SolverGrpc.Rpc.Tests.Server;

/// <summary>The deadline decides the status, then the handler hears of it.</summary>
public abstract class DeadlineTests(string transport)
{
    private readonly TaskCompletionSource _started = New();
    private readonly TaskCompletionSource _cancelled = New();

    [Theory]
    [InlineData("0n")]
    [InlineData("1n")]
    [InlineData("99n")]
    [InlineData("0S")]
    public async Task Timeout_OfNothing_IsExpiredBeforeTheHandlerStarts(string timeout)
    {
        await using TestHost host = await Start(new EchoHandlers { Unary = (_, _) => throw new InvalidOperationException("started") });
        AssertExpired(await host.CallAsync("Unary", Message("x"), ("grpc-timeout", timeout)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("S")]
    [InlineData("5x")]
    [InlineData("-5S")]
    [InlineData("+5S")]
    [InlineData("5 S")]
    [InlineData("1.5S")]
    [InlineData("123456789m")]
    public async Task Timeout_Malformed_IsInternalAndTheHandlerDoesNotStart(string timeout)
    {
        await using TestHost host = await Start(new EchoHandlers { Unary = (_, _) => throw new InvalidOperationException("started") });
        StreamTranscript answer = await host.CallAsync("Unary", Message("x"), ("grpc-timeout", timeout));
        Assert.Equal(13, answer.GrpcStatus);
        Assert.True(answer.TrailersOnly);
    }

    [Theory]
    [InlineData("99999999H")]
    [InlineData("99999999M")]
    [InlineData("99999999S")]
    public async Task Timeout_OfAgesToCome_IsServedAndClamped(string timeout)
    {
        DateTime deadline = default;
        TimeSpan left = default;
        await using TestHost host = await Start(new EchoHandlers
        {
            Unary = (request, context) =>
            {
                (deadline, left) = (context.Deadline, context.TimeRemaining);
                return Task.FromResult(Echo(request));
            },
        });
        Assert.Equal(0, (await host.CallAsync("Unary", Message("x"), ("grpc-timeout", timeout))).GrpcStatus);
        Assert.True(deadline > DateTime.UtcNow.AddYears(1));
        Assert.True(left > TimeSpan.FromDays(365));
    }

    [Fact]
    public async Task Deadline_MonthsAway_IsWaitedForInPieces()
    {
        var time = new TestTime();
        await using TestHost host = await TestHost.StartAsync(transport, new TestHostOptions { Handlers = Waiting(), Time = time });
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int stream = await wire.OpenAsync(host.Headers("Duplex", ("grpc-timeout", "2400H")));
        await _started.Task.WaitAsync(TimeSpan.FromSeconds(20));
        for (int day = 1; day < 100; day++) time.Advance(TimeSpan.FromDays(1));
        await wire.PingAsync();
        Assert.False(wire.Transcript(stream).Complete);
        time.Advance(TimeSpan.FromDays(1));
        AssertExpired(await wire.AnswerAsync(stream));
        Assert.All(time.Waits, wait => Assert.True(wait.TotalMilliseconds < uint.MaxValue));
    }

    [Fact]
    public async Task Deadline_Absent_IsTheEndOfTime()
    {
        DateTime deadline = default;
        await using TestHost host = await Start(new EchoHandlers
        {
            Unary = (request, context) =>
            {
                deadline = context.Deadline;
                return Task.FromResult(Echo(request));
            },
        });
        await host.CallAsync("Unary", Message("x"));
        Assert.Equal(DateTime.MaxValue, deadline);
    }

    [Fact]
    public async Task Deadline_InAnOpenDuplexCall_IsStatus4ThenResetThenTheToken()
    {
        await using TestHost host = await Start(Waiting());
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int stream = await wire.OpenAsync(host.Headers("Duplex", ("grpc-timeout", "50m")));
        StreamTranscript answer = await wire.AnswerAsync(stream, t => t.Reset is not null, "the reset");
        AssertExpired(answer);
        Assert.True(answer.Ended);
        Assert.Equal(Http2Error.NoError, answer.Reset);
        await _cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Deadline_AfterMessages_IsInTheTrailersAndNothingFollows()
    {
        var wroteLate = New();
        await using TestHost host = await Start(new EchoHandlers
        {
            Duplex = async (_, responses, context) =>
            {
                await responses.WriteAsync(new EchoResponse { Text = "in time" });
                await Cancelled(context.CancellationToken);
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => responses.WriteAsync(new EchoResponse { Text = "too late" }));
                wroteLate.SetResult();
            },
        });
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int stream = await wire.OpenAsync(host.Headers("Duplex", ("grpc-timeout", "200m")));
        await wroteLate.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await wire.PingAsync();
        StreamTranscript answer = wire.Transcript(stream);
        Assert.Single(answer.Messages());
        Assert.Equal("4", answer.Trailers!.First(h => h.Name == "grpc-status").Value);
    }

    [Fact]
    public async Task Deadline_WhileTheHandlerIgnoresIt_AnswersAnyway()
    {
        var release = New();
        await using TestHost host = await Start(new EchoHandlers
        {
            Unary = async (request, _) =>
            {
                await release.Task;
                return Echo(request);
            },
        });
        AssertExpired(await host.CallAsync("Unary", Message("x"), ("grpc-timeout", "50m")));
        release.SetResult();
    }

    [Fact]
    public async Task Deadline_WhileTheHandlerWaitsForARequest_EndsTheWait()
    {
        var ended = New();
        await using TestHost host = await Start(new EchoHandlers
        {
            RawDuplex = async (requests, _, _) =>
            {
                await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await requests.MoveNextAsync());
                ended.SetResult();
            },
        });
        await using RawHttp2Connection wire = await host.ConnectAsync();
        int stream = await wire.OpenAsync(host.Headers("RawDuplex", ("grpc-timeout", "50m")));
        AssertExpired(await wire.AnswerAsync(stream));
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Deadline_WhileTheClientDoesNotRead_EndsTheHandlersWriteAndTheStream()
    {
        var ended = New();
        await using TestHost host = await Start(new EchoHandlers
        {
            Duplex = async (_, responses, context) =>
            {
                try
                {
                    while (true) await responses.WriteAsync(new EchoResponse { Text = new string('x', 10_000) });
                }
                finally
                {
                    ended.SetResult();
                }
            },
        });
        await using RawHttp2Connection wire = await host.ConnectAsync(new RawHttp2Options { ReplenishesWindows = false });
        int stream = await wire.OpenAsync(host.Headers("Duplex", ("grpc-timeout", "300m")));
        StreamTranscript answer = await wire.AnswerAsync(stream);
        Assert.NotNull(answer.Reset);
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private static void AssertExpired(StreamTranscript answer)
    {
        Assert.True(answer.GrpcStatus == 4, answer.ToString());
        Assert.Equal("Deadline Exceeded", answer["grpc-message"]);
    }

    private EchoHandlers Waiting() => new()
    {
        Duplex = async (_, _, context) =>
        {
            _started.TrySetResult();
            await Cancelled(context.CancellationToken);
            _cancelled.TrySetResult();
        },
    };

    private static Task Cancelled(CancellationToken token)
    {
        TaskCompletionSource cancelled = New();
        token.Register(() => cancelled.TrySetResult());
        return cancelled.Task;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task<TestHost> Start(EchoHandlers handlers) => TestHost.StartAsync(transport, new TestHostOptions { Handlers = handlers });

    public sealed class OverPlaintext() : DeadlineTests("tcp");

    public sealed class OverTls() : DeadlineTests("tls");
}
