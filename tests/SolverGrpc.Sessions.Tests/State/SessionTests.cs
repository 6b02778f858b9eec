using SolverGrpc.Contracts.V1;
using SolverGrpc.Sessions.State;
using SolverGrpc.Sessions.Streaming;

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

    [Fact]
    public void AnExecutionOfWhatWorks_LeavesThePlan_WhichIsStillThatOfASolve()
    {
        Session session = Opened(Orders.PowerLaw(10_000, 20)), solves = Opened(Orders.PowerLaw(10_000, 20));
        session.Replan(default);
        StreamReoptimizeRequest working = new() { ChildSubmitted = new() { ChildId = "c", Period = 1, Units = 2_000 } };
        StreamReoptimizeRequest fill = new() { Fill = new() { ExecId = "e", ChildId = "c", Units = 300, PriceTicks = 10_001 } };
        Take(session, working);
        Plan before = session.Replan(default)!;
        Assert.True(before.SolveTimeNs > 0);
        Take(session, fill);
        Plan after = session.Replan(default)!;
        Assert.Equal((0, before.Version + 1, PlanReason.Execution, 300, 1_700), (after.SolveTimeNs, after.Version, after.Reason, after.State.FilledUnits, after.State.WorkingUnits));
        Assert.Equal((before.FromPeriod, before.Units, before.Lambda, before.ExpectedCost, before.Certificate, before.Outcome), (after.FromPeriod, after.Units, after.Lambda, after.ExpectedCost, after.Certificate, after.Outcome));
        Take(solves, working);
        Take(solves, fill);
        Plan solved = solves.Replan(default)!;
        Assert.Equal((solved.Units, solved.Outcome), (after.Units, after.Outcome));
        Assert.Equal(solved.Certificate.Objective, after.Certificate.Objective);

        // more than works is another floor
        Take(session, new() { Fill = new() { ExecId = "f", ChildId = "c", Units = 1_701, PriceTicks = 10_001 } });
        Assert.True(session.Replan(default)!.SolveTimeNs > 0);
    }

    [Fact]
    public void TheStatesHash_TellsEveryChangeOfParameters_AndNoRefusedOne()
    {
        HashSet<Google.Protobuf.ByteString> hashes = [Opened(Orders.PowerLaw(10_000, 4)).State.StateHash];
        Assert.True(hashes.Add(Opened(Orders.PowerLaw(10_000, 4, exponent: 0.7)).State.StateHash));
        Session session = Opened(Orders.PowerLaw(10_000, 4));
        StreamReoptimizeRequest[] changes =
        [
            new() { MarketUpdate = new() { ImpactScale = 2 } },
            new() { MarketUpdate = new() { MaxQuantity = { 9_000 } } },
            new() { Amend = new() { Version = 1, Bounds = new() { MaxQuantity = { 8_000 } } } },
            new() { ChildSubmitted = new() { ChildId = "c", Period = 0, Units = 1 } },
        ];
        foreach (StreamReoptimizeRequest change in changes)
        {
            Take(session, change);
            Assert.True(hashes.Add(session.State.StateHash), change.ToString());
        }

        Assert.NotNull(session.Apply(new() { MarketUpdate = new() { ImpactScale = -1 } }));
        Assert.False(hashes.Add(session.State.StateHash));
    }

    [Fact]
    public void APlanBeyondTheRangeOfItsCosts_IsSaidToBeExtrapolated()
    {
        Problem problem = Orders.PowerLaw(10_000, 4);
        problem.Cost.ValidUpTo.Add([3_000, 3_000, 1_000, 900]);
        Session session = Opened(problem);
        Plan plan = session.Replan(default)!;
        int[] beyond = [.. Enumerable.Range(0, 4).Where(i => plan.Units[i] > problem.Cost.ValidUpTo[i])];
        Warning warning = Assert.Single(session.Notices).Warning;
        int worst = beyond.MaxBy(i => plan.Units[i] / problem.Cost.ValidUpTo[i]);
        Assert.Equal((WarningKind.Extrapolated, plan.Units[worst]), (warning.Kind, warning.QuantityUnits));
        Assert.Equal(
            beyond.Length == 1 ? $"period {worst} is planned beyond cost.valid_up_to" : $"period {worst} is planned beyond cost.valid_up_to, and so are {beyond.Length - 1} other periods",
            warning.Detail);

        // it is said once, what is committed is no plan's choice, and what is within the range is nothing to speak of
        session.Notices.Clear();
        Take(session, new() { Amend = new() { Version = 1, QuantityUnits = 10_001 } });
        session.Replan(default);
        Assert.Empty(session.Notices);
        Take(session, new() { Amend = new() { Version = 2, QuantityUnits = 1_000 } });
        session.Replan(default);
        Assert.Empty(session.Notices);
        Take(session, new() { ChildSubmitted = new() { ChildId = "c", Period = 3, Units = 1_000 } });
        session.Replan(default);
        Assert.Empty(session.Notices);
    }

    [Fact]
    public void APlanWhoseGapStaysOpen_IsSaidToBeSo()
    {
        Problem problem = Orders.PowerLaw(10_000, 12);
        problem.Cost.Basis = ImpactBasis.TotalCost; // concave
        problem.Bounds = new() { MaxQuantity = { Enumerable.Range(0, 12).Select(i => 900.0 + (137 * i)) } };
        StreamReoptimizeRequest open = Orders.Open(problem);
        open.Open.Options = new() { Method = Method.BranchAndBound, NodeLimit = 1 };
        Session session = Session.Open(open, out _)!;
        Plan plan = session.Replan(default)!;
        Assert.Equal((Termination.Feasible, 10_000), (plan.Outcome.Termination, plan.Units.Sum()));
        Assert.True(plan.Certificate.RelativeGap > 1e-9, plan.Certificate.ToString());
        Warning warning = Assert.Single(session.Notices).Warning;
        Assert.Equal((WarningKind.Nonconvex, 10_000), (warning.Kind, warning.QuantityUnits));
    }

    // recovery leaves out the quantities of plans that others follow
    [Fact]
    public void PlansAdoptedInPassing_EndInTheSameState()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            Session made = Opened(Orders.PowerLaw(10_000, 6)), adopts = Session.Read(made.Write());
            var random = new Random(seed);
            List<object> story = [];
            for (int i = 0; i < 12; i++)
            {
                if (made.Replan(default) is { } plan) story.Add(plan);
                StreamReoptimizeRequest next = random.Next(5) switch
                {
                    0 => new() { PeriodClose = new() { Period = made.State.NextPeriod, ReferencePriceTicks = 10_000 } },
                    1 => new() { Pause = new() },
                    2 => new() { ContinuePlanning = new() },
                    3 => new() { MarketUpdate = new() { ImpactScale = 0.5 + random.NextDouble() } },
                    _ => new() { Fill = new() { ExecId = $"{i}", ChildId = "c", Units = random.Next(1, 2_000), PriceTicks = 10_000 } },
                };
                made.Apply(next);
                story.Add(next);
            }

            int last = story.FindLastIndex(step => step is Plan);
            for (int i = 0; i < story.Count; i++)
            {
                if (story[i] is StreamReoptimizeRequest next) adopts.Apply(next);
                else if (i == last) adopts.Adopt((Plan)story[i]);
                else adopts.AdoptInPassing(Header((Plan)story[i]));
            }

            Assert.True(made.Write().AsSpan().SequenceEqual(adopts.Write()), $"seed {seed}");
        }
    }

    private static PlanHeader Header(Plan plan)
    {
        PlanHeader header = new PlanRecord(Google.Protobuf.MessageExtensions.ToByteArray(plan)).Header;
        Assert.Equal(PlanHeader.Of(plan), header);
        return header;
    }

    private static Session Opened(Problem problem)
    {
        Session? session = Session.Open(Orders.Open(problem), out Google.Rpc.Status? error);
        Assert.Null(error);
        return session!;
    }

    private static void Take(Session session, StreamReoptimizeRequest message) => Assert.Null(session.Apply(message));
}
