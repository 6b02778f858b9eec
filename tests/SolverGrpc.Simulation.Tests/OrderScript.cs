using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Simulation.Tests;

/// <summary>What one client is going to send, and what that must come to, counted without the session.</summary>
internal sealed class OrderScript
{
    private const long Units = 10_000;
    private const int Periods = 8;

    private readonly Dictionary<string, long> _fills = [];
    private readonly HashSet<string> _busted = [];

    /// <summary>A random order.</summary>
    public OrderScript(Random random, int number)
    {
        byte[] key = new byte[16];
        random.NextBytes(key);
        Key = ByteString.CopyFrom(key);
        Add(Open(random, number));
        int events = random.Next(3, 30), closed = 0;
        for (int i = 0; i < events; i++) Add(RandomEvent(random, ref closed));
    }

    /// <summary>Proves whose session it is.</summary>
    public ByteString Key { get; }

    /// <summary>The events, numbered from 1.</summary>
    public List<StreamReoptimizeRequest> Events { get; } = [];

    /// <summary>Every execution counted once.</summary>
    public long FilledUnits => _fills.Where(fill => !_busted.Contains(fill.Key)).Sum(fill => fill.Value);

    private StreamReoptimizeRequest Open(Random random, int number) => new()
    {
        Open = new()
        {
            SessionKey = Key,
            ClientOrderId = $"order {number}",
            Policy = new()
            {
                Durability = random.Next(3) == 0 ? Durability.Sync : Durability.Group,
                EndOfWindow = (EndOfWindow)random.Next(5),
                Replan = random.Next(2) == 0 ? null : new() { ThresholdUnits = random.Next(100), MinInterval = new() { Seconds = random.Next(1, 4) } },
            },
            Problem = new()
            {
                Side = random.Next(2) == 0 ? Side.Buy : Side.Sell,
                QuantityUnits = Units,
                Instrument = new() { TickSize = 0.01, ArrivalPrice = 100 },
                Grid = new() { PeriodCount = Periods },
                Cost = RandomCost(random),
                WholeLots = random.Next(2) == 0 ? new() { LotUnits = random.Next(1, 3) } : null,
            },
        },
    };

    private static CostModel RandomCost(Random random) => random.Next(2) == 0
        ? new() { Basis = ImpactBasis.TotalCost, Quadratic = new() { Beta = { Coefficients(random, 0.001) } } }
        : new() { Basis = ImpactBasis.TotalCost, Composite = new() { C = { Coefficients(random, 0.01) }, D = { 1.3 + (0.5 * random.NextDouble()) } } };

    private static double[] Coefficients(Random random, double size) =>
        [.. Enumerable.Range(0, Periods).Select(_ => size * (0.5 + random.NextDouble()))];

    private StreamReoptimizeRequest RandomEvent(Random random, ref int closed)
    {
        switch (random.Next(20))
        {
            case 0 or 1 when closed < Periods: return new() { PeriodClose = new() { Period = closed++, ReferencePriceTicks = 10_000, VolumeUnits = 5_000 } };
            case 2 or 3: return new() { Quote = new() { BidTicks = 9_990 + random.Next(9), AskTicks = 10_001 + random.Next(9) } };
            case 4 or 5 when _fills.Count > 0: return Bust(Known(random));
            case 6: return new() { FillBust = new() { ExecId = $"unknown {Events.Count}" } };
            case 7 when _fills.Count > 0: return Fill(Known(random));
            case 8 when _fills.Count > 0: return Correct(Known(random), random.Next(1, 300));
            case 9: return new() { ChildSubmitted = new() { ChildId = $"child {Events.Count}", Period = random.Next(Periods), Units = random.Next(1, 200) } };
            case 10: return new() { ChildCancelled = new() { ChildId = $"child {random.Next(Events.Count)}" } };
            case 11: return new() { MarketUpdate = new() { FromPeriod = closed, ImpactScale = 0.5 + random.NextDouble() } };
            case 12: return random.Next(2) == 0 ? new() { Pause = new() } : new() { ContinuePlanning = new() };
            case 13: return random.Next(2) == 0 ? new() { Halt = new() } : new() { Unhalt = new() };
            case 14: return new() { Amend = new() { Version = random.Next(1, 9), QuantityUnits = random.Next(1_000, 20_000) } };
            case 15 when random.Next(10) == 0: return new() { Cancel = new() };
            default: return NewFill(random);
        }
    }

    private StreamReoptimizeRequest NewFill(Random random)
    {
        string execId = $"fill {Events.Count}";
        _fills.Add(execId, random.Next(1, 300));
        return Fill(execId);
    }

    private string Known(Random random) => _fills.Keys.ElementAt(random.Next(_fills.Count));

    private StreamReoptimizeRequest Correct(string execId, long units)
    {
        if (!_busted.Contains(execId)) _fills[execId] = units;
        return new() { FillCorrect = new() { ExecId = execId, Units = units, PriceTicks = 10_001 } };
    }

    // the same execution may be reported again, under another number
    private StreamReoptimizeRequest Fill(string execId) =>
        new() { Fill = new() { ExecId = execId, ChildId = "child", Units = _fills[execId], PriceTicks = 10_000 } };

    private StreamReoptimizeRequest Bust(string execId)
    {
        _busted.Add(execId);
        return new() { FillBust = new() { ExecId = execId } };
    }

    private void Add(StreamReoptimizeRequest message)
    {
        message.Seq = Events.Count + 1;
        message.EventTime = new Timestamp { Seconds = message.Seq };
        Events.Add(message);
    }
}
