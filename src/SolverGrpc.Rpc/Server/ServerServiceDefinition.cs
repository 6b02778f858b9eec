using Google.Protobuf.Reflection;
using SolverGrpc.Rpc.Server.Calls;

namespace SolverGrpc.Rpc.Server;

/// <summary>A service whose every method is bound to a handler or declared as not yet served.</summary>
public sealed class ServerServiceDefinition
{
    internal ServerServiceDefinition(ServiceDescriptor descriptor, GrpcServiceOptions options, IReadOnlyList<CallHandler> handlers)
    {
        Descriptor = descriptor;
        Options = options;
        Handlers = handlers;
    }

    /// <summary>The generated descriptor.</summary>
    public ServiceDescriptor Descriptor { get; }

    /// <summary>What the service allows and offers.</summary>
    public GrpcServiceOptions Options { get; }

    internal IReadOnlyList<CallHandler> Handlers { get; }

    /// <summary>Begins to bind a service.</summary>
    /// <param name="descriptor">The generated descriptor.</param>
    /// <param name="options">What the service allows and offers; the defaults where nothing is given.</param>
    /// <returns>The builder.</returns>
    public static ServerServiceBuilder CreateBuilder(ServiceDescriptor descriptor, GrpcServiceOptions? options = null)
        => new(descriptor, options ?? new GrpcServiceOptions());
}
