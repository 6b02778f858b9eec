using System.Threading.Channels;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Client;
using Channel = SolverGrpc.Rpc.Client.Channel;

namespace SolverGrpc.Client;

/// <summary>
/// A session of StreamReoptimize that outlives its connections: it resumes by itself, sends again what the server may have lost,
/// and hands every message out once. Events may be sent by any number of threads; one reads the messages.
/// </summary>
public sealed class SolverSession : IAsyncDisposable
{
    private const double RetryGrowth = 2;

    // more make no wait longer, and have no room in a TimeSpan
    private const int DoublingsMax = 64;

    private static readonly Method<StreamReoptimizeRequest, StreamReoptimizeResponse> Method =
        Rpc.Method.Of<StreamReoptimizeRequest, StreamReoptimizeResponse>(SolverServiceReflection.Descriptor.Services.Single(), "StreamReoptimize");

    private readonly Channel _channel;
    private readonly bool _ownsChannel;
    private readonly SessionOptions _options;
    private readonly SessionLedger _ledger;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _disposed = new();
    private readonly Channel<StreamReoptimizeResponse> _messages = System.Threading.Channels.Channel.CreateUnbounded<StreamReoptimizeResponse>(new() { SingleWriter = true });
    private readonly Task _running;
    private TaskCompletionSource _change = NewSignal();
    private bool _completed;
    private int _failures, _resumes;
    private long _quietSince;

    private SolverSession(Channel channel, bool ownsChannel, Open open, SessionOptions options)
    {
        (_channel, _ownsChannel, _options) = (channel, ownsChannel, options);
        _quietSince = options.TimeProvider.GetTimestamp();
        _ledger = new SessionLedger(open, options.TimeProvider);
        _running = RunAsync();
    }

    /// <summary>The plan that holds now.</summary>
    public SessionPlan Plan { get; } = new();

    /// <summary>Events up to this one survive a crash of the server.</summary>
    public long DurableSeq
    {
        get
        {
            lock (_gate) return _ledger.DurableSeq;
        }
    }

    /// <summary>The last event that <see cref="Plan"/> takes into account.</summary>
    public long BasedOnSeq
    {
        get
        {
            lock (_gate) return _ledger.BasedOnSeq;
        }
    }

    /// <summary>How often it has gone on on a new stream.</summary>
    public int Resumes => Volatile.Read(ref _resumes);

    /// <summary>Opens a session.</summary>
    /// <param name="channel">The way to the service; it stays the caller's.</param>
    /// <param name="open">The order; 16 random bytes are its key, which is made if there is none.</param>
    /// <param name="options">How to behave; the defaults if not given.</param>
    /// <returns>The session, already under way.</returns>
    public static SolverSession Open(Channel channel, Open open, SessionOptions? options = null) => Open(channel, ownsChannel: false, open, options);

    /// <summary>Opens a session that disposes its channel in the end.</summary>
    internal static SolverSession OpenOwning(Channel channel, Open open, SessionOptions? options) => Open(channel, ownsChannel: true, open, options);

