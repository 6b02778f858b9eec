using Google.Protobuf.WellKnownTypes;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Sessions.Tests.State;

/// <summary>Orders of every kind and events that mostly make sense, from a seed.</summary>
internal sealed class RandomSession(int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<string> _children = [], _executions = [];
    private int _next, _version;
    private long _seconds;

    public StreamReoptimizeRequest Open()
    {
        int periods = _random.Next(1, 9);
        bool lots = _random.Next(3) == 0;
        long lot = lots ? _random.Next(1, 4) * 10 : 1;
        var problem = new Problem
        {
            Side = _random.Next(2) == 0 ? Side.Buy : Side.Sell,
            QuantityUnits = lot * _random.Next(0, 120),
            Grid = new() { PeriodCount = periods },
            Cost = Cost(periods),
            Instrument = new() { TickSize = 0.01, ArrivalPrice = _random.Next(4) == 0 ? 0 : 100, Quantum = _random.Next(3) == 0 ? 0.5 : 1 },
        };
        if (lots) problem.WholeLots = new() { LotUnits = lot, OddLot = (OddLot)_random.Next(4) };
        if (_random.Next(3) == 0) problem.Bounds = new() { MaxQuantity = { Values(periods, () => _random.Next(0, 60) * lot / 2.0) } };
        if (_random.Next(5) == 0) (problem.Bounds ??= new()).MinimumSlice.Add(lot * 3);
        if (_random.Next(6) == 0) (problem.Bounds ??= new()).MinQuantity.Add(0.5 * lot);
        if (_random.Next(8) == 0) problem.Concentration = new() { MaxPeriodShare = 0.6 };
        if (_random.Next(4) == 0) AddRisk(problem, periods);
        return Stamped(new()
        {
            Open = new()
            {
                ClientOrderId = "order",
                Problem = problem,
                Policy = new()
                {
                    EndOfWindow = (EndOfWindow)_random.Next(5),
                    Replan = _random.Next(3) switch
                    {
                        0 => new() { ThresholdUnits = _random.Next(1, 30) },
                        1 => new() { MinInterval = new Duration { Seconds = _random.Next(1, 5) } },
                        _ => null,
                    },
                },
                Options = new() { NodeLimit = 200 },
            },
        });
    }

    public StreamReoptimizeRequest Event() => Stamped(_random.Next(24) switch
    {
        0 or 1 or 2 => new() { ChildSubmitted = new() { ChildId = New(_children, "c"), Period = _next + _random.Next(-1, 3), Units = _random.Next(1, 300) } },
        3 => new() { ChildReplaced = new() { ChildId = Known(_children), Units = _random.Next(0, 200) } },
        4 or 5 => new() { ChildCancelled = new() { ChildId = Known(_children) } },
        6 => new() { ChildRejected = new() { ChildId = Known(_children) } },
        7 or 8 or 9 or 10 => new() { Fill = new() { ExecId = New(_executions, "e"), ChildId = Known(_children), Units = _random.Next(1, 150), PriceTicks = _random.Next(9_900, 10_100) } },
        11 => new() { FillCorrect = new() { ExecId = Known(_executions), Units = _random.Next(0, 200), PriceTicks = 10_000 } },
        12 => new() { FillBust = new() { ExecId = Known(_executions) } },
        13 or 14 or 15 => new() { PeriodClose = new() { Period = _random.Next(8) == 0 ? _next + 1 : _next, ReferencePriceTicks = _random.Next(9_900, 10_100) } },
        16 => Amendment(),
        17 => _random.Next(2) == 0 ? new() { Pause = new() } : new() { Halt = new() },
        18 => new() { ContinuePlanning = new() },
        19 => new() { Unhalt = new() },
        20 => new() { Quote = new() { BidTicks = 9_990 + _random.Next(10), AskTicks = 9_998 + _random.Next(10) } },
        21 => new() { Trade = new() { PriceTicks = _random.Next(9_900, 10_100), Units = 1 } },
        22 when _random.Next(6) == 0 => new() { Cancel = new() },
        _ => new() { MarketUpdate = Update() },
    });

    /// <summary>The session has closed a period.</summary>
    public void Closed(int next) => _next = next;

    private CostModel Cost(int periods)
    {
        var cost = new CostModel { Basis = ImpactBasis.TotalCost, HalfSpread = { 0.01 } };
        switch (_random.Next(6))
        {
            case 0: cost.PowerLaw = new() { Alpha = { Values(periods, Coefficient) }, Beta = { 1.5 } }; break;
            case 1: cost.PowerLaw = new() { Alpha = { Values(periods, Coefficient) }, Sigma = { 0.5 }, Beta = { 0.6 } }; break;
            case 2: cost.Quadratic = new() { Alpha = { 0.01 }, Beta = { Values(periods, Coefficient) } }; break;
            case 3: cost.Linear = new() { Alpha = { Values(periods, Coefficient) }, Beta = { 0.1 }, Volatility = { 0.2 } }; break;
            case 4: cost.Composite = new() { A = { 0.01 }, B = { Values(periods, Coefficient) }, C = { 0.01 }, D = { 1.5 } }; break;
            default: cost.PiecewiseLinear = new() { LevelCount = { 2 }, LevelSize = { 200, 5_000 }, LevelPrice = { 0.01, 0.03 } }; break;
        }

        return cost;
    }

    private void AddRisk(Problem problem, int periods)
    {
        problem.Dynamics = new() { Volatility = { Values(periods, () => 0.01 * _random.NextDouble()) } };
        problem.Risk = _random.Next(4) switch
        {
            0 => new() { VarianceLimit = 100 * _random.NextDouble() },
            1 => new() { MinimizeValueAtRisk = 0.9 },
            _ => new() { RiskAversion = 0.01 },
        };
        if (_random.Next(3) == 0) problem.Dynamics.Drift.Add(0.001);
        if (_random.Next(3) == 0) problem.Dynamics.PermanentImpact.Add(1e-5);
    }

    private StreamReoptimizeRequest Amendment()
    {
        var amend = new Amend { Version = _random.Next(6) == 0 ? _version : ++_version };
        if (_random.Next(2) == 0) amend.QuantityUnits = _random.Next(0, 1_500);
        if (_random.Next(3) == 0) amend.PeriodCount = _random.Next(0, 9);
        if (_random.Next(3) == 0) amend.Bounds = new() { MaxQuantity = { _random.Next(-1, 500) } };
        if (_random.Next(6) == 0) amend.Risk = new() { RiskAversion = 0.02 };
        return new() { Amend = amend };
    }

    private MarketUpdate Update()
    {
        var update = new MarketUpdate { FromPeriod = _random.Next(0, 3) };
        switch (_random.Next(6))
        {
            case 0: update.ImpactScale = 0.5 + _random.NextDouble(); break;
            case 1: update.VolatilityScale = 2 * _random.NextDouble(); break;
            case 2: update.MaxQuantity.Add(_random.Next(0, 300)); break;
            case 3: update.Quadratic = new() { Beta = { Coefficient() } }; break;
            case 4: update.PiecewiseLinear = new() { LevelCount = { 1 }, LevelSize = { 900 }, LevelPrice = { 0.02 } }; break;
            default:
                update.Periods.Add(0);
                update.HalfSpread.Add(_random.Next(4) == 0 ? double.NaN : 0.02);
                break;
        }

        return update;
    }

    private StreamReoptimizeRequest Stamped(StreamReoptimizeRequest message)
    {
        _seconds += _random.Next(-1, 4);
        if (_random.Next(5) > 0) message.EventTime = new Timestamp { Seconds = 1_700_000_000 + _seconds };
        return message;
    }

    private double Coefficient() => 0.001 * (1 + (9 * _random.NextDouble()));

    private static IEnumerable<double> Values(int count, Func<double> value) => [.. Enumerable.Range(0, count).Select(_ => value())];

    private string New(List<string> ids, string kind)
    {
        if (ids.Count > 0 && _random.Next(10) == 0) return Known(ids);
        ids.Add($"{kind}{ids.Count}");
        return ids[^1];
    }

    private string Known(List<string> ids) => ids.Count == 0 || _random.Next(12) == 0 ? "unknown" : ids[_random.Next(ids.Count)];
}
