using Google.Protobuf;

namespace SolverGrpc.Rpc.Client;

/// <summary>
/// The way to a server, or to several equal ones: opens HTTP/2 connections on the first call, opens them again when they are lost, spreads
/// calls evenly. Long-lived; for any number of threads.
/// </summary>
/// <example>
/// <code>
/// using var channel = Channel.ForAddress("http://localhost:5080");
/// var solve = Method.Of&lt;SolveRequest, SolveResponse&gt;(service, "Solve");
/// var response = await channel.UnaryCall(solve, request, new CallOptions { Timeout = TimeSpan.FromSeconds(1) });
/// </code>
/// </example>
public sealed class Channel : IDisposable
{
    private readonly CancellationTokenSource _disposed = new();

    private Channel(IEnumerable<string> addresses, ChannelOptions options)
    {
        Options = options;
        Ring = new AddressRing(addresses.Select(address => new Address(address, options)));
        RetryTokens = new RetryTokens(options.RetryThrottling);
        Disposed = _disposed.Token;
    }

    internal ChannelOptions Options { get; }

    internal AddressRing Ring { get; }

    internal RetryTokens RetryTokens { get; }

    /// <summary>Cancelled when the channel is disposed.</summary>
    internal CancellationToken Disposed { get; }

    /// <summary>A channel to one server; nothing is sent yet.</summary>
    /// <param name="address"><c>http://HOST:PORT</c> (plaintext), <c>https://HOST:PORT</c> or <c>unix:PATH</c>.</param>
    /// <param name="options">Options; the default ones if not given.</param>
    /// <returns>The channel.</returns>
    /// <exception cref="ArgumentException">The address is none of these, or plaintext with TLS options.</exception>
    public static Channel ForAddress(string address, ChannelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new([address], options ?? new());
    }

    /// <summary>
    /// A channel to several equal servers, which get the calls in turn. One that cannot be connected is left out for a while that grows
    /// from 1 s to 2 min; the call goes to the next.
    /// </summary>
    /// <param name="addresses">At least one; each as for <see cref="ForAddress"/>.</param>
    /// <param name="options">Options; the default ones if not given.</param>
    /// <returns>The channel.</returns>
    /// <exception cref="ArgumentException">There is no address, an unreadable one, or a plaintext one with TLS options.</exception>
    public static Channel ForAddresses(IReadOnlyCollection<string> addresses, ChannelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        if (addresses.Count == 0)
            throw new ArgumentException("A channel needs an address.", nameof(addresses));
        return new(addresses, options ?? new());
    }

    /// <summary>Calls a unary method.</summary>
    /// <typeparam name="TRequest">The request message.</typeparam>
    /// <typeparam name="TResponse">The response message.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="request">The request.</param>
    /// <param name="options">Deadline, metadata and more.</param>
    /// <returns>The call, already under way.</returns>
    public AsyncUnaryCall<TResponse> UnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, TRequest request, CallOptions? options = null)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        ArgumentNullException.ThrowIfNull(request);
        CheckKind(method, MethodType.Unary);
        var call = new ClientCall(this, method, options ?? CallOptions.Default, request);
        return new(call, call.SingleAsync(method.ResponseParser));
    }

    /// <summary>Calls a method with a stream of requests.</summary>
    /// <typeparam name="TRequest">The request message.</typeparam>
    /// <typeparam name="TResponse">The response message.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="options">Deadline, metadata and more.</param>
    /// <returns>The call, already under way.</returns>
    public AsyncClientStreamingCall<TRequest, TResponse> ClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, CallOptions? options = null)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        CheckKind(method, MethodType.ClientStreaming);
        var requests = new RequestStream();
        var call = new ClientCall(this, method, options ?? CallOptions.Default, requests);
        return new(call, new ClientStreamWriter<TRequest>(call, requests), call.SingleAsync(method.ResponseParser));
    }

    /// <summary>Calls a method with a stream of responses.</summary>
    /// <typeparam name="TRequest">The request message.</typeparam>
    /// <typeparam name="TResponse">The response message.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="request">The request.</param>
    /// <param name="options">Deadline, metadata and more.</param>
    /// <returns>The call, already under way.</returns>
    public AsyncServerStreamingCall<TResponse> ServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, TRequest request, CallOptions? options = null)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        ArgumentNullException.ThrowIfNull(request);
        CheckKind(method, MethodType.ServerStreaming);
        var call = new ClientCall(this, method, options ?? CallOptions.Default, request);
        return new(call, new ResponseStream<TResponse>(call, method.ResponseParser));
    }

    /// <summary>Calls a method with a stream each way.</summary>
    /// <typeparam name="TRequest">The request message.</typeparam>
    /// <typeparam name="TResponse">The response message.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="options">Deadline, metadata and more.</param>
    /// <returns>The call, already under way.</returns>
    public AsyncDuplexStreamingCall<TRequest, TResponse> DuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, CallOptions? options = null)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        CheckKind(method, MethodType.DuplexStreaming);
        var requests = new RequestStream();
        var call = new ClientCall(this, method, options ?? CallOptions.Default, requests);
        return new(call, new ClientStreamWriter<TRequest>(call, requests), new ResponseStream<TResponse>(call, method.ResponseParser));
    }

    /// <summary>Cancels the calls under way and closes the connections.</summary>
    public void Dispose()
    {
        if (_disposed.IsCancellationRequested)
            return;
        _disposed.Cancel();
        Ring.Dispose();
        _disposed.Dispose();
    }

    private void CheckKind(Method method, MethodType kind)
    {
        ArgumentNullException.ThrowIfNull(method);
        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
        if (method.Type != kind)
            throw new ArgumentException($"Method '{method}' is {method.Type}, not {kind}.", nameof(method));
    }
}
