using Google.Protobuf.WellKnownTypes;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Server;
using SolverGrpc.Service.Admission;
using SolverGrpc.Service.Handlers;

namespace SolverGrpc.Service.Tests;

/// <summary>A point of the frontier is on its way before the next one is solved.</summary>
public sealed class TraceFrontierHandlerTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task Trace_PointByPoint_SendsEachBeforeItSolvesTheNext(int aversions)
    {
        var clock = new LookedAt();
        using var admission = new SolveAdmission(new() { SmallWorkers = 1, LargeWorkers = 1 }, clock);
        var request = new TraceFrontierRequest { Problem = Valid.Problem(), PointCount = 5, Options = new() { TimeBudget = Duration.FromTimeSpan(TimeSpan.FromHours(1)) } };
        request.Problem.Risk = null;
        request.Problem.Dynamics = new() { Volatility = { .1 } };
        for (int k = 0; k < aversions; k++) request.RiskAversion.Add(k);
        var points = new Points(clock);
        await new TraceFrontierHandler(admission).TraceAsync(request, points, new FakeCall());

        // every solve looks at the clock when its time begins
        Assert.Equal(aversions == 0 ? 5 : aversions, points.Looks.Count);
        Assert.Equal(points.Looks.Distinct().Order(), points.Looks);
    }

    private sealed class LookedAt : TimeProvider
    {
        private long _looks;

        public long Looks => Interlocked.Read(ref _looks);

        public override long GetTimestamp()
        {
            Interlocked.Increment(ref _looks);
            return base.GetTimestamp();
        }
    }

    private sealed class Points(LookedAt clock) : IServerStreamWriter<TraceFrontierResponse>
    {
        public WriteOptions? WriteOptions { get; set; }

        public List<long> Looks { get; } = [];

        public Task WriteAsync(TraceFrontierResponse message, CancellationToken cancellationToken = default)
        {
            Assert.Equal(Termination.Optimal, message.Outcome.Termination);
            Looks.Add(clock.Looks);
            return Task.CompletedTask;
        }
    }
}
