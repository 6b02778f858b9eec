using Google.Protobuf.Collections;
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

    public static TheoryData<string, CostModel> Models => new()
    {
        { "power law", new() { PowerLaw = new() { Alpha = { 1, 2, 4 }, Sigma = { .5 }, Beta = { .5, .6, .7 } } } },
        { "quadratic", new() { Quadratic = new() { Alpha = { 1, 2, 4 }, Beta = { .1 } } } },
        { "linear", new() { Linear = new() { Alpha = { 1, 2, 4 }, Beta = { 1 }, Volatility = { .3 }, Price = { 2 } } } },
        { "composite", new() { Composite = new() { A = { .3, .2, .1 }, B = { .1 } } } },
        { "power composite", new() { Composite = new() { C = { 1, 2, 4 }, D = { .5 } } } },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Compare_EveryParameter_IsTheProblemPosedWithIt(string name, CostModel model)
    {
        foreach (ImpactBasis basis in (ImpactBasis[])[ImpactBasis.PerShare, ImpactBasis.TotalCost])
        {
            CostModel cost = model.Clone();
            cost.Basis = basis;
            cost.HalfSpread.Add([.05, .1, .2]);
            if (basis == ImpactBasis.TotalCost) foreach (RepeatedField<double> exponents in Exponents(cost)) for (int i = 0; i < exponents.Count; i++) exponents[i]++;
            var problem = new Problem
            {
                Side = Side.Buy,
                Quantity = 100,
                Grid = new() { PeriodCount = 3 },
                Cost = cost,
                Dynamics = new() { Volatility = { .1 }, PermanentImpact = { 1e-4 } },
                Risk = new() { RiskAversion = .01 },
            };
            var request = new CompareRequest
            {
                Problem = problem,
                Methods = { Method.Auto },
                SizeFactors = { 2 },
                ImpactFactors = { 3 },
                SpreadFactors = { 4 },
                VolatilityFactors = { 5 },
                ExponentFactors = { 1.1 },
            };
            CompareResponse response = await host.Client.CompareAsync(request);
            Problem[] changed = [.. Enumerable.Range(0, 5).Select(_ => problem.Clone())];
            changed[0].Quantity *= 2;
            foreach (RepeatedField<double> values in (RepeatedField<double>[])[.. Impact(changed[1].Cost), changed[1].Dynamics.PermanentImpact]) Scale(values, 3);
            Scale(changed[2].Cost.HalfSpread, 4);
            foreach (RepeatedField<double> values in (RepeatedField<double>[])[.. Volatilities(changed[3].Cost), changed[3].Dynamics.Volatility]) Scale(values, 5);
            foreach (RepeatedField<double> values in Exponents(changed[4].Cost)) Scale(values, 1.1);
            for (int k = 0; k < 5; k++)
            {
                SensitivityPoint point = response.Sensitivity[k];
                SolveResponse alone = await host.Client.SolveAsync(new() { Problem = changed[k] });
                Assert.True(alone.Outcome.Termination == point.Outcome.Termination, $"{name}, {basis}, {k}: {alone.Outcome} {point.Outcome}");
                if (alone.Outcome.Termination == Termination.Optimal) Assert.Equal(alone.Certificate.Objective, point.Objective, 1e-9 * alone.Certificate.Objective);
            }
        }
    }

    [Fact]
    public async Task Compare_BooksAndLots_ScaleWithoutTheSpreadAndToWholeLots()
    {
        var problem = new Problem
        {
            Side = Side.Buy,
            QuantityUnits = 1000,
            Grid = new() { PeriodCount = 2 },
            Cost = new() { Basis = ImpactBasis.TotalCost, HalfSpread = { .5 }, PiecewiseLinear = new() { LevelCount = { 2 }, LevelSize = { 600, 1000 }, LevelPrice = { 1, 2 } } },
            WholeLots = new() { LotUnits = 100 },
        };
        CompareResponse response = await host.Client.CompareAsync(new() { Problem = problem, Methods = { Method.Auto }, SizeFactors = { 1.06 }, ImpactFactors = { 3 }, SpreadFactors = { 2 } });
        Assert.Equal([1100 * 1.5, 1000 * 3.5, 1000 * 2], response.Sensitivity.Select(point => Math.Round(point.Objective, 9)));
    }

    private static RepeatedField<double>[] Impact(CostModel cost) => cost.ModelCase switch
    {
        CostModel.ModelOneofCase.PowerLaw => [cost.PowerLaw.Alpha],
        CostModel.ModelOneofCase.Quadratic => [cost.Quadratic.Alpha, cost.Quadratic.Beta],
        CostModel.ModelOneofCase.Linear => [cost.Linear.Alpha],
        _ => [cost.Composite.A, cost.Composite.B, cost.Composite.C],
    };

    private static RepeatedField<double>[] Volatilities(CostModel cost) => [.. cost.PowerLaw is { } power ? [power.Sigma] : Array.Empty<RepeatedField<double>>(), .. cost.Linear is { } linear ? [linear.Volatility] : Array.Empty<RepeatedField<double>>()];

    private static RepeatedField<double>[] Exponents(CostModel cost) => [.. cost.PowerLaw is { } power ? [power.Beta] : Array.Empty<RepeatedField<double>>(), .. cost.Composite is { } composite ? [composite.D] : Array.Empty<RepeatedField<double>>()];

    private static void Scale(RepeatedField<double> values, double factor)
    {
        for (int i = 0; i < values.Count; i++) values[i] *= factor;
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
