using SolverGrpc.Contracts.V1;
using SolverGrpc.Sessions.State;

namespace SolverGrpc.Sessions.Tests.State;

public class SessionTests
{
    [Fact]
    public void TheFirstPlan_CarriesTheWholeOrder_AndIsProvenOptimal()
    {
        Session session = Opened(Orders.PowerLaw(10_000, 20));
        Plan plan = session.Replan(default)!;
        Assert.Equal(10_000, plan.Units.Sum());
        Assert.Equal(Termination.Optimal, plan.Outcome.Termination);
        Assert.Equal(PlanReason.Opened, plan.Reason);
        Assert.Equal(0, session.State.ResidualUnits);
    }

    [Fact]
    public void WhatIsNotFilledInAPeriod_FlowsBackIntoTheRest()
    {
        Session session = Opened(Orders.PowerLaw(10_000, 4));
        Plan first = session.Replan(default)!;
        Take(session, new() { ChildSubmitted = new() { ChildId = "c", Period = 0, Units = first.Units[0] } });
        Take(session, new() { Fill = new() { ExecId = "e", ChildId = "c", Units = 100, PriceTicks = 10_001 } });
        Take(session, new() { ChildCancelled = new() { ChildId = "c" } });
        Take(session, new() { PeriodClose = new() { Period = 0, ReferencePriceTicks = 10_000 } });
        Plan second = session.Replan(default)!;
        Assert.Equal(9_900, second.Units.Sum());
        Assert.Equal(3, second.Units.Count);
        Assert.Equal(100, session.State.FilledUnits);
    }

    [Fact]
    public void ASnapshot_GoesOnAsTheSessionItWasTakenFrom()
    {
        Session session = Opened(Orders.PowerLaw(10_000, 4));
        session.Replan(default);
        Take(session, new() { ChildSubmitted = new() { ChildId = "c", Period = 0, Units = 500 } });
        Session restored = Session.Read(session.Write());
        Assert.Equal(session.Write(), restored.Write());
        Plan here = session.Replan(default)!, there = restored.Replan(default)!;
        here.SolveTimeNs = there.SolveTimeNs = 0;
        Assert.Equal(here, there);
    }

    private static Session Opened(Problem problem)
    {
        Session? session = Session.Open(Orders.Open(problem), out Google.Rpc.Status? error);
        Assert.Null(error);
        return session!;
    }

    private static void Take(Session session, StreamReoptimizeRequest message) => Assert.Null(session.Apply(message));
}
