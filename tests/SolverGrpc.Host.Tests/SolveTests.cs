using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Errors;

namespace SolverGrpc.Host.Tests;

public sealed class SolveTests(RunningHost host) : IClassFixture<RunningHost>
{
    [Fact]
    public async Task Solve_PublishedPowerLaw_GivesItsOptimum()
    {
        SolveResponse response = await host.Client.SolveAsync(Orders.Published());
        Assert.Equal(Termination.Optimal, response.Outcome.Termination);
        Assert.Equal("published", response.RequestId);
        Assert.Equal(76.190476, response.Schedule.Quantity[0], 6);
        Assert.Equal(13.093073, response.Lambda, 6);
        Assert.Equal(872.871561, response.ExpectedCost.Total, 6);
        Assert.InRange(response.Certificate.RelativeGap, -1e-12, 1e-9);
    }

    [Fact]
    public async Task Solve_CapThatBinds_TellsItsMultiplier()
    {
        // MATH: the same with u_1 = 60
        SolveRequest request = Orders.Published();
        request.Problem.Bounds = new() { MaxQuantity = { 60, double.PositiveInfinity, double.PositiveInfinity } };
        SolveResponse response = await host.Client.SolveAsync(request);
        Assert.Equal(16.970563, response.Lambda, 6);
        Assert.Equal([0], response.Binding.CapPeriod);
        Assert.Equal(5.351613, response.Binding.CapMultiplier.Single(), 6);
        Assert.Empty(response.Binding.FloorPeriod);
    }

