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
    /// <param name="endpoint">A plaintext endpoint.</param>
    /// <param name="count">How many.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task RunAsync(string endpoint, int count, CancellationToken cancellation)
    {
        using Channel channel = Channel.ForAddress(endpoint);
        var method = new Method<SolveRequest, SolveResponse>(SolverServiceReflection.Descriptor.Services.Single().FindMethodByName("Solve"));
        SolveRequest[] requests = [.. Problems().Select(problem => new SolveRequest { Problem = problem })];
        int next = 0;
        await Task.WhenAll(Enumerable.Range(0, CallersMax).Select(async _ =>
        {
            for (int i = Interlocked.Increment(ref next); i <= count; i = Interlocked.Increment(ref next))
                await channel.UnaryCall(method, requests[i % requests.Length], new CallOptions { CancellationToken = cancellation });
        }));
    }

    // a day with dear ends: power laws with an exponent each, the same with caps, equal exponents, quadratic, a book
    private static IEnumerable<Problem> Problems()
    {
        var own = new PowerLawModel();
        var quadratic = new QuadraticModel();
        for (int i = 0; i < PeriodCount; i++)
        {
            double day = (i + 0.5) / PeriodCount, middle = 4 * day * (1 - day);
            own.Alpha.Add(0.01 * (1 + middle));
            own.Beta.Add(0.4 + (0.2 * day));
            quadratic.Alpha.Add(0.02 * (1 + middle));
            quadratic.Beta.Add(0.001 * (1 + middle));
        }

        yield return Order(new() { Basis = ImpactBasis.PerShare, PowerLaw = own });
        Problem capped = Order(new() { Basis = ImpactBasis.PerShare, PowerLaw = own });
        capped.Bounds = new() { MaxQuantity = { 300 } };
        yield return capped;
        yield return Order(new() { Basis = ImpactBasis.PerShare, PowerLaw = new() { Alpha = { own.Alpha }, Beta = { 0.5 } } });
        yield return Order(new() { Basis = ImpactBasis.TotalCost, Quadratic = quadratic });
        yield return Order(new()
        {
            Basis = ImpactBasis.TotalCost,
            PiecewiseLinear = new() { LevelCount = { 3 }, LevelSize = { 100, 200, double.PositiveInfinity }, LevelPrice = { 0.01, 0.02, 0.05 } },
        });
    }

    private static Problem Order(CostModel cost) => new() { Side = Side.Buy, Quantity = 100 * PeriodCount, Grid = new() { PeriodCount = PeriodCount }, Cost = cost };
}
