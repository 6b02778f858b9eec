using SolverGrpc.Contracts.V1;
using SolverGrpc.Mapping.Responses;
using SolverGrpc.Sessions.State;

namespace SolverGrpc.Sessions.Streaming;

/// <summary>Plans as the bytes that their generated messages write; these count a run of units three times before they write it.</summary>
internal static class PlanWriter
{
    /// <summary>A plan.</summary>
    public static byte[] Bytes(Plan plan)
    {
        BackwardWriter to = PlanningMemory.OfThread.Written;
        to.Clear();
        Write(plan, to);
        return to.Written.ToArray();
    }

    /// <summary>A message with a plan.</summary>
    public static byte[] Bytes(StreamReoptimizeResponse message)
    {
        BackwardWriter to = PlanningMemory.OfThread.Written;
        to.Clear();
        Write(message.Plan, to);
        to.Message(StreamReoptimizeResponse.PlanFieldNumber, end: 0);
        to.Varint(StreamReoptimizeResponse.DurableSeqFieldNumber, message.DurableSeq);
        to.Varint(StreamReoptimizeResponse.BasedOnSeqFieldNumber, message.BasedOnSeq);
        to.Varint(StreamReoptimizeResponse.ServerSeqFieldNumber, message.ServerSeq);
        return to.Written.ToArray();
    }

    private static void Write(Plan plan, BackwardWriter to)
    {
        to.Message(Plan.StateFieldNumber, plan.State);
        to.Varint(Plan.QueueTimeNsFieldNumber, plan.QueueTimeNs);
        to.Varint(Plan.SolveTimeNsFieldNumber, plan.SolveTimeNs);
        to.Message(Plan.OutcomeFieldNumber, plan.Outcome);
        to.Varint(Plan.ReasonFieldNumber, (long)plan.Reason);
        to.Message(Plan.CertificateFieldNumber, plan.Certificate);
        to.Message(Plan.ExpectedCostFieldNumber, plan.ExpectedCost);
        to.Double(Plan.LambdaFieldNumber, plan.Lambda);
        to.Varints(Plan.UnitsFieldNumber, plan.Units);
        to.Varints(Plan.ChangedPeriodsFieldNumber, plan.ChangedPeriods);
        to.Varint(Plan.FromPeriodFieldNumber, plan.FromPeriod);
        to.Varint(Plan.VersionFieldNumber, plan.Version);
    }
}
