using Google.Protobuf;
using Google.Protobuf.Reflection;
using SolverGrpc.Rpc.Server.Calls;

namespace SolverGrpc.Rpc.Server;

/// <summary>Binds the methods of a service, by their names, to handlers.</summary>
/// <remarks>
/// Every method throws <see cref="ArgumentException"/> when the service has no method of that name, when it is bound already, or when
/// its kind or its messages are others.
/// </remarks>
public sealed class ServerServiceBuilder
{
    private readonly ServiceDescriptor _descriptor;
    private readonly GrpcServiceOptions _options;
    private readonly Dictionary<string, CallHandler> _handlers = [];

    internal ServerServiceBuilder(ServiceDescriptor descriptor, GrpcServiceOptions options)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        _descriptor = descriptor;
        _options = options;
    }

    /// <summary>Binds a unary method.</summary>
    /// <typeparam name="TRequest">The request message.</typeparam>
    /// <typeparam name="TResponse">The response message.</typeparam>
    /// <param name="name">The method alone, as in <c>Solve</c>.</param>
    /// <param name="handler">The handler.</param>
    /// <returns>This builder.</returns>
    public ServerServiceBuilder AddUnary<TRequest, TResponse>(string name, UnaryServerMethod<TRequest, TResponse> handler)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
        => Add(MethodType.Unary, new UnaryCallHandler<TRequest, TResponse>(Typed<TRequest, TResponse>(name), handler));

    /// <summary>Binds a client streaming method.</summary>
    /// <typeparam name="TRequest">The request message.</typeparam>
    /// <typeparam name="TResponse">The response message.</typeparam>
    /// <param name="name">The method alone.</param>
    /// <param name="handler">The handler.</param>
    /// <returns>This builder.</returns>
    public ServerServiceBuilder AddClientStreaming<TRequest, TResponse>(
        string name, ClientStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
        => Add(MethodType.ClientStreaming, new ClientStreamingCallHandler<TRequest, TResponse>(Typed<TRequest, TResponse>(name), handler));

    /// <summary>Binds a server streaming method.</summary>
    /// <typeparam name="TRequest">The request message.</typeparam>
    /// <typeparam name="TResponse">The response message.</typeparam>
    /// <param name="name">The method alone.</param>
    /// <param name="handler">The handler.</param>
    /// <returns>This builder.</returns>
    public ServerServiceBuilder AddServerStreaming<TRequest, TResponse>(
        string name, ServerStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
        => Add(MethodType.ServerStreaming, new ServerStreamingCallHandler<TRequest, TResponse>(Typed<TRequest, TResponse>(name), handler));

    /// <summary>Binds a duplex streaming method.</summary>
    /// <typeparam name="TRequest">The request message.</typeparam>
    /// <typeparam name="TResponse">The response message.</typeparam>
    /// <param name="name">The method alone.</param>
    /// <param name="handler">The handler.</param>
    /// <returns>This builder.</returns>
    public ServerServiceBuilder AddDuplexStreaming<TRequest, TResponse>(
        string name, DuplexStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
        => Add(MethodType.DuplexStreaming, new DuplexStreamingCallHandler<TRequest, TResponse>(Typed<TRequest, TResponse>(name), handler));

    /// <summary>Binds a unary method to a handler of bytes.</summary>
    /// <param name="name">The method alone.</param>
    /// <param name="handler">The handler.</param>
    /// <returns>This builder.</returns>
    public ServerServiceBuilder AddRawUnary(string name, RawUnaryServerMethod handler)
        => Add(MethodType.Unary, new RawUnaryCallHandler(Untyped(name), handler));

    /// <summary>Binds a duplex streaming method to a handler of bytes.</summary>
    /// <param name="name">The method alone.</param>
    /// <param name="handler">The handler.</param>
    /// <returns>This builder.</returns>
    public ServerServiceBuilder AddRawDuplexStreaming(string name, RawDuplexStreamingServerMethod handler)
        => Add(MethodType.DuplexStreaming, new RawDuplexStreamingCallHandler(Untyped(name), handler));

    /// <summary>Declares methods that answer <see cref="StatusCode.Unimplemented"/> for the time being.</summary>
    /// <param name="names">The methods alone.</param>
    /// <returns>This builder.</returns>
    public ServerServiceBuilder NotYetServed(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var method = Untyped(name);
            Add(method.Type, new NotYetServedCallHandler(method));
        }

        return this;
    }

    /// <summary>Ends binding.</summary>
    /// <returns>The service.</returns>
    /// <exception cref="InvalidOperationException">A method of the service is neither bound nor declared; the text names all of them.</exception>
    public ServerServiceDefinition Build()
    {
        var missing = _descriptor.Methods.Select(m => m.Name).Where(name => !_handlers.ContainsKey(name)).ToList();
        if (missing.Count > 0)
        {
            throw new InvalidOperationException(
                $"Methods of '{_descriptor.FullName}' are neither bound nor declared as not yet served: {string.Join(", ", missing)}.");
        }

        return new ServerServiceDefinition(_descriptor, _options, [.. _handlers.Values]);
    }

    private ServerServiceBuilder Add(MethodType type, CallHandler handler)
    {
        if (handler.Method.Type != type)
            throw new ArgumentException($"Method '{handler.Method}' is {handler.Method.Type}, not {type}.");
        if (!_handlers.TryAdd(handler.Method.Name, handler))
            throw new ArgumentException($"Method '{handler.Method}' is bound already.");
        return this;
    }

    private Method<TRequest, TResponse> Typed<TRequest, TResponse>(string name)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
        => Method.Of<TRequest, TResponse>(_descriptor, name);

    private Method Untyped(string name)
        => new(_descriptor.FindMethodByName(name)
            ?? throw new ArgumentException($"Service '{_descriptor.FullName}' has no method '{name}'.", nameof(name)));
}
