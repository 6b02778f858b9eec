using Google.Protobuf;
using SolverGrpc.Client.Samples;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Client;

namespace SolverGrpc.Client.Tests;

/// <summary>Whose a session is. That nothing is lost on links that break test tests/SolverGrpc.Stream.Tests and the sample.</summary>
public class SessionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static Open Order()
    {
        Open open = Execute.Order();
        open.SessionKey = ByteString.CopyFrom(Guid.NewGuid().ToByteArray());
        return open;
    }

    // a stream of its own, without the client
    private static AsyncDuplexStreamingCall<StreamReoptimizeRequest, StreamReoptimizeResponse> Begin(Channel channel) => channel.DuplexStreamingCall(
        Rpc.Method.Of<StreamReoptimizeRequest, StreamReoptimizeResponse>(SolverServiceReflection.Descriptor.Services.Single(), "StreamReoptimize"));

    private static async Task<long> PlannedAsync(SolverSession session)
    {
        using var late = new CancellationTokenSource(Patience);
        await foreach (StreamReoptimizeResponse message in session.ReadAllAsync(late.Token))
            if (message.Plan is not null) return session.Plan.Units.Sum();
        throw new InvalidOperationException("the session ended without a plan");
    }

    [Fact]
    public async Task SecondStreamWithTheKey_TakesTheSessionOver()
    {
        Open open = Order();
        using SolverClient client = Service.Connect();
        await using SolverSession first = client.OpenSession(open);
        long planned = await PlannedAsync(first);
        await using SolverSession second = client.OpenSession(open);
        Assert.Equal(planned, await PlannedAsync(second));
        await Assert.ThrowsAsync<TakenOverException>(() => first.CompleteAsync().WaitAsync(Patience));
        await Assert.ThrowsAsync<TakenOverException>(async () => await first.SendAsync(new() { Pause = new() }));
        Assert.Equal(0, first.Resumes);
    }

    [Fact]
    public async Task StreamThatIsReadLate_IsTurnedAway()
    {
        Open open = Order(), newest = open.Clone();
        newest.Attempt = long.MaxValue;
        using Channel channel = Channel.ForAddress(Service.Place("SOLVER_TCP"));
        using AsyncDuplexStreamingCall<StreamReoptimizeRequest, StreamReoptimizeResponse> call = Begin(channel);
        await call.RequestStream.WriteAsync(new() { Seq = 1, Open = newest });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        using SolverClient client = Service.Connect();
        await using SolverSession late = client.OpenSession(open);
        TakenOverException error = await Assert.ThrowsAsync<TakenOverException>(() => late.CompleteAsync().WaitAsync(Patience));
        Assert.Equal(("LATE_ATTEMPT", 0), (error.Reason, late.Resumes));
    }

    [Fact]
    public async Task StrangerWithoutTheKey_IsRefused_AndTheFirstGoesOn()
    {
        Open open = Order(), other = open.Clone();
        other.SessionKey = ByteString.Empty;
        using SolverClient client = Service.Connect();
        await using SolverSession first = client.OpenSession(open);
        await PlannedAsync(first);
        await using SolverSession stranger = client.OpenSession(other);
        CallException error = await Assert.ThrowsAsync<CallException>(() => stranger.CompleteAsync().WaitAsync(Patience));
        Assert.Equal((StatusCode.PermissionDenied, "SESSION_OF_OTHERS"), (error.Code, error.Reason));
        await first.SendAsync(new() { Pause = new() });
        await first.CompleteAsync().WaitAsync(Patience);
        Assert.Equal(2, first.DurableSeq);
    }

    [Fact]
    public async Task UnknownSession_IsNotFound()
    {
        using Channel channel = Channel.ForAddress(Service.Place("SOLVER_TCP"));
        using AsyncDuplexStreamingCall<StreamReoptimizeRequest, StreamReoptimizeResponse> call = Begin(channel);
        await call.RequestStream.WriteAsync(new() { Resume = new() { SessionKey = Order().SessionKey } });
        CallException error = CallException.From(await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None)));
        Assert.Equal((StatusCode.NotFound, "SESSION_UNKNOWN"), (error.Code, error.Reason));
        Assert.False(error.IsResumable);
    }

    [Fact]
    public async Task OrderThatIsTooLarge_EndsOverloaded()
    {
        Open open = Order();
        open.Problem.Cost.HalfSpread.Add(new double[(SolverClient.MessageBytesMax / sizeof(double)) + 1]);
        using SolverClient client = Service.Connect();
        await using SolverSession session = client.OpenSession(open);
        await Assert.ThrowsAsync<OverloadedException>(() => session.CompleteAsync().WaitAsync(Patience));
    }

    [Fact]
    public async Task NobodyThere_EndsWhenThePatienceIsOver()
    {
        using var client = new SolverClient("127.0.0.1:1");
        await using SolverSession session = client.OpenSession(Order(), new() { Patience = TimeSpan.FromMilliseconds(100), TimeProvider = new LaterEachTime() });
        await Assert.ThrowsAsync<UnreachableException>(() => session.CompleteAsync().WaitAsync(Patience));
        Assert.Equal(2, session.Resumes); // after 40 and 80 ms, not after 120
    }

    [Fact]
    public void WaitsBetweenAttempts_Double_UpToTheLongest_HoweverLongNobodyIsThere()
    {
        var options = new SessionOptions();
        Assert.Equal([20, 40, 80, 160, 320, 640, 1000, 1000], Enumerable.Range(0, 8).Select(failures => SolverSession.Wait(options, failures).TotalMilliseconds));
        Assert.All((int[])[60, 1_100, int.MaxValue], failures => Assert.Equal(options.LongestRetry, SolverSession.Wait(options, failures)));
        Assert.Equal(TimeSpan.Zero, SolverSession.Wait(options with { FirstRetry = TimeSpan.Zero }, 1_100));
    }

    // however slow the machine is, 40 ms pass between two looks at the clock
    private sealed class LaterEachTime : TimeProvider
    {
        private long _milliseconds;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => Interlocked.Add(ref _milliseconds, 40);
    }
}
