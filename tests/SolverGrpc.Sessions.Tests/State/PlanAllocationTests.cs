using System.Globalization;
using SolverGrpc.Bench;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Sessions.State;

namespace SolverGrpc.Sessions.Tests.State;

/// <summary>What a session allocates from an event to its plan. The budget is in bench/budgets.json.</summary>
public class PlanAllocationTests
{
    private const int Periods = 390;

    private static readonly Budgets Allowed = Budgets.Read(Path.Combine(AppContext.BaseDirectory, "budgets.json"));

    [Theory]
    [InlineData("market_update")]
    [InlineData("fill")]
    public void Event_ToItsPlan_StaysWithinItsBudget(string name)
    {
        Problem problem = Orders.PowerLaw(1_000_000, Periods);
        Session session = Session.Open(Orders.Open(problem), out _)!;
        session.Apply(new() { ChildSubmitted = new() { ChildId = "child", Units = 1_000 } });
        session.Replan(default);
        StreamReoptimizeRequest[] events = [.. Enumerable.Range(0, 20).Select(Event)];
        int next = 0;
        long Work() => Allocation.Of(() =>
        {
            Assert.Null(session.Apply(events[next++]));
            Assert.NotNull(session.Replan(default));
        });
        Work();
        Assert.InRange(Work(), 0, Assert.Single(Allowed.Events, budget => budget.Event == name).Bytes);

        StreamReoptimizeRequest Event(int number) => name == "fill"
            ? new() { Fill = new() { ExecId = number.ToString(CultureInfo.InvariantCulture), ChildId = "child", Units = 1, PriceTicks = 10_000 } }
            : new() { MarketUpdate = new() { PowerLaw = new() { Alpha = { problem.Cost.PowerLaw.Alpha.Select(alpha => alpha * (1 + (0.001 * number))) } } } };
    }
}