    [Fact]
    public async Task Solve_FloorThatBinds_IsListedAndAPeriodThatIsTooDearIsNot()
    {
        // MATH: a = (0, 1, 10), b = 1, S = 3 gives (1.75, 1.25, 0) at 3.5; nobody has set the floor of 0
        SolveRequest request = Orders.Published();
        request.Problem.Quantity = 3;
        request.Problem.Cost = new() { Basis = ImpactBasis.TotalCost, Quadratic = new() { Alpha = { 0, 1, 10 }, Beta = { 1 } } };
        SolveResponse free = await host.Client.SolveAsync(request);
        Assert.Equal(0, free.Schedule.Quantity[2]);
        Assert.Empty(free.Binding.FloorPeriod);
        Assert.Empty(free.Binding.CapPeriod);

        // with a floor of .1 in the last period: (1.7, 1.2, .1) at 3.4, where its last share costs 10.2
        request.Problem.Bounds = new() { MinQuantity = { 0, 0, .1 } };
        SolveResponse floored = await host.Client.SolveAsync(request);
        Assert.Equal([2], floored.Binding.FloorPeriod);
        Assert.Equal(6.8, floored.Binding.FloorMultiplier.Single(), 1e-9);

        // a cap of 0 is set, and what it costs is told
        request.Problem.Bounds = new() { MaxQuantity = { 0, double.PositiveInfinity, double.PositiveInfinity } };
        SolveResponse halted = await host.Client.SolveAsync(request);
        Assert.Equal([0], halted.Binding.CapPeriod);
        Assert.Equal(7, halted.Binding.CapMultiplier.Single(), 1e-9);
        Assert.Empty(halted.Binding.FloorPeriod);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Solve_CapBesideRisk_MultiplierIsWhatRelaxingItSaves(bool slippageLimit)
    {
        var request = new SolveRequest
        {
            Problem = new()
            {
                Side = Side.Buy,
                Quantity = 100,
                Grid = new() { PeriodCount = 4 },
                Cost = new() { Basis = ImpactBasis.TotalCost, Quadratic = new() { Beta = { 1, 2, 3, 4 } } },
                Dynamics = new() { Volatility = { .5 }, Drift = { .3 }, PermanentImpact = { .1 } },
                Risk = new() { RiskAversion = 2 },
                Bounds = new() { MaxQuantity = { 40, 100, 100, 100 }, MinQuantity = { 0, 0, 0, 20 } },
            },
        };
        async Task<SolveResponse> At(double cap, double floor)
        {
            (request.Problem.Bounds.MaxQuantity[0], request.Problem.Bounds.MinQuantity[3]) = (cap, floor);
            SolveResponse response = await host.Client.SolveAsync(request);
            Assert.Equal(Termination.Optimal, response.Outcome.Termination);
            return response;
        }

        if (slippageLimit)
        {
            double risky = (await At(40, 20)).ExpectedCost.Total;
            request.Problem.Risk = null;
            double cheapest = (await At(40, 20)).ExpectedCost.Total;
            request.Problem.Risk = new() { RiskAversion = 2 };
            request.Problem.SlippageLimits = new() { PerOrder = (risky + cheapest) / 200 };
        }

        SolveResponse response = await At(40, 20);
        Assert.Equal([0], response.Binding.CapPeriod);
        Assert.Equal([3], response.Binding.FloorPeriod);
        Assert.Equal(slippageLimit, response.Binding.OrderSlippageMultiplier > 0);
        double cap = ((await At(40 - 1e-3, 20)).Certificate.Objective - (await At(40 + 1e-3, 20)).Certificate.Objective) / 2e-3;
        double floor = ((await At(40, 20 + 1e-3)).Certificate.Objective - (await At(40, 20 - 1e-3)).Certificate.Objective) / 2e-3;
        Assert.Equal(1, cap / response.Binding.CapMultiplier.Single(), 1e-4);
        Assert.Equal(1, floor / response.Binding.FloorMultiplier.Single(), 1e-4);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Solve_LimitOnRisk_IsMetAndItsMultiplierIsWhatRelaxingItSaves(bool valueAtRisk)
    {
        const double Z = 1.6448536269514722;
        async Task<SolveResponse> At(Risk? risk)
        {
            SolveResponse response = await host.Client.SolveAsync(new()
            {
                Problem = new()
                {
                    Side = Side.Sell,
                    Quantity = 100,
                    Grid = new() { PeriodCount = 4 },
                    Cost = new() { Basis = ImpactBasis.TotalCost, PowerLaw = new() { Alpha = { 1, 2, 3, 4 }, Beta = { 1.5, 1.6, 1.7, 1.8 } } },
                    Dynamics = new() { Volatility = { .5 }, Drift = { -.3 }, PermanentImpact = { .01 } },
                    Risk = risk,
                },
            });
            Assert.Equal(Termination.Optimal, response.Outcome.Termination);
            return response;
        }

        double AtRisk(SolveResponse response) => response.ExpectedCost.Total + (Z * Math.Sqrt(response.Variance));
        Risk Limit(double value) => valueAtRisk ? new() { ValueAtRiskLimit = new() { Limit = value, Confidence = .95 } } : new() { VarianceLimit = value };

        SolveResponse free = await At(null);
        double least = AtRisk(await At(new() { MinimizeValueAtRisk = .95 }));
        double limit = valueAtRisk ? (AtRisk(free) + least) / 2 : free.Variance / 2, step = 1e-4 * limit * (valueAtRisk ? 1 - (least / AtRisk(free)) : 1);
        SolveResponse response = await At(Limit(limit)), tighter = await At(Limit(limit - step)), looser = await At(Limit(limit + step));
        Assert.InRange((valueAtRisk ? AtRisk(response) : response.Variance) / limit, 1 - 1e-9, 1 + 1e-12);
        double saving = (tighter.ExpectedCost.Total - looser.ExpectedCost.Total) / (2 * step);
        Assert.Equal(1, saving / (valueAtRisk ? response.Binding.ValueAtRiskMultiplier : response.Binding.VarianceMultiplier), 1e-3);
    }

    [Fact]
    public async Task Solve_OutputMask_ReturnsNothingElse()
    {
        SolveRequest request = Orders.Published();
        request.OutputMask = new() { Paths = { "lambda" } };
        SolveResponse response = await host.Client.SolveAsync(request);
        Assert.Equal(13.093073, response.Lambda, 6);
        Assert.Equal(new SolveResponse { RequestId = "published", Outcome = new() { Termination = Termination.Optimal }, Lambda = response.Lambda }, response);
    }

    [Fact]
    public async Task Solve_SeveralFaults_NamesAll()
    {
        var request = new SolveRequest { Problem = new() { Grid = new() { PeriodCount = 2 }, Cost = new() { PowerLaw = new() { Alpha = { 1, double.NaN }, Beta = { -1 } } } } };
        RpcException e = await Assert.ThrowsAsync<RpcException>(async () => await host.Client.SolveAsync(request));
        Assert.Equal(StatusCode.InvalidArgument, e.StatusCode);
        Assert.Equal(
            ["problem.side", "problem.quantity", "problem.cost.basis", "problem.cost.power_law.alpha[1]", "problem.cost.power_law.beta[0]"],
            SolverClient.Fields(e));
    }

    [Fact]
    public async Task Solve_ThousandsOfFaults_StayBelowTheTrailerLimit()
    {
        SolveRequest request = Orders.Day(390);
        for (int i = 0; i < 390; i++) request.Problem.Cost.PowerLaw.Alpha[i] = request.Problem.Cost.PowerLaw.Beta[i] = double.NaN;
        request.Problem.Bounds = new();
        for (int i = 0; i < 390; i++)
        {
            request.Problem.Bounds.MinQuantity.Add(-1);
            request.Problem.Bounds.MaxQuantity.Add(-1);
            request.Problem.Bounds.MinimumSlice.Add(-1);
            request.Problem.Bounds.Target.Add(-1);
            request.Problem.Bounds.MaxDeviation.Add(-1);
            request.Problem.Bounds.Volume.Add(-1);
        }

        RpcException e = await Assert.ThrowsAsync<RpcException>(async () => await host.Client.SolveAsync(request));
        Assert.Equal("problem.cost.power_law.alpha[0]", SolverClient.Fields(e).First());
        Assert.Contains("and 386 more", e.Trailers.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>()!.FieldViolations.Select(violation => violation.Description));
        Assert.InRange(e.Trailers.Sum(entry => entry.Key.Length + (entry.ValueBytes.Length * 4 / 3)), 1000, 4096);
    }

    [Fact]
    public async Task Solve_MillionPeriods_FitsTheMessageLimit()
    {
        SolveResponse response = await host.Client.SolveAsync(Orders.Day(1_000_000));
        Assert.Equal(Termination.Optimal, response.Outcome.Termination);
        Assert.Equal(1_000_000, response.Schedule.Quantity.Count);
        Assert.InRange(response.Certificate.SumError, 0, 1e-15);
    }

    // MATH: x = (76.19, 19.05, 4.76)
    [Theory]
    [InlineData(new[] { 80.0, 19, 5 }, 0, new[] { 1 })]
    [InlineData(new[] { 19.0 }, 0, new[] { 0, 1 })]
    [InlineData(new[] { 80.0, 20, double.PositiveInfinity }, 0, new int[0])]
    [InlineData(new[] { 80.0, 40, 1 }, 2, new[] { 1 })] // bins of two: at most 80 in the first, 1 in the second
    public async Task Solve_BeyondTheRangeOfItsCosts_NamesThePeriods(double[] validUpTo, int merge, int[] expected)
    {
        SolveRequest request = Orders.Published();
        request.Problem.Cost.ValidUpTo.Add(validUpTo);
        request.Problem.Grid.MergeCount = merge;
        if (merge > 0) request.Problem.Bounds = new() { MaxQuantity = { 39 } };

        SolveResponse response = await host.Client.SolveAsync(request);

        Assert.Equal(Termination.Optimal, response.Outcome.Termination);
        Assert.Equal(expected, response.Diagnostics.ExtrapolatedPeriod);
    }
}
