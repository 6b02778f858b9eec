using Google.Protobuf;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Sessions.Streaming;

namespace SolverGrpc.Sessions.Tests.Streaming;

/// <summary>The generated messages are the oracle, to the byte: what is in a journal is compared with what a replay makes.</summary>
public class PlanWriterTests
{
    [Fact]
    public void Bytes_OfPlansOfEveryKind_AreThoseOfTheGeneratedMessage()
    {
        for (int seed = 0; seed < 2_000; seed++)
        {
            Plan plan = Any(new Random(seed));
            var message = new StreamReoptimizeResponse { ServerSeq = seed, BasedOnSeq = seed / 2, DurableSeq = seed % 3, Plan = plan };
            Assert.True(plan.ToByteArray().AsSpan().SequenceEqual(PlanWriter.Bytes(plan)), $"seed {seed}");
            Assert.True(message.ToByteArray().AsSpan().SequenceEqual(PlanWriter.Bytes(message)), $"seed {seed}");
        }
    }

    // every field now and then, numbers of every length, runs longer than any buffer
    private static Plan Any(Random random)
    {
        var plan = new Plan
        {
            Version = Number(random),
            FromPeriod = random.Next(2) * random.Next(1_000),
            Lambda = random.Next(2) * random.NextDouble(),
            ExpectedCost = random.Next(3) == 0 ? null : new() { Temporary = random.NextDouble() },
            Certificate = random.Next(3) == 0 ? null : new() { RelativeGap = random.Next(2) * random.NextDouble() },
            Reason = (PlanReason)random.Next(4),
            Outcome = random.Next(3) == 0 ? null : new() { Termination = Termination.Optimal, Detail = random.Next(2) == 0 ? "" : "with detail" },
            SolveTimeNs = Number(random),
            QueueTimeNs = Number(random),
            State = random.Next(3) == 0 ? null : new() { ParentUnits = Number(random), StateHash = ByteString.CopyFrom(1, 2, 3) },
        };
        int count = random.Next(5) == 0 ? 0 : random.Next(50) == 0 ? random.Next(5_000) : random.Next(500);
        bool sparse = random.Next(2) == 0;
        for (int i = 0; i < count; i++)
        {
            if (sparse) plan.ChangedPeriods.Add(3 * i);
            plan.Units.Add(Number(random));
        }

        return plan;
    }

    private static long Number(Random random) => (long)(random.NextInt64() >> random.Next(64)) * (random.Next(20) == 0 ? -1 : 1);
}
