using Microsoft.Extensions.Logging.Abstractions;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Sessions.Runtime;

namespace SolverGrpc.Sessions.Tests.Runtime;

/// <summary>Which solves are made on the thread that read their event.</summary>
public class SmallProblemTests
{
    private static readonly Dictionary<string, Action<Problem>> Changes = new()
    {
        ["as it is"] = _ => { },
        ["1,024 periods"] = problem => problem.Grid.PeriodCount = 1_024,
        ["1,025 periods"] = problem => problem.Grid.PeriodCount = 1_025,
        ["risk"] = problem => problem.Risk = new() { RiskAversion = 1 },
        ["permanent impact"] = problem => problem.Dynamics = new() { PermanentImpact = { 1 } },
        ["minimum slice"] = problem => problem.Bounds = new() { MinimumSlice = { 1 } },
        ["slippage limit"] = problem => problem.SlippageLimits = new(),
        ["concave"] = problem => problem.Cost = new() { Basis = ImpactBasis.TotalCost, PowerLaw = new() { Alpha = { 1 }, Beta = { 2, 0.6 } } },
        ["the same per share"] = problem => problem.Cost = new() { Basis = ImpactBasis.PerShare, PowerLaw = new() { Alpha = { 1 }, Beta = { 2, 0.6 } } },
    };

    [Theory]
    [InlineData("as it is", true)]
    [InlineData("1,024 periods", true)]
    [InlineData("1,025 periods", false)]
    [InlineData("risk", false)]
    [InlineData("permanent impact", false)]
    [InlineData("minimum slice", false)]
    [InlineData("slippage limit", false)]
    [InlineData("concave", false)]
    [InlineData("the same per share", true)]
    public void Is_ConvexSeparableAndShort(string change, bool isSmall)
    {
        Problem problem = new WorkedOrder().Opening.Problem;
        Changes[change](problem);
        Assert.Equal(isSmall, SmallProblem.Is(problem));
    }

    // nothing has been measured yet, and a machine that is busy may measure anything
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PlanOfASmallProblem_IsMadeOnTheReadingThread_AnotherInTheLane(bool isConcave)
    {
        var order = new WorkedOrder { IsConcave = isConcave, Policy = new() { Durability = Durability.None } };
        var lane = new CountingLane();
        await using SessionRuntime runtime = SessionRuntime.Start(new(), lane, new ManualTime(), NullLogger.Instance);
        SessionConnection connection = runtime.Attach(Talk.Inbound(order.Open()));
        connection.Run();
        var talk = new Talk(connection);
        Assert.Equal(isConcave ? 0 : 1, talk.Read().Count(message => message.Plan is not null));
        Assert.Equal(isConcave ? 1 : 0, lane.Asked);
    }

    // takes solves and never makes them
    private sealed class CountingLane : ILargeSolves
    {
        public int Asked { get; private set; }

        public Task<T>? TryRunAsync<T>(int periods, Func<T> compute, CancellationToken cancellation)
        {
            Asked++;
            return new TaskCompletionSource<T>().Task;
        }
    }
}
