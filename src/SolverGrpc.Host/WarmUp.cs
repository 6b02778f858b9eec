using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Client;

namespace SolverGrpc.Host;

/// <summary>
/// Solves through the host's own socket before the first client comes: the first solves of a process run on unoptimised code
/// and take a hundred times as long.
/// </summary>
internal static class WarmUp
{
    private const int PeriodCount = 390, CallersMax = 4;

    /// <summary>Makes <paramref name="count"/> calls of every shape that has code of its own.</summary>
    /// <param name="endpoint">An endpoint of the host.</param>
    /// <param name="tls">How to call it, if it is https.</param>
    /// <param name="count">How many.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task RunAsync(string endpoint, TlsOptions? tls, int count, CancellationToken cancellation)
    {
        using Channel channel = Channel.ForAddress(endpoint, new() { Tls = tls });
        var method = new Method<SolveRequest, SolveResponse>(SolverServiceReflection.Descriptor.Services.Single().FindMethodByName("Solve"));
        SolveRequest[] requests = [.. Problems().Select(problem => new SolveRequest { Problem = problem })];
        int next = 0;
        await Task.WhenAll(Enumerable.Range(0, CallersMax).Select(async _ =>
        {
            for (int i = Interlocked.Increment(ref next); i <= count; i = Interlocked.Increment(ref next))
                await channel.UnaryCall(method, requests[i % requests.Length], new CallOptions { CancellationToken = cancellation });
        }));
    }

    // every shape of problem that has code of its own, with and without a spread
    private static IEnumerable<Problem> Problems()
    {
        foreach (Problem problem in Shapes())
        {
            yield return problem;
            Problem spread = problem.Clone();
            spread.Cost.HalfSpread.Add(0.005);
            yield return spread;
        }
    }

    // a day with dear ends: power laws with an exponent each, bounded, in lots, with risk; equal exponents, quadratics, both, a book
    private static IEnumerable<Problem> Shapes()
    {
        var own = new PowerLawModel();
        var quadratic = new CompositeModel();
        var composite = new CompositeModel { C = { 0.01 }, D = { 1.5 } };
        for (int i = 0; i < PeriodCount; i++)
        {
            double day = (i + 0.5) / PeriodCount, middle = 4 * day * (1 - day);
            own.Alpha.Add(0.01 * (1 + middle));
            own.Beta.Add(0.4 + (0.2 * day));
            quadratic.B.Add(0.001 * (1 + middle));
        }

        composite.B.Add(quadratic.B);
        var equal = new PowerLawModel { Alpha = { own.Alpha }, Beta = { 0.5 } };
        var bounds = new Bounds { MinQuantity = { 10 }, MaxQuantity = { 300 } };

        yield return Order(new() { Basis = ImpactBasis.PerShare, PowerLaw = own });
        yield return Order(new() { Basis = ImpactBasis.PerShare, PowerLaw = own }, bounds);
        yield return Order(new() { Basis = ImpactBasis.PerShare, PowerLaw = equal });
        yield return Order(new() { Basis = ImpactBasis.PerShare, PowerLaw = equal }, bounds);
        yield return Order(new() { Basis = ImpactBasis.TotalCost, Composite = quadratic });
        yield return Order(new() { Basis = ImpactBasis.TotalCost, Composite = quadratic }, bounds);
        yield return Order(new() { Basis = ImpactBasis.TotalCost, Composite = composite }, bounds);
        yield return Order(new()
        {
            Basis = ImpactBasis.TotalCost,
            PiecewiseLinear = new() { LevelCount = { 3 }, LevelSize = { 100, 200, double.PositiveInfinity }, LevelPrice = { 0.01, 0.02, 0.05 } },
        });

        Problem lots = Order(new() { Basis = ImpactBasis.PerShare, PowerLaw = own });
        lots.QuantityUnits = (long)lots.Quantity;
        lots.WholeLots = new() { LotUnits = 10 };
        yield return lots;

        foreach (CostModel cost in new CostModel[] { new() { Basis = ImpactBasis.PerShare, PowerLaw = own }, new() { Basis = ImpactBasis.TotalCost, Composite = quadratic } })
        {
            Problem risk = Order(cost);
            risk.Dynamics = new() { Volatility = { 0.01 } };
            risk.Risk = new() { RiskAversion = 1e-6 };
            yield return risk;
        }
    }

    private static Problem Order(CostModel cost, Bounds? bounds = null) => new()
    {
        Side = Side.Buy,
        Quantity = 100 * PeriodCount,
        Grid = new() { PeriodCount = PeriodCount },
        Cost = cost,
        Bounds = bounds,
    };
}
