using Google.Protobuf;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Sessions.State;
using SolverGrpc.Sessions.Streaming;

namespace SolverGrpc.Sessions.Tests.Streaming;

/// <summary>A plan as what has changed since another one, and the plan again.</summary>
public class PlanChangesTests
{
    [Fact]
    public void Upon_WhatChangedSince_IsThePlan()
    {
        int sparse = 0;
        for (int seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            Plan before = Dense(random, version: 1, from: random.Next(5), end: 20);
            Plan plan = Dense(random, version: 2, from: Math.Max(0, before.FromPeriod + random.Next(-1, 3)), end: random.Next(10) == 0 ? 15 : 20);
            double changes = random.NextDouble();
            for (int i = 0; i < plan.Units.Count; i++)
            {
                int there = plan.FromPeriod + i - before.FromPeriod;
                if (there >= 0 && there < before.Units.Count && random.NextDouble() > changes) plan.Units[i] = before.Units[there];
            }

            Plan unchanged = plan.Clone(), since = PlanChanges.Since(before, plan);
            sparse += since.ChangedPeriods.Count > 0 ? 1 : 0;
            Assert.True(since.CalculateSize() <= plan.CalculateSize(), $"seed {seed}");
            Assert.True(unchanged.Equals(PlanChanges.Upon(before.Clone(), since.Clone())), $"seed {seed}: {since}");
            Assert.Equal(unchanged, plan);

            // and from the bytes, of which only the quantities and the header are read
            var record = new PlanRecord(since.ToByteArray());
            Assert.Equal((PlanHeader.Of(plan), since.ChangedPeriods.Count == 0), (record.Header, record.IsDense));
            if (record.IsDense) continue;
            record.ChangeUnits(before);
            Assert.Equal((plan.FromPeriod, plan.Units), (before.FromPeriod, before.Units));
        }

        Assert.InRange(sparse, 500, 1_900);
    }

    [Fact]
    public void Upon_AnotherPlan_Refuses()
    {
        Plan before = Dense(new Random(1), version: 1, from: 0, end: 20), plan = before.Clone();
        plan.Units[3]++;
        Plan since = PlanChanges.Since(before, plan);
        Assert.Throws<InvalidDataException>(() => PlanChanges.Upon(null, since));
        Assert.Throws<InvalidDataException>(() => PlanChanges.Upon(Dense(new Random(1), version: 1, from: 1, end: 20), since));
        Assert.Throws<InvalidDataException>(() => PlanChanges.Upon(Dense(new Random(1), version: 1, from: 0, end: 3), since));
        Assert.Throws<InvalidDataException>(() => Change(Dense(new Random(1), version: 1, from: 1, end: 20), since));
        Assert.Throws<InvalidDataException>(() => Change(Dense(new Random(1), version: 1, from: 0, end: 3), since));
    }

    private static void Change(Plan before, Plan since) => new PlanRecord(since.ToByteArray()).ChangeUnits(before);

    // every field is set, so that one that is left out is found
    private static Plan Dense(Random random, long version, int from, int end)
    {
        var plan = new Plan
        {
            Version = version,
            FromPeriod = from,
            Lambda = random.NextDouble(),
            ExpectedCost = new() { Temporary = random.NextDouble() },
            Certificate = new() { RelativeGap = random.NextDouble() },
            Reason = PlanReason.Market,
            Outcome = new() { Termination = Termination.Optimal },
            SolveTimeNs = random.Next(1, 100),
            QueueTimeNs = random.Next(1, 100),
            State = new() { ParentUnits = random.Next(1, 100) },
            Units = { Enumerable.Range(from, end - from).Select(_ => random.NextInt64(1_000)) },
        };
        Assert.All(
            Plan.Descriptor.Fields.InFieldNumberOrder().Where(field => !field.IsRepeated && field.FieldNumber != Plan.FromPeriodFieldNumber),
            field => Assert.NotEqual(field.Accessor.GetValue(new Plan()), field.Accessor.GetValue(plan)));
        return plan;
    }
}
