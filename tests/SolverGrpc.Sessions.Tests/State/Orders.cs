using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Sessions.Tests.State;

/// <summary>Orders and events for tests.</summary>
internal static class Orders
{
    /// <summary>A convex power law over <paramref name="periodCount"/> periods.</summary>
    public static Problem PowerLaw(long units, int periodCount, double exponent = 0.6)
    {
        var model = new PowerLawModel();
        for (int i = 0; i < periodCount; i++) model.Alpha.Add(0.001 * (1 + ((i * 7) % 5)));
        model.Beta.Add(exponent);
        return new()
        {
            Side = Side.Buy,
            QuantityUnits = units,
            Grid = new() { PeriodCount = periodCount },
            Cost = new() { Basis = ImpactBasis.PerShare, HalfSpread = { 0.01 }, PowerLaw = model },
            Instrument = new() { TickSize = 0.01, ArrivalPrice = 100 },
        };
    }

    /// <summary>The event that opens a session.</summary>
    public static StreamReoptimizeRequest Open(Problem problem, SessionPolicy? policy = null) =>
        new() { Seq = 1, Open = new() { ClientOrderId = "order", Problem = problem, Policy = policy } };
}
