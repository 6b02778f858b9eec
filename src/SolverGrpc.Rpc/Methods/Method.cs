using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace SolverGrpc.Rpc;

/// <summary>What both halves know of a method, read from its generated descriptor.</summary>
public class Method
{
    /// <summary>Describes the method of a descriptor.</summary>
    /// <param name="descriptor">The generated descriptor.</param>
    public Method(MethodDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        Descriptor = descriptor;
        FullName = $"/{descriptor.Service.FullName}/{descriptor.Name}";
        Type = (descriptor.IsClientStreaming, descriptor.IsServerStreaming) switch
        {
            (false, false) => MethodType.Unary,
            (true, false) => MethodType.ClientStreaming,
            (false, true) => MethodType.ServerStreaming,
            (true, true) => MethodType.DuplexStreaming,
        };
    }

    /// <summary>The generated descriptor.</summary>
    public MethodDescriptor Descriptor { get; }

    /// <summary>Which side streams.</summary>
    public MethodType Type { get; }

    /// <summary>The service with its package, as in <c>solver.v1.SolverService</c>.</summary>
    public string ServiceName => Descriptor.Service.FullName;

    /// <summary>The method alone, as in <c>Solve</c>.</summary>
    public string Name => Descriptor.Name;

    /// <summary>The HTTP/2 path, as in <c>/solver.v1.SolverService/Solve</c>.</summary>
    public string FullName { get; }

    /// <summary>Finds a method of a service by its name.</summary>
    /// <typeparam name="TRequest">The generated request message.</typeparam>
    /// <typeparam name="TResponse">The generated response message.</typeparam>
    /// <param name="service">The generated descriptor of the service.</param>
    /// <param name="name">The method alone, as in <c>Solve</c>.</param>
    /// <returns>The method.</returns>
    /// <exception cref="ArgumentException">The service has no such method, or its messages are not these types.</exception>
    public static Method<TRequest, TResponse> Of<TRequest, TResponse>(ServiceDescriptor service, string name)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        ArgumentNullException.ThrowIfNull(service);
        return new(service.FindMethodByName(name)
            ?? throw new ArgumentException($"Service '{service.FullName}' has no method '{name}'.", nameof(name)));
    }

    /// <inheritdoc/>
    public override string ToString() => FullName;
}
