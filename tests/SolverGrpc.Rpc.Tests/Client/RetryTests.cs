using SolverGrpc.Rpc.Client;
using SolverGrpc.Rpc.Tests.Protos;

namespace SolverGrpc.Rpc.Tests.Client;

/// <summary>gRFC A6: when a call is tried again, and how long the client waits before.</summary>
public sealed class RetryTests
{
    private static readonly RetryPolicy Policy = new()
    {
        MaxAttempts = 4,
        InitialBackoff = TimeSpan.FromMilliseconds(100),
        MaxBackoff = TimeSpan.FromMilliseconds(300),
    };

    [Fact]
    public async Task Unavailable_TwiceThenOk_GivesTheAnswerOfTheThirdAttempt()
    {
        var run = await Run.CallAsync(Policy, (StatusCode.Unavailable, null), (StatusCode.Unavailable, null), (StatusCode.OK, null));
        Assert.Equal(StatusCode.OK, run.Status);
        Assert.Equal([null, "1", "2"], run.PreviousAttempts);
        AssertBackoff(100, run.Waits[0]);
        AssertBackoff(200, run.Waits[1]);
    }

    [Fact]
    public async Task Unavailable_Always_EndsAfterMaxAttemptsWithBackoffCapped()
    {
        var run = await Run.CallAsync(Policy, (StatusCode.Unavailable, null));
        Assert.Equal(StatusCode.Unavailable, run.Status);
        Assert.Equal(4, run.PreviousAttempts.Count);
        Assert.Equal(3, run.Waits.Count);
        AssertBackoff(300, run.Waits[2]);
    }

    [Fact]
    public async Task Code_NotListed_IsNotRetried()
    {
        var run = await Run.CallAsync(Policy, (StatusCode.ResourceExhausted, null), (StatusCode.OK, null));
        Assert.Equal(StatusCode.ResourceExhausted, run.Status);
        Assert.Single(run.PreviousAttempts);
    }

    [Fact]
    public async Task NoPolicy_NothingIsRetried()
    {
        var run = await Run.CallAsync(null, (StatusCode.Unavailable, null), (StatusCode.OK, null));
        Assert.Equal(StatusCode.Unavailable, run.Status);
        Assert.Single(run.PreviousAttempts);
    }

    [Fact]
    public async Task Pushback_OverrulesTheBackoffAndStartsItAgain()
    {
        var run = await Run.CallAsync(
            Policy,
            (StatusCode.Unavailable, null),
            (StatusCode.Unavailable, "1234"),
            (StatusCode.Unavailable, null),
            (StatusCode.OK, null));
        Assert.Equal(StatusCode.OK, run.Status);
        AssertBackoff(100, run.Waits[0]);
        Assert.Equal(TimeSpan.FromMilliseconds(1234), run.Waits[1]);
        AssertBackoff(100, run.Waits[2]);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("soon")]
    public async Task Pushback_NegativeOrUnreadable_ForbidsTheRetry(string pushback)
    {
        var run = await Run.CallAsync(Policy, (StatusCode.Unavailable, pushback), (StatusCode.OK, null));
        Assert.Equal(StatusCode.Unavailable, run.Status);
        Assert.Single(run.PreviousAttempts);
    }

