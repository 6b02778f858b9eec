using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace SolverGrpc.Rpc;

/// <summary>A <see cref="Method"/> with the generated types of its messages.</summary>
/// <typeparam name="TRequest">The request message.</typeparam>
/// <typeparam name="TResponse">The response message.</typeparam>
public sealed class Method<TRequest, TResponse> : Method
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    /// <summary>Describes the method of a descriptor.</summary>
    /// <param name="descriptor">The generated descriptor.</param>
    /// <exception cref="ArgumentException">The descriptor's messages are not these types.</exception>
    public Method(MethodDescriptor descriptor)
        : base(descriptor)
    {
        RequestParser = ParserOf<TRequest>(descriptor.InputType);
        ResponseParser = ParserOf<TResponse>(descriptor.OutputType);
    }

    /// <summary>Reads requests.</summary>
    public MessageParser<TRequest> RequestParser { get; }

    /// <summary>Reads responses.</summary>
    public MessageParser<TResponse> ResponseParser { get; }

    private static MessageParser<T> ParserOf<T>(MessageDescriptor descriptor)
        where T : class, IMessage<T>
        => descriptor.Parser as MessageParser<T>
            ?? throw new ArgumentException($"Message '{descriptor.FullName}' is not generated as {typeof(T)}.", nameof(descriptor));
}
