using Google.Protobuf;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.LoadGen;

/// <summary>
/// A parent order that is worked over StreamReoptimize, and what is known of it: its events, and whether the plans that answer them are right.
/// The order is that of <see cref="SolveProblem"/>, with 2,500 times its quantity in whole units.
/// </summary>
internal sealed class SessionOrder
{
    private const long UnitsPerPeriod = 2_500_000, ChildUnits = 1_500_000;
    private const double GapMax = 1e-9;
    private const string Child = "child";

    private readonly Open _open;
    private readonly bool _fills;
    private readonly StreamReoptimizeRequest[] _markets;
    private readonly long[] _units;

    /// <summary>Makes it.</summary>
    /// <param name="fills">Its events are executions of a child order; false: new impact for all periods.</param>
    /// <param name="periods">N ≥ 2.</param>
    /// <param name="durability">What its plans promise.</param>
    public SessionOrder(bool fills, int periods, Durability durability)
    {
        _fills = fills;
        _units = new long[periods];
        Problem problem = new SolveProblem(periods).Request("").Problem.Clone();
        problem.QuantityUnits = Parent;
        problem.Instrument = new() { TickSize = 0.01, ArrivalPrice = 100 };
        _open = new()
        {
            SessionKey = ByteString.CopyFrom(Guid.NewGuid().ToByteArray()),
            ClientOrderId = Guid.NewGuid().ToString("N"),
            Problem = problem,
            Policy = new() { Durability = durability },
        };
        var random = new Random(periods);
        _markets = [.. Enumerable.Range(0, 16).Select(_ => Moved(problem.Cost.PowerLaw, random))];
    }

    /// <summary>The first message after Open, which the numbered ones need; its seq is 2.</summary>
    public static StreamReoptimizeRequest Preparation => new() { Seq = 2, ChildSubmitted = new() { ChildId = Child, Period = 0, Units = ChildUnits } };

    private long Parent => UnitsPerPeriod * _units.Length;

    /// <summary>The message that opens it.</summary>
    public StreamReoptimizeRequest Open => new() { Seq = 1, Open = _open };

    /// <summary>The event of a seq, from 3 on.</summary>
    public StreamReoptimizeRequest Event(long seq)
    {
        if (_fills) return new() { Seq = seq, Fill = new() { ExecId = seq.ToString("x16", null), ChildId = Child, Units = 1, PriceTicks = 10_000 } };
        StreamReoptimizeRequest market = _markets[seq % _markets.Length];
        return new() { Seq = seq, MarketUpdate = market.MarketUpdate };
    }

    /// <summary>Takes a plan into account; throws unless it is proven, its sum is what remains, and no unit is lost.</summary>
    public void Verify(StreamReoptimizeResponse response)
    {
        Plan plan = response.Plan;
        if (plan.ChangedPeriods.Count > 0)
        {
            for (int i = 0; i < plan.ChangedPeriods.Count; i++) _units[plan.ChangedPeriods[i]] = plan.Units[i];
        }
        else
        {
            plan.Units.CopyTo(_units, plan.FromPeriod);
        }

        SessionState state = plan.State;
        long filled = _fills ? Math.Max(0, response.BasedOnSeq - 2) : 0, working = response.BasedOnSeq < 2 ? 0 : ChildUnits - filled;
        bool whole = state.ParentUnits == Parent && state.FilledUnits == filled && state.WorkingUnits == working && state.ResidualUnits == 0;
        if (!whole || state.PlannedUnits != Parent - filled - working || _units.Sum() != state.PlannedUnits)
            throw new InvalidDataException($"After event {response.BasedOnSeq} units are lost: {state}, planned {_units.Sum()}.");
        if (plan.Outcome.Termination != Termination.Optimal || !(plan.Certificate.RelativeGap <= GapMax))
            throw new InvalidDataException($"The plan after event {response.BasedOnSeq} is {plan.Outcome}, {plan.Certificate}.");
    }

    // all coefficients up to 1 % up or down
    private static StreamReoptimizeRequest Moved(PowerLawModel model, Random random) => new()
    {
        MarketUpdate = new() { PowerLaw = new() { Alpha = { model.Alpha.Select(alpha => alpha * (0.99 + (0.02 * random.NextDouble()))) } } },
    };
}
