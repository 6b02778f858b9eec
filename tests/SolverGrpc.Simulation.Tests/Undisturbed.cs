using SolverGrpc.Contracts.V1;
using SolverGrpc.Sessions.Journal;
using SolverGrpc.Sessions.Runtime;
using SolverGrpc.Sessions.Streaming;

namespace SolverGrpc.Simulation.Tests;

/// <summary>A session that nothing happens to: the events of a journal in the same batches, every plan solved and none adopted.</summary>
internal static class Undisturbed
{
    /// <summary>Runs it; each solve must give the plan that the journal has.</summary>
    public static KeptSession Run(IEnumerable<ArchivedRecord> records)
    {
        KeptSession? session = null;
        foreach (ArchivedRecord record in records)
        {
            switch (record.Entry.Kind)
            {
                case RecordKind.Opened:
                    session = KeptSession.Open(Inbound(record), new StreamLimits(), out Google.Rpc.Status? error);
                    Assert.Null(error);
                    break;
                case RecordKind.Event:
                    Apply(session!, Inbound(record));
                    break;
                case RecordKind.Plan:
                    Solve(session!, record.Payload);
                    break;
            }
        }

        // the journal may end between the last event and its solve
        if (session!.State.NeedsPlan) Assert.Null(session.State.Replan(CancellationToken.None));
        return session;
    }

    /// <summary>The plan without what is different each time.</summary>
    public static Plan WithoutTimes(Plan plan)
    {
        Plan copy = plan.Clone();
        (copy.SolveTimeNs, copy.QueueTimeNs) = (0, 0);
        return copy;
    }

    // without a payload: a solve that changed less than the policy asks for
    private static void Solve(KeptSession session, byte[] recorded)
    {
        Plan? plan = session.State.Replan(CancellationToken.None);
        session.State.Notices.Clear();
        Assert.Equal(recorded.Length == 0, plan is null);
        if (plan is null) return;
        Assert.Equal(WithoutTimes(Plan.Parser.ParseFrom(recorded)), WithoutTimes(Plan.Parser.ParseFrom(session.Record(plan))));
        session.SetPlan(plan);
    }

    private static void Apply(KeptSession session, InboundEvent inbound)
    {
        session.Inbox.Receive(inbound);
        Assert.True(session.Inbox.TryTake(out _), $"event {inbound.Seq} is not the next, or was applied twice");
        session.Apply(inbound.Message);
        session.State.Notices.Clear();
    }

    private static InboundEvent Inbound(ArchivedRecord record) => new(StreamReoptimizeRequest.Parser.ParseFrom(record.Payload), record.Payload, ArrivedAt: 1);
}