    private static SolverSession Open(Channel channel, bool ownsChannel, Open open, SessionOptions? options)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(open);
        Open own = open.Clone();
        if (own.SessionKey.IsEmpty) own.SessionKey = Google.Protobuf.ByteString.CopyFrom(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));
        return new(channel, ownsChannel, own, options ?? new());
    }

    /// <summary>Sends an event; waits while too many are unconfirmed.</summary>
    /// <param name="message">The event; its seq is set.</param>
    /// <param name="cancellation">Gives up waiting: the event is not sent.</param>
    /// <returns>Its seq.</returns>
    /// <exception cref="SolverException">The session has ended with an error.</exception>
    /// <exception cref="InvalidOperationException">The session has been completed.</exception>
    public async ValueTask<long> SendAsync(StreamReoptimizeRequest message, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        while (true)
        {
            if (_running.IsCompleted) await _running.ConfigureAwait(false);
            Task change;
            lock (_gate)
            {
                if (_completed) throw new InvalidOperationException("The session has been completed.");
                if (_ledger.Unconfirmed < _options.UnconfirmedMax)
                {
                    long seq = _ledger.Add(message);
                    SignalChange();
                    return seq;
                }

                change = _change.Task;
            }

            await change.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>All messages of the server, each once, in order; ends after <see cref="CompleteAsync"/>.</summary>
    /// <exception cref="TakenOverException">Another stream has taken the session over.</exception>
    /// <exception cref="SessionLostException">The service has lost events that it had called durable.</exception>
    /// <exception cref="CallException">What resuming does not mend otherwise, or nobody has answered for <see cref="SessionOptions.Patience"/>.</exception>
    public IAsyncEnumerable<StreamReoptimizeResponse> ReadAllAsync(CancellationToken cancellation = default) => _messages.Reader.ReadAllAsync(cancellation);

    /// <summary>Sends no more; returns when the server has everything and has said everything.</summary>
    /// <exception cref="SolverException">The session has ended with an error.</exception>
    public Task CompleteAsync()
    {
        lock (_gate)
        {
            _completed = true;
            SignalChange();
        }

        return _running;
    }

    /// <summary>Goes away; the session stays with the server.</summary>
    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _disposed.Dispose();
        if (_ownsChannel) _channel.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (!await TryStreamAsync().ConfigureAwait(false)) await WaitToRetryAsync().ConfigureAwait(false);
            _messages.Writer.Complete();
        }
        catch (Exception e)
        {
            _messages.Writer.Complete(e);
            throw;
        }
        finally
        {
            lock (_gate) SignalChange();
        }
    }

    // one stream from its first message to its end; false: resume
    private async Task<bool> TryStreamAsync()
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_disposed.Token);
        using AsyncDuplexStreamingCall<StreamReoptimizeRequest, StreamReoptimizeResponse> call =
            _channel.DuplexStreamingCall(Method, new CallOptions { CancellationToken = over.Token });
        StreamReoptimizeRequest first;
        lock (_gate) first = _ledger.Begin();
        RpcException? unsent = null;
        Task writing = TryWriteAsync();
        try
        {
            while (await call.ResponseStream.MoveNext(CancellationToken.None).ConfigureAwait(false)) Receive(call.ResponseStream.Current);
            lock (_gate) return _completed && _ledger.IsSettled;
        }
        catch (RpcException e)
        {
            return IsOver(CallException.From(e.StatusCode == StatusCode.Cancelled && unsent is not null ? unsent : e));
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // what cannot be sent, because it is too large, ends the stream
        async Task TryWriteAsync()
        {
            try
            {
                await WriteAsync(call.RequestStream, first, over.Token).ConfigureAwait(false);
            }
            catch (RpcException e)
            {
                unsent = e;
                await over.CancelAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task WriteAsync(IClientStreamWriter<StreamReoptimizeRequest> stream, StreamReoptimizeRequest first, CancellationToken over)
    {
        await stream.WriteAsync(first, CancellationToken.None).ConfigureAwait(false);
        while (!over.IsCancellationRequested)
        {
            StreamReoptimizeRequest? next;
            Task change;
            bool last;
            lock (_gate)
            {
                next = _ledger.TryNext(out StreamReoptimizeRequest message) ? message : null;
                change = _change.Task;
                last = _completed && _ledger.IsSettled;
            }

            if (next is not null) await stream.WriteAsync(next, CancellationToken.None).ConfigureAwait(false);
            else if (last) break;
            else await change.WaitAsync(over).ConfigureAwait(false);
        }

        await stream.CompleteAsync().ConfigureAwait(false);
    }

    private void Receive(StreamReoptimizeResponse message)
    {
        bool isNew;
        lock (_gate)
        {
            isNew = _ledger.Receive(message);
            if (isNew && message.Plan is { } plan) Plan.Take(plan); // not after BasedOnSeq can be seen
            _failures = 0;
            _quietSince = _options.TimeProvider.GetTimestamp();
            SignalChange();
        }

        if (isNew) _messages.Writer.TryWrite(message);
    }

    // half of the wait is left to chance, so that sessions do not come back all at once
    private async Task WaitToRetryAsync()
    {
        Interlocked.Increment(ref _resumes);
        TimeSpan jittered = Wait(_options, _failures++) * ((1 + Random.Shared.NextDouble()) / 2);
        await Task.Delay(jittered, _options.TimeProvider, _disposed.Token).ConfigureAwait(false);
    }

    /// <summary>The longest wait after some failures in a row.</summary>
    internal static TimeSpan Wait(SessionOptions options, int failures) =>
        TimeSpan.FromMilliseconds(Math.Min(options.FirstRetry.TotalMilliseconds * Math.Pow(RetryGrowth, Math.Min(failures, DoublingsMax)), options.LongestRetry.TotalMilliseconds));

    // what ended a stream: true, there is nothing left to do; false, a new stream may mend it; else it is thrown
    private bool IsOver(CallException error)
    {
        lock (_gate)
        {
            bool isForgotten = error.Code == StatusCode.NotFound;
            if (isForgotten && _completed && _ledger.IsDone && _ledger.IsSettled) return true;
            bool mayMend = !_disposed.IsCancellationRequested && (isForgotten ? _ledger.StartAgain() : error.IsResumable);
            if (mayMend && _options.TimeProvider.GetElapsedTime(_quietSince) <= _options.Patience) return false;
        }

        throw error;
    }

    private void SignalChange()
    {
        _change.TrySetResult();
        _change = NewSignal();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
