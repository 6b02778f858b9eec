using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc.Server;
using SolverGrpc.Service.Handlers;

namespace SolverGrpc.Service;

/// <summary>Binds solver.v1.SolverService to its handlers.</summary>
public static class SolverServiceDefinition
{
    /// <summary>Largest message in either direction: a million periods of a composite model with bounds is 48 MB.</summary>
    public const int MessageBytesMax = 64 << 20;

    /// <summary>The service, ready to be served.</summary>
    public static ServerServiceDefinition Create()
    {
        var options = new GrpcServiceOptions { MaxReceiveMessageSize = MessageBytesMax, MaxSendMessageSize = MessageBytesMax };
        return ServerServiceDefinition.CreateBuilder(SolverServiceReflection.Descriptor.Services.Single(), options)
            .AddUnary<SolveRequest, SolveResponse>("Solve", (request, _) => SolveHandler.SolveAsync(request))
            .NotYetServed("SolveMany", "StreamReoptimize", "Compare", "TraceFrontier")
            .Build();
    }
}
