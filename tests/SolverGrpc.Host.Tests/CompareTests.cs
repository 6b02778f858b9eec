using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc;
using Method = SolverGrpc.Contracts.V1.Method;

namespace SolverGrpc.Host.Tests;

public sealed class CompareTests(RunningHost host) : IClassFixture<RunningHost>
{
    [Fact]
    public async Task Compare_EqualSplitBesideTheOptimum_ShowsGapAndSaving()
    {
        var request = new CompareRequest
        {
            RequestId = "c",
            Problem = Orders.Published().Problem,
            Methods = { Method.Auto, Method.EqualSplit },
            SizeFactors = { 2 },
            ImpactFactors = { 3 },
            IncludeSchedules = true,
        };
        CompareResponse response = await host.Client.CompareAsync(request);
        Assert.Equal("c", response.RequestId);
        Assert.Equal([Method.Auto, Method.EqualSplit], response.Methods.Select(m => m.Method));
        MethodComparison optimum = response.Methods[0], equal = response.Methods[1];
        Assert.Equal(Termination.Optimal, optimum.Outcome.Termination);
        Assert.Equal(Termination.Feasible, equal.Outcome.Termination);
        Assert.All(equal.Schedule.Quantity, x => Assert.Equal(100.0 / 3, x, 12));
        Assert.Equal(equal.Certificate.Objective - optimum.Certificate.LowerBound, equal.Certificate.DualityGap, 9);
        Assert.Equal(1 - (optimum.Certificate.Objective / equal.Certificate.Objective), optimum.Saving, 12);

        // homogeneous of degree 1.5 in S and 1 in the impact
        Assert.Equal(872.871561 * Math.Pow(2, 1.5), response.Sensitivity[0].Objective, 5);
        Assert.Equal(872.871561 * 3, response.Sensitivity[1].Objective, 5);
        Assert.All(response.Sensitivity, point => Assert.Equal(optimum.Saving, point.Saving, 12));
    }

    [Fact]
    public async Task Compare_PreTrade_GivesThePublishedEstimate()
    {
        // Almgren, Thum, Hauptmann, Li (2005), IBM, 10 % of a day's volume in half a day
        var request = new CompareRequest
        {
            Problem = Orders.Published().Problem,
            Methods = { Method.EqualSplit },
            PreTrade = new() { AverageDailyVolume = 6.561e6, SharesOutstanding = 1728e6, DailyVolatility = .0157, DurationDays = .5 },
        };
        request.Problem.Quantity = 656_100;
        CompareResponse response = await host.Client.CompareAsync(request);
        Assert.Equal(19.860e-4, response.PreTrade.PermanentImpact, 7);
        Assert.Equal(8.488e-4, response.PreTrade.TemporaryImpact, 7);
        Assert.Equal(18.418e-4, response.PreTrade.Cost, 7);
    }

    [Fact]
    public async Task Compare_FaultyFactors_AreNamed()
    {
        var request = new CompareRequest { Problem = Orders.Published().Problem, Methods = { (Method)99 }, SizeFactors = { 1, 0 }, ImpactFactors = { double.NaN }, PreTrade = new() { DurationDays = -1 } };
        RpcException e = await Assert.ThrowsAsync<RpcException>(async () => await host.Client.CompareAsync(request));
        Assert.Equal(
            ["methods[0]", "size_factors[1]", "impact_factors[0]", "pre_trade.average_daily_volume", "pre_trade.shares_outstanding", "pre_trade.daily_volatility", "pre_trade.duration_days"],
            SolverClient.Fields(e));
    }
}
