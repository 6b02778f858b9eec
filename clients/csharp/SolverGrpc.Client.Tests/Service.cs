using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Client.Tests;

/// <summary>The service beside which the tests run, and what they ask it.</summary>
internal static class Service
{
    /// <summary>An address or a folder that scripts/test-csharp.sh (clients/python/tests/host.py) tells.</summary>
    public static string Place(string name) =>
        Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set: run scripts/test-csharp.sh");

    /// <summary>A client of the service over TCP.</summary>
    public static SolverClient Connect() => new(Place("SOLVER_TCP"));

    /// <summary>A problem with a published answer: lambda 13.0930734, cost 872.871561.</summary>
    public static Problem Small() => new()
    {
        Side = Side.Buy,
        Quantity = 100,
        Grid = new() { PeriodCount = 3 },
        Cost = new() { Basis = ImpactBasis.TotalCost, PowerLaw = new() { Alpha = { 1, 2, 4 }, Beta = { 1.5 } } },
    };

    /// <summary>The same in a request.</summary>
    public static SolveRequest Request() => new() { Problem = Small() };
}
