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
                    Plan plan = session!.State.Replan(CancellationToken.None)!;
                    session.SetPlan(plan);
                    Assert.Equal(WithoutTimes(Plan.Parser.ParseFrom(record.Payload)), WithoutTimes(plan));
                    break;
            }
        }

        // a plan that changes less than the policy asks for is not recorded
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

    private static void Apply(KeptSession session, InboundEvent inbound)
    {
        session.Inbox.Receive(inbound);
        Assert.True(session.Inbox.TryTake(out _), $"event {inbound.Seq} is not the next, or was applied twice");
        session.Apply(inbound.Message);
        session.State.Notices.Clear();
    }

    private static InboundEvent Inbound(ArchivedRecord record) => new(StreamReoptimizeRequest.Parser.ParseFrom(record.Payload), record.Payload, ArrivedAt: 1);
}
