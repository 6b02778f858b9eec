using SolverGrpc.Client.Samples;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Client.Tests;

/// <summary>Several methods side by side, and the frontier of cost and risk.</summary>
public class CompareTests
{
    private static Problem Risky() => new()
    {
        Side = Side.Buy,
        Quantity = 1_000,
        Grid = new() { PeriodCount = 4 },
        Cost = new() { Basis = ImpactBasis.TotalCost, Quadratic = new() { Beta = { 0.001, 0.002, 0.004, 0.003 } } },
        Dynamics = new() { Volatility = { 0.05 } },
    };

    [Fact]
    public async Task Compare_HasARowForEachMethod_AndNoneBeatsTheOptimum()
    {
        Method[] methods = [Method.Auto, Method.EqualSplit, Method.Vwap];
        using SolverClient client = Service.Connect();
        CompareResponse answer = await client.CompareAsync(new() { Problem = Day.Problem(), Methods = { methods } });
        double best = (await client.SolveAsync(Day.Problem())).Cost;
        Assert.Equal(methods, answer.Methods.Select(row => row.Method));
        Assert.Equal(1, answer.Methods[0].Certificate.Objective / best, 1e-12);
        Assert.All(answer.Methods, row => Assert.True(row.Certificate.Objective >= best * (1 - 1e-12)));
    }

    [Fact]
    public async Task Compare_OfNoProblem_NamesTheViolations()
    {
        using SolverClient client = Service.Connect();
        InvalidProblemException error = await Assert.ThrowsAsync<InvalidProblemException>(() => client.CompareAsync(new() { Problem = new() }));
        Assert.Contains("problem.side", error.Violations.Select(violation => violation.Field));
    }

    [Fact]
    public async Task Frontier_RiskFallsAndCostRises()
    {
        using SolverClient client = Service.Connect();
        List<TraceFrontierResponse> points = await client.TraceFrontierAsync(new() { Problem = Risky(), PointCount = 8 }).ToListAsync();
        Assert.Equal(Enumerable.Range(0, 8), points.Select(point => point.Point));
        foreach ((TraceFrontierResponse one, TraceFrontierResponse other) in points.Zip(points.Skip(1)))
        {
            Assert.True(one.ExpectedCost.Total <= other.ExpectedCost.Total * (1 + 1e-9));
            Assert.True(one.Variance * (1 + 1e-9) >= other.Variance);
        }
    }

    [Fact]
    public async Task Frontier_ThatIsLeftEarly_LeavesTheConnectionUsable()
    {
        using SolverClient client = Service.Connect();
        await foreach (TraceFrontierResponse point in client.TraceFrontierAsync(new() { Problem = Risky(), PointCount = 500 }))
        {
            Assert.Equal(0, point.Point);
            break;
        }

        Assert.True((await client.SolveAsync(Service.Small())).IsOptimal);
    }

    [Fact]
    public async Task Frontier_OfNoProblem_NamesTheViolations()
    {
        using SolverClient client = Service.Connect();
        await Assert.ThrowsAsync<InvalidProblemException>(async () => await client.TraceFrontierAsync(new() { Problem = new() }).ToListAsync());
    }
}
