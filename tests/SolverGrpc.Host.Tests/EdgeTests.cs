using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Client;

namespace SolverGrpc.Host.Tests;

/// <summary>What lies at the edge of what can be asked.</summary>
public sealed class EdgeTests(RunningHost host) : IClassFixture<RunningHost>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Quantity_ZeroOfEitherSign_IsOptimalWithZeros(bool negative)
    {
        SolveRequest request = Orders.Published();
        request.Problem.Quantity = negative ? -0.0 : 0.0;
        SolveResponse response = await SolveAsync(request);
        Assert.Equal(Termination.Optimal, response.Outcome.Termination);
        Assert.Equal([0L, 0L, 0L], response.Schedule.Quantity.Select(BitConverter.DoubleToInt64Bits));
    }

    [Fact]
    public async Task Quantity_ZeroBelowTheFloors_IsInfeasible()
    {
        SolveRequest request = Orders.Published();
        request.Problem.Quantity = 0;
        request.Problem.Bounds = new() { MinQuantity = { 0, 2, 0 } };
        SolveResponse response = await SolveAsync(request);
        Assert.Equal(Termination.Infeasible, response.Outcome.Termination);
        Assert.Equal(-2, response.Outcome.Infeasibility.Shortfall);
        Assert.Null(response.Schedule);
    }

    [Fact]
    public async Task Caps_Infinite_AreNoCaps()
    {
        SolveRequest request = Orders.Published();
        request.Problem.Bounds = new() { MaxQuantity = { double.PositiveInfinity } };
        SolveResponse capped = await SolveAsync(request), free = await SolveAsync(Orders.Published());
        Assert.Equal(free.Schedule, capped.Schedule);
    }

    [Fact]
    public async Task Caps_BelowTheQuantity_TellTheShortfall()
    {
        SolveResponse response = await SolveAsync(Capped(30, 30, 30));
        Assert.Equal(Termination.Infeasible, response.Outcome.Termination);
        Assert.Equal(10, response.Outcome.Infeasibility.Shortfall, 12);
        Assert.Equal(90, response.Outcome.Infeasibility.LargestExecutable, 12);
        Assert.Equal(-1, response.Outcome.Infeasibility.Period);
    }

    [Fact]
    public async Task Caps_JustTheQuantity_AreTheSchedule()
    {
        double below = Math.BitDecrement(40);
        foreach (double last in new[] { 40, below })
        {
            SolveResponse response = await SolveAsync(Capped(30, 30, last));
            Assert.Equal(Termination.Optimal, response.Outcome.Termination);
            Assert.Equal([30, 30, last], response.Schedule.Quantity);
        }
    }

    [Fact]
    public async Task Band_ThatExcludesTheFloor_NamesThePeriod()
    {
        SolveRequest request = Orders.Published();
        request.Problem.Bounds = new() { MinQuantity = { 0, 50, 0 }, Target = { 40, 10, 40 }, MaxDeviation = { 20 } };
        SolveResponse response = await SolveAsync(request);
        Assert.Equal(Termination.Infeasible, response.Outcome.Termination);
        Assert.Equal(1, response.Outcome.Infeasibility.Period);
    }

    [Fact]
    public async Task Impact_Zero_IsFreeAndOptimal()
    {
        SolveRequest request = Orders.Published();
        request.Problem.Cost.PowerLaw.Alpha.Clear();
        request.Problem.Cost.PowerLaw.Alpha.Add(0);
        SolveResponse response = await SolveAsync(request);
        Assert.Equal(Termination.Optimal, response.Outcome.Termination);
        Assert.Equal(0, response.ExpectedCost.Total);
        Assert.Equal(100, response.Schedule.Quantity.Sum(), 12);
    }

    [Theory]
    [InlineData(1e-300)]
    [InlineData(1e-310)]
    [InlineData(5e-324)]
    [InlineData(1e300)]
    public async Task Impact_ExtremeScale_GivesTheSameSchedule(double scale)
    {
        SolveRequest request = Orders.Published();
        for (int i = 0; i < 3; i++) request.Problem.Cost.PowerLaw.Alpha[i] *= scale;
        SolveResponse response = await SolveAsync(request), plain = await SolveAsync(Orders.Published());
        Assert.True(response.Outcome.Termination is Termination.Optimal or Termination.Feasible, response.Outcome.ToString());
        // the coefficients of denormals have few digits left
        double tolerance = scale < 1e-307 ? 100 : 1e-6;
        for (int i = 0; i < 3; i++) Assert.Equal(plain.Schedule.Quantity[i], response.Schedule.Quantity[i], tolerance);
        AssertFinite(response);
    }

    [Theory]
    [InlineData(1e-300)]
    [InlineData(1e200)]
    public async Task Quantity_ExtremeScale_IsAnsweredWithoutNaN(double quantity)
    {
        SolveRequest request = Orders.Published();
        request.Problem.Quantity = quantity;
        SolveResponse response = await SolveAsync(request);
        Assert.NotEqual(Termination.Unspecified, response.Outcome.Termination);
        AssertFinite(response);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(390)]
    public async Task PeriodCount_AroundTheLanes_SumsExactly(int periodCount)
    {
        SolveResponse response = await SolveAsync(Orders.Day(periodCount));
        Assert.Equal(Termination.Optimal, response.Outcome.Termination);
        Assert.Equal(periodCount, response.Schedule.Quantity.Count);
        Assert.InRange(response.Certificate.SumError, 0, 1e-15);
    }

    [Fact]
    public async Task Message_BeyondTheLimit_NamesTheLimit()
    {
        await using SolverHost small = await SolverHost.StartAsync(TestOptions.OnSocket() with { MessageBytesMax = 4096 });
        using var client = new SolverClient(small.Endpoints[0]);
        RpcException e = await Assert.ThrowsAsync<RpcException>(async () => await client.SolveAsync(Orders.Day(390)));
        Assert.Equal(StatusCode.ResourceExhausted, e.StatusCode);
        Assert.Contains("4096", e.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deadline_InTheMiddleOfASolve_EndsTheCallAndFreesTheWorker()
    {
        await using SolverHost one = await SolverHost.StartAsync(TestOptions.OnSocket() with { LargeWorkers = 1, LargeQueueMax = 1 });
        using var client = new SolverClient(one.Endpoints[0]);
        SolveRequest large = Orders.Day(1_000_000);
        RpcException e = await Assert.ThrowsAsync<RpcException>(async () => await client.SolveAsync(large, new CallOptions { Timeout = TimeSpan.FromMilliseconds(30) }));
        Assert.Equal(StatusCode.DeadlineExceeded, e.StatusCode);
        SolveResponse next = await client.SolveAsync(Orders.Day(20_000));
        Assert.Equal(Termination.Optimal, next.Outcome.Termination);
    }

    [Fact]
    public async Task Deadline_AlreadyPast_IsNotStarted()
    {
        RpcException e = await Assert.ThrowsAsync<RpcException>(async () => await host.Client.SolveAsync(Orders.Published(), new CallOptions { Timeout = TimeSpan.Zero }));
        Assert.Equal(StatusCode.DeadlineExceeded, e.StatusCode);
    }

    [Fact]
    public async Task TimeBudget_TooShort_ReturnsWhatThereIs()
    {
        SolveRequest request = Orders.Day(200_000);
        request.Options = new() { TimeBudget = new() { Nanos = 1 } };
        SolveResponse response = await SolveAsync(request);
        Assert.True(response.Outcome.Termination is Termination.LimitNoSolution or Termination.Feasible, response.Outcome.ToString());
        Assert.Equal(LimitKind.Time, response.Outcome.Limit);
    }

    private static SolveRequest Capped(params double[] caps)
    {
        SolveRequest request = Orders.Published();
        request.Problem.Bounds = new() { MaxQuantity = { caps } };
        return request;
    }

    private async Task<SolveResponse> SolveAsync(SolveRequest request) => await host.Client.SolveAsync(request);

    private static void AssertFinite(SolveResponse response)
    {
        Assert.DoesNotContain("NaN", response.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", response.ToString(), StringComparison.Ordinal);
    }
}
