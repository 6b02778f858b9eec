using System.Security.Cryptography;
using Google.Protobuf;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Tests;

/// <summary>A parent order that is worked over a stream, and its events, numbered.</summary>
internal sealed class WorkedOrder
{
    public const long Units = 10_000;

    private long _seq;

    public ByteString Key { get; } = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(16));

    public string ClientOrderId { get; init; } = $"order {Guid.NewGuid():N}";

    public SessionPolicy Policy { get; init; } = new() { Durability = Durability.Group };

    public int Periods { get; init; } = 10;

    /// <summary>Impact that grows ever more slowly: what takes a search.</summary>
    public bool IsConcave { get; init; }

    public Open Opening => new()
    {
        SessionKey = Key,
        ClientOrderId = ClientOrderId,
        Policy = Policy,
        Problem = new()
        {
            Side = Side.Buy,
            QuantityUnits = Units,
            Instrument = new() { TickSize = 0.01, ArrivalPrice = 100 },
            Grid = new() { PeriodCount = Periods },
            Cost = IsConcave
                ? new() { Basis = ImpactBasis.TotalCost, PowerLaw = new() { Alpha = { Enumerable.Range(0, Periods).Select(i => 0.01 * (1 + (i % 7))) }, Beta = { 0.6 } } }
                : new() { Basis = ImpactBasis.TotalCost, Quadratic = new() { Beta = { 0.001 } } },
            WholeLots = new() { LotUnits = 1 },
        },
    };

    public StreamReoptimizeRequest Open(long attempt = 0) => Next(OpenAgain(attempt));

    /// <summary>What <see cref="Open"/> says, from a stream that knows nothing of it.</summary>
    public StreamReoptimizeRequest OpenAgain(long attempt)
    {
        Open opening = Opening;
        opening.Attempt = attempt;
        return new() { Seq = 1, Open = opening };
    }

    public StreamReoptimizeRequest Resume(long lastServerSeq = 0, long attempt = 0) =>
        new() { Resume = new() { SessionKey = Key, LastServerSeq = lastServerSeq, Attempt = attempt } };

    public StreamReoptimizeRequest Fill(string execId, long units) =>
        Next(new() { Fill = new() { ExecId = execId, ChildId = "child", Units = units, PriceTicks = 10_000 } });

    /// <summary>An event that is refused whatever the state.</summary>
    public StreamReoptimizeRequest Refused() => Next(new() { FillBust = new() { ExecId = $"unknown {_seq}" } });

    public StreamReoptimizeRequest Cancel() => Next(new() { Cancel = new() });

    /// <summary>Gives an event its number.</summary>
    public StreamReoptimizeRequest Next(StreamReoptimizeRequest message)
    {
        message.Seq = ++_seq;
        return message;
    }
}
