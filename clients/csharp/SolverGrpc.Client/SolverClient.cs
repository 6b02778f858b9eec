using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Google.Protobuf;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Client;
using Channel = SolverGrpc.Rpc.Client.Channel;

namespace SolverGrpc.Client;

/// <summary>A connection to the service, for any number of threads. Dispose it.</summary>
public sealed class SolverClient : IDisposable
{
    /// <summary>Largest message in either direction: a million periods of a composite model take 48 MB.</summary>
    public const int MessageBytesMax = 64 << 20;

    // a session finds out when nobody is at its other end
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(10), PingTimeout = TimeSpan.FromSeconds(5);

    private static readonly Method<SolveRequest, SolveResponse> SolveMethod = Of<SolveRequest, SolveResponse>("Solve");
    private static readonly Method<SolveManyRequest, SolveManyResponse> SolveManyMethod = Of<SolveManyRequest, SolveManyResponse>("SolveMany");
    private static readonly Method<CompareRequest, CompareResponse> CompareMethod = Of<CompareRequest, CompareResponse>("Compare");
    private static readonly Method<TraceFrontierRequest, TraceFrontierResponse> TraceFrontierMethod = Of<TraceFrontierRequest, TraceFrontierResponse>("TraceFrontier");

    private readonly string _address;
    private readonly ChannelOptions _connection;
    private readonly TimeSpan? _timeout;
    private readonly Channel _channel;

    /// <summary>Makes a client; nothing is sent before the first call.</summary>
    /// <param name="address"><c>host:port</c>, <c>http://host:port</c>, <c>https://host:port</c> or <c>unix:/path</c>.</param>
    /// <param name="options">How to connect; the defaults if not given.</param>
    /// <exception cref="ArgumentException">The address is none of these, or <see cref="Tls"/> is half given.</exception>
    public SolverClient(string address, SolverClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        options ??= new();
        bool isComplete = address.StartsWith("unix:", StringComparison.Ordinal) || address.Contains("://", StringComparison.Ordinal);
        _address = isComplete ? address : (options.Tls is null ? "http://" : "https://") + address;
        _connection = new() { Tls = options.Tls?.Load(), MaxReceiveMessageSize = MessageBytesMax, MaxSendMessageSize = MessageBytesMax };
        _timeout = options.Timeout;
        _channel = Channel.ForAddress(_address, _connection);
    }

    /// <summary>Solves one problem. One without a schedule is an answer, too: look at its <see cref="Solution.Termination"/>.</summary>
    /// <param name="request">The problem.</param>
    /// <param name="timeout">Time limit in place of the client's.</param>
    /// <param name="cancellation">Ends the call, and the solve in the service.</param>
    /// <exception cref="InvalidProblemException">It is not a problem at all; every violation is named.</exception>
    /// <exception cref="CallException">The call failed otherwise.</exception>
    public async Task<Solution> SolveAsync(SolveRequest request, TimeSpan? timeout = null, CancellationToken cancellation = default) =>
        new(await TypedAsync(UnaryAsync(SolveMethod, request, timeout, cancellation), cancellation).ConfigureAwait(false));

    /// <summary>Solves one problem with the default options.</summary>
    /// <inheritdoc cref="SolveAsync(SolveRequest, TimeSpan?, CancellationToken)"/>
    public Task<Solution> SolveAsync(Problem problem, TimeSpan? timeout = null, CancellationToken cancellation = default) =>
        SolveAsync(new SolveRequest { Problem = problem }, timeout, cancellation);