    [Fact]
    public async Task Headers_Received_CommitTheCall()
    {
        await using var server = await FakeServer.StartAsync(async context =>
        {
            await FakeServer.Messages(context);
            FakeServer.Trailers(context, StatusCode.Unavailable);
        });
        using var channel = Channel.ForAddress(server.Address, new() { Retry = Policy, TimeProvider = new TestTime { JumpsAhead = true } });
        await Assert.ThrowsAsync<RpcException>(async () => await channel.UnaryCall(EchoMethods.Unary, new()));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task ServerStreaming_FailingBeforeHeaders_IsRetriedToo()
    {
        var attempts = 0;
        await using var server = await FakeServer.StartAsync(context => Interlocked.Increment(ref attempts) < 3
            ? FakeServer.TrailersOnly(context, StatusCode.Unavailable)
            : FakeServer.Ok(context, new EchoResponse()));
        using var channel = Channel.ForAddress(server.Address, new() { Retry = Policy, TimeProvider = new TestTime { JumpsAhead = true } });
        using var call = channel.ServerStreamingCall(EchoMethods.ServerStream, new());
        Assert.True(await call.ResponseStream.MoveNext(default));
        Assert.False(await call.ResponseStream.MoveNext(default));
        Assert.Equal(3, attempts);
    }

    [Fact]
    public async Task StreamOfRequests_IsNeverRepeated()
    {
        await using var server = await FakeServer.StartAsync(context => FakeServer.TrailersOnly(context, StatusCode.Unavailable));
        using var channel = Channel.ForAddress(server.Address, new() { Retry = Policy, TimeProvider = new TestTime { JumpsAhead = true } });
        using var call = channel.ClientStreamingCall(EchoMethods.ClientStream);
        var error = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Throttling_AfterHalfTheTokens_StopsRetriesUntilSuccessesEarnThemBack()
    {
        var healthy = false;
        await using var server = await FakeServer.StartAsync(context => healthy
            ? FakeServer.Ok(context, new EchoResponse())
            : FakeServer.TrailersOnly(context, StatusCode.Unavailable));
        using var channel = Channel.ForAddress(server.Address, new()
        {
            Retry = Policy with { MaxAttempts = 2 },
            RetryThrottling = new() { MaxTokens = 4, TokenRatio = 0.5 },
            TimeProvider = new TestTime { JumpsAhead = true },
        });
        Assert.Equal(2, await FailAsync()); // 4 tokens: 3 left, retried: 2 left
        Assert.Equal(1, await FailAsync()); // 1 left: no retry at half or below
        healthy = true;
        for (var i = 0; i < 6; i++) // back to 4
            await channel.UnaryCall(EchoMethods.Unary, new());
        healthy = false;
        Assert.Equal(2, await FailAsync());

        async Task<int> FailAsync()
        {
            var before = server.Requests.Count;
            await Assert.ThrowsAsync<RpcException>(async () => await channel.UnaryCall(EchoMethods.Unary, new()));
            return server.Requests.Count - before;
        }
    }

    [Fact]
    public async Task Deadline_DuringBackoff_EndsTheCall()
    {
        var time = new TestTime();
        await using var server = await FakeServer.StartAsync(context => FakeServer.TrailersOnly(context, StatusCode.Unavailable));
        using var channel = Channel.ForAddress(server.Address, new()
        {
            Retry = Policy with { InitialBackoff = TimeSpan.FromHours(1), MaxBackoff = TimeSpan.FromHours(1) },
            TimeProvider = time,
        });
        using var call = channel.UnaryCall(EchoMethods.Unary, new(), new() { Timeout = TimeSpan.FromSeconds(5) });
        await Eventually.TrueAsync(() => time.Waits.Count == 2); // the deadline's and the backoff's
        time.Advance(TimeSpan.FromSeconds(5));
        var error = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public void Policy_WithAttemptsOutOfRange_IsRefused(int attempts) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy { MaxAttempts = attempts });

    private static void AssertBackoff(double milliseconds, TimeSpan actual)
        => Assert.InRange(actual.TotalMilliseconds, 0.8 * milliseconds, 1.2 * milliseconds);

    /// <summary>One unary call to a server that answers each attempt as told, the last answer for ever.</summary>
    private sealed record Run(StatusCode Status, IReadOnlyList<string?> PreviousAttempts, IReadOnlyList<TimeSpan> Waits)
    {
        public static async Task<Run> CallAsync(RetryPolicy? policy, params (StatusCode Code, string? Pushback)[] answers)
        {
            var time = new TestTime { JumpsAhead = true };
            var attempt = 0;
            await using var server = await FakeServer.StartAsync(context =>
            {
                var (code, pushback) = answers[Math.Min(Interlocked.Increment(ref attempt), answers.Length) - 1];
                if (code == StatusCode.OK)
                    return FakeServer.Ok(context, new EchoResponse());
                return FakeServer.TrailersOnly(context, code, pushback is null ? [] : [("grpc-retry-pushback-ms", pushback)]);
            });
            using var channel = Channel.ForAddress(server.Address, new() { Retry = policy, TimeProvider = time });
            using var call = channel.UnaryCall(EchoMethods.Unary, new());
            await ((Task)call.ResponseAsync).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var previous = server.Requests.Select(headers => headers.GetValueOrDefault("grpc-previous-rpc-attempts"));
            return new(call.GetStatus().StatusCode, [.. previous], time.Waits);
        }
    }
}
