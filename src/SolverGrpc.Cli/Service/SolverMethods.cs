using Google.Protobuf;
using Google.Protobuf.Reflection;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc;

namespace SolverGrpc.Cli.Service;

/// <summary>The calls of <c>solver.v1.SolverService</c> that commands make.</summary>
internal static class SolverMethods
{
    private static readonly ServiceDescriptor Service = SolverServiceReflection.Descriptor.Services.Single();

    /// <summary>One problem.</summary>
    public static Method<SolveRequest, SolveResponse> Solve { get; } = Of<SolveRequest, SolveResponse>(nameof(Solve));

    /// <summary>Several methods on one problem.</summary>
    public static Method<CompareRequest, CompareResponse> Compare { get; } = Of<CompareRequest, CompareResponse>(nameof(Compare));

    /// <summary>The efficient frontier.</summary>
    public static Method<TraceFrontierRequest, TraceFrontierResponse> TraceFrontier { get; } =
        Of<TraceFrontierRequest, TraceFrontierResponse>(nameof(TraceFrontier));

    private static Method<TRequest, TResponse> Of<TRequest, TResponse>(string name)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
        => Rpc.Method.Of<TRequest, TResponse>(Service, name);
}