    /// <summary>
    /// Solves many problems on one stream; the answers come as they are ready, in any order. The requests are read as fast as the service takes
    /// them; their request_id is set to their position. A wrong problem ends only its own item; leaving the loop cancels what is under way.
    /// </summary>
    /// <param name="requests">The problems; what enumerating them throws is thrown here.</param>
    /// <param name="timeout">Time limit of them all in place of the client's.</param>
    /// <param name="cancellation">Ends the call, and the solves in the service.</param>
    /// <exception cref="CallException">The stream failed.</exception>
    public async IAsyncEnumerable<Item> SolveManyAsync(
        IAsyncEnumerable<SolveRequest> requests, TimeSpan? timeout = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using AsyncDuplexStreamingCall<SolveManyRequest, SolveManyResponse> call = _channel.DuplexStreamingCall(SolveManyMethod, Options(timeout, left.Token));
        ExceptionDispatchInfo? broken = null;
        Task sending = SendAsync();
        try
        {
            while (await NextAsync().ConfigureAwait(false)) yield return Read(call.ResponseStream.Current);
        }
        finally
        {
            await left.CancelAsync().ConfigureAwait(false);
            await sending.ConfigureAwait(false);
        }

        async Task SendAsync()
        {
            try
            {
                int index = 0;
                await foreach (SolveRequest request in requests.WithCancellation(left.Token).ConfigureAwait(false))
                {
                    request.RequestId = $"{index++}";
                    await call.RequestStream.WriteAsync(new() { Solve = request }, CancellationToken.None).ConfigureAwait(false);
                }

                await call.RequestStream.CompleteAsync().ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // the caller's own enumeration, or a message that is too large
                broken = ExceptionDispatchInfo.Capture(e is RpcException failed ? CallException.From(failed) : e);
                await left.CancelAsync().ConfigureAwait(false);
            }
        }

        async Task<bool> NextAsync()
        {
            try
            {
                return await TypedAsync(call.ResponseStream.MoveNext(CancellationToken.None), cancellation).ConfigureAwait(false);
            }
            catch (CallException e) when (broken is not null && e.Code == StatusCode.Cancelled)
            {
                broken.Throw();
                throw;
            }
        }
    }

    /// <inheritdoc cref="SolveManyAsync(IAsyncEnumerable{SolveRequest}, TimeSpan?, CancellationToken)"/>
    public IAsyncEnumerable<Item> SolveManyAsync(IEnumerable<SolveRequest> requests, TimeSpan? timeout = null, CancellationToken cancellation = default) =>
        SolveManyAsync(requests.ToAsyncEnumerable(), timeout, cancellation);

    /// <summary>Runs several methods and baselines on one problem.</summary>
    /// <inheritdoc cref="SolveAsync(SolveRequest, TimeSpan?, CancellationToken)"/>
    public Task<CompareResponse> CompareAsync(CompareRequest request, TimeSpan? timeout = null, CancellationToken cancellation = default) =>
        TypedAsync(UnaryAsync(CompareMethod, request, timeout, cancellation), cancellation);

    /// <summary>Points of the efficient frontier, as they are found; leaving the loop ends the work.</summary>
    /// <inheritdoc cref="SolveAsync(SolveRequest, TimeSpan?, CancellationToken)"/>
    public async IAsyncEnumerable<TraceFrontierResponse> TraceFrontierAsync(
        TraceFrontierRequest request, TimeSpan? timeout = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using AsyncServerStreamingCall<TraceFrontierResponse> call = _channel.ServerStreamingCall(TraceFrontierMethod, request, Options(timeout, cancellation));
        while (await TypedAsync(call.ResponseStream.MoveNext(CancellationToken.None), cancellation).ConfigureAwait(false)) yield return call.ResponseStream.Current;
    }

    /// <summary>Opens a session for one parent order, with a connection of its own.</summary>
    /// <param name="open">The order; 16 random bytes are its key, which is made if there is none.</param>
    /// <param name="options">How to behave; the defaults if not given.</param>
    /// <returns>The session, already under way.</returns>
    public SolverSession OpenSession(Open open, SessionOptions? options = null) =>
        SolverSession.OpenOwning(Channel.ForAddress(_address, _connection with { KeepAlivePingDelay = PingDelay, KeepAlivePingTimeout = PingTimeout }), open, options);

    /// <summary>Cancels the calls under way and closes the connection; sessions have their own.</summary>
    public void Dispose() => _channel.Dispose();

    private Task<TResponse> UnaryAsync<TRequest, TResponse>(
        Method<TRequest, TResponse> method, TRequest request, TimeSpan? timeout, CancellationToken cancellation)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
        => _channel.UnaryCall(method, request, Options(timeout, cancellation)).ResponseAsync;

    private CallOptions Options(TimeSpan? timeout, CancellationToken cancellation) => new() { Timeout = timeout ?? _timeout, CancellationToken = cancellation };

    private static async Task<T> TypedAsync<T>(Task<T> call, CancellationToken cancellation)
    {
        try
        {
            return await call.ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            if (e.StatusCode == StatusCode.Cancelled) cancellation.ThrowIfCancellationRequested();
            throw CallException.From(e);
        }
    }

    private static Item Read(SolveManyResponse response)
    {
        int index = int.Parse(response.RequestId, System.Globalization.CultureInfo.InvariantCulture);
        return response.Error is { } error ? new(index, null, CallException.From(error)) : new(index, new(response.Response), null);
    }

    private static Method<TRequest, TResponse> Of<TRequest, TResponse>(string name)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
        => Rpc.Method.Of<TRequest, TResponse>(SolverServiceReflection.Descriptor.Services.Single(), name);
}
