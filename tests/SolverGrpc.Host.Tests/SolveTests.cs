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
}
