using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Host.Tests;

public sealed class SolveTests(RunningHost host) : IClassFixture<RunningHost>
{
    [Fact]
    public async Task Solve_PublishedPowerLaw_GivesItsOptimum()
    {
        // MATH: c = (1, 2, 4), d = 1.5, S = 100
        var request = new SolveRequest
        {
            RequestId = "published",
            Problem = new()
            {
                Side = Side.Buy,
                Quantity = 100,
                Grid = new() { PeriodCount = 3 },
                Cost = new() { Basis = ImpactBasis.TotalCost, PowerLaw = new() { Alpha = { 1, 2, 4 }, Beta = { 1.5 } } },
            },
        };
        SolveResponse response = await host.Client.CallAsync<SolveResponse>("Solve", request);
        Assert.Equal(Termination.Optimal, response.Outcome.Termination);
        Assert.Equal("published", response.RequestId);
        Assert.Equal(76.190476, response.Schedule.Quantity[0], 6);
        Assert.Equal(13.093073, response.Lambda, 6);
        Assert.Equal(872.871561, response.ExpectedCost.Total, 6);
        Assert.InRange(response.Certificate.RelativeGap, -1e-12, 1e-9);
    }

    [Fact]
    public async Task Solve_SeveralFaults_NamesAll()
    {
        var request = new SolveRequest { Problem = new() { Grid = new() { PeriodCount = 2 }, Cost = new() { PowerLaw = new() { Alpha = { 1, double.NaN }, Beta = { -1 } } } } };
        (WireAnswer answer, _) = await host.Client.TryCallAsync<SolveResponse>("Solve", request);
        Assert.Equal(3, answer.Status);
        var detail = answer.Rich!.Details.Single(d => d.Is(Google.Rpc.BadRequest.Descriptor)).Unpack<Google.Rpc.BadRequest>();
        Assert.Equal(
            ["problem.side", "problem.quantity", "problem.cost.basis", "problem.cost.power_law.alpha[1]", "problem.cost.power_law.beta[0]"],
            detail.FieldViolations.Select(v => v.Field));
    }
}
