using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc;

namespace SolverGrpc.Host.Tests;

public sealed class TraceFrontierTests(RunningHost host) : IClassFixture<RunningHost>
{
    [Fact]
    public async Task Trace_AlmgrenChriss_GivesThePublishedFrontier()
    {
        // Almgren and Chriss (2000): X = 1e6, N = 5, epsilon = .0625, gamma = 2.5e-7, eta = 2.5e-6, sigma = .95; E and V at their lambdas
        var request = new TraceFrontierRequest
        {
            RequestId = "ac",
            Problem = AlmgrenChriss(),
            RiskAversion = { 0.25e-6, 0.5e-6, 1e-6, 2e-6, 4e-6 },
            Confidence = 0.95,
            IncludeSchedules = true,
        };
        List<TraceFrontierResponse> points = await host.Client.TraceAsync(request);
        Assert.Equal([0, 1, 2, 3, 4], points.Select(point => point.Point));
        double[] cost = [.6996, .7681, .9112, 1.1407, 1.4341], variance = [.7513, .5634, .3641, .2019, .0970];
        for (int i = 0; i < points.Count; i++)
        {
            TraceFrontierResponse point = points[i];
            Assert.Equal("ac", point.RequestId);
            Assert.Equal(Termination.Optimal, point.Outcome.Termination);
            Assert.Equal(cost[i], point.ExpectedCost.Total / 1e6, 1e-3);
            Assert.Equal(variance[i], point.Variance / 1e12, 1e-3);
            Assert.Equal(point.ExpectedCost.Total + (1.6448536269514722 * Math.Sqrt(point.Variance)), point.ValueAtRisk, 1e-3);
            Assert.Equal(1e6, point.Schedule.Quantity.Sum(), 1e-6);
        }
    }

    [Fact]
    public async Task Trace_WithoutAversions_GoesFromCheapestToLeastRisky()
    {
        List<TraceFrontierResponse> points = await host.Client.TraceAsync(new() { Problem = AlmgrenChriss(), PointCount = 12 });
        Assert.Equal(12, points.Count);
        Assert.Equal(0, points[0].RiskAversion);
        Assert.Equal(points.Select(p => p.ExpectedCost.Total).Order(), points.Select(p => p.ExpectedCost.Total));
        Assert.Equal(points.Select(p => p.Variance).OrderDescending(), points.Select(p => p.Variance));
        Assert.True(points[^1].Variance < 0.05 * points[0].Variance);
    }

    [Theory]
    [InlineData(false, 2, false)]
    [InlineData(false, 40, false)]
    [InlineData(false, 40, true)]
    [InlineData(true, 20, false)]
    [InlineData(true, 20, true)]
    public async Task Trace_WithoutAversions_ReachesFromNoneToNearlyAllOfTheAvoidableVariance(bool powers, int count, bool permanent)
    {
        Problem problem = AlmgrenChriss();
        problem.Grid.PeriodCount = 40;
        problem.Dynamics.PermanentImpact.Clear();
        if (permanent) problem.Dynamics.PermanentImpact.Add(Enumerable.Range(0, 40).Select(i => powers ? 1e-9 : 1e-7 * (1 + (i / 40.0))));
        if (powers) problem.Cost.PowerLaw.Beta[0] = .6;
        List<TraceFrontierResponse> points = await host.Client.TraceAsync(new() { Problem = problem, PointCount = count, IncludeSchedules = true });
        Assert.Equal(count, points.Count);
        Assert.Equal(Enumerable.Range(0, count), points.Select(point => point.Point));
        Assert.All(points, point => Assert.Equal(Termination.Optimal, point.Outcome.Termination));

        // all at once has no variance here: what the cheapest schedule has can all be avoided
        double most = points[0].Variance;
        Assert.Equal(0, points[0].RiskAversion);
        Assert.InRange(points[^1].Variance, 1e-3 * most, .02 * most);
        if (count > 2) Assert.InRange(points[1].Variance, .97 * most, .999 * most);
        Assert.All(points.Skip(2).Zip(points.Skip(1)), pair => Assert.Equal(Math.Log(points[2].RiskAversion / points[1].RiskAversion), Math.Log(pair.First.RiskAversion / pair.Second.RiskAversion), 1e-9));

        foreach (TraceFrontierResponse point in points)
        {
            problem.Risk = new() { RiskAversion = point.RiskAversion };
            SolveResponse alone = await host.Client.SolveAsync(new() { Problem = problem });
            Assert.Equal(alone.Certificate.Objective, point.Certificate.Objective, 1e-9 * alone.Certificate.Objective);
            Assert.All(alone.Schedule.Quantity.Zip(point.Schedule.Quantity), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        }
    }

    [Fact]
    public async Task Trace_NoScheduleAtAll_SendsOnePointThatSaysSo()
    {
        Problem problem = AlmgrenChriss();
        problem.Bounds = new() { MaxQuantity = { 1e5 } };
        TraceFrontierResponse point = Assert.Single(await host.Client.TraceAsync(new() { Problem = problem, PointCount = 12 }));
        Assert.Equal(Termination.Infeasible, point.Outcome.Termination);
        Assert.Equal(5e5, point.Outcome.Infeasibility.LargestExecutable, 1e-6);
    }

    [Fact]
    public async Task Trace_FaultyRequest_NamesEveryFault()
    {
        Problem problem = AlmgrenChriss();
        problem.Risk = new() { RiskAversion = 1 };
        var request = new TraceFrontierRequest { Problem = problem, RiskAversion = { 1, -1 }, PointCount = 1, Confidence = 1 };
        RpcException e = await Assert.ThrowsAsync<RpcException>(async () => await host.Client.TraceAsync(request));
        Assert.Equal(["problem.risk", "risk_aversion[1]", "point_count", "confidence"], SolverClient.Fields(e));
    }

    // slippage per share epsilon + eta x of periods of one day; the permanent impact is paid by what remains
    private static Problem AlmgrenChriss() => new()
    {
        Side = Side.Sell,
        Quantity = 1e6,
        Grid = new() { PeriodCount = 5 },
        Cost = new() { Basis = ImpactBasis.PerShare, HalfSpread = { .0625 }, PowerLaw = new() { Alpha = { 2.5e-6 }, Beta = { 1 } } },
        Dynamics = new() { Volatility = { .95 }, PermanentImpact = { 2.5e-7 } },
    };
}
