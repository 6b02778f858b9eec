using System.Buffers;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using SolverGrpc.Rpc.Framing;

namespace SolverGrpc.Rpc.Server.Calls;

/// <summary>The requests of one call.</summary>
internal sealed class RequestReader : IRawStreamReader, IAsyncDisposable
{
    private const int Idle = 0;
    private const int Reading = 1;
    private const int Closing = 2;     // ended by the call while a read waits
    private const int Closed = 3;

    private readonly HttpRequest _http;
    private readonly MessageReader _messages;
    private TaskCompletionSource? _readEnded;
    private int _state;

    public RequestReader(HttpRequest http, GrpcServiceOptions options)
    {
        _http = http;
        string? encoding = http.Headers.GrpcEncoding;
        _messages = new MessageReader(http.BodyReader, options.MaxReceiveMessageSize, encoding, options.Compression);
    }

    public ReadOnlySequence<byte> Current => _messages.Current;

    public bool CurrentWasCompressed => _messages.CurrentWasCompressed;

    public ValueTask<bool> MoveNextAsync() => MoveNextAsync(CancellationToken.None);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken)
    {
        Enter();
        try
        {
            return await _messages.MoveNextAsync(cancellationToken);
        }
        catch (Exception e) when (IsBroken(e, cancellationToken))
        {
            throw Broken(e);
        }
        finally
        {
            Leave();
        }
    }

    public bool TryMoveNext()
    {
        Enter();
        try
        {
            return _messages.TryMoveNext();
        }
        catch (Exception e) when (IsBroken(e, CancellationToken.None))
        {
            throw Broken(e);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Reads the only message of a call whose client does not stream.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask ReadSingleAsync()
    {
        if (!await MoveNextAsync())
            throw new RpcException(StatusCode.Internal, "The request has no message; the method takes exactly one.");
        if (_messages.HasUnreadBytes)
            throw MoreThanOne();
    }

    /// <inheritdoc cref="ReadSingleAsync()"/>
    public async ValueTask<T> ReadSingleAsync<T>(MessageParser<T> parser)
        where T : IMessage<T>
    {
        await ReadSingleAsync();
        return Parse(parser);
    }

    /// <summary>Waits for the client to end its side after the only message.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask ExpectEndAsync()
    {
        Enter();
        try
        {
            if (!await _messages.ReadToEndAsync(CancellationToken.None))
                throw MoreThanOne();
        }
        catch (Exception e) when (IsBroken(e, CancellationToken.None))
        {
            throw Broken(e);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>The current message as a generated one.</summary>
    public T Parse<T>(MessageParser<T> parser)
        where T : IMessage<T>
    {
        try
        {
            return parser.ParseFrom(Current);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw FramingErrors.BadMessage(typeof(T).Name, e);
        }
    }

    /// <summary>Makes a waiting read, or else the next one, end with <see cref="OperationCanceledException"/>.</summary>
    public void Cancel()
    {
        try
        {
            _http.BodyReader.CancelPendingRead();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The stream is reset already, which has ended the read too.
        }
    }

    /// <summary>Ends reading; after it nothing touches the request any more, not even a read the handler left behind.</summary>
    public ValueTask DisposeAsync()
    {
        _readEnded ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        while (true)
        {
            if (Interlocked.CompareExchange(ref _state, Closed, Idle) == Idle)
            {
                _messages.Dispose();
                return default;
            }

            if (Interlocked.CompareExchange(ref _state, Closing, Reading) == Reading)
            {
                Cancel();
                return new ValueTask(_readEnded.Task);
            }
        }
    }

    private void Enter()
    {
        switch (Interlocked.CompareExchange(ref _state, Reading, Idle))
        {
            case Idle:
                return;
            case Reading:
                throw new InvalidOperationException("A request is being read already; reads must not overlap.");
            default:
                throw new CallEndedException("The call has ended.");
        }
    }

    private void Leave()
    {
        if (Interlocked.CompareExchange(ref _state, Idle, Reading) == Reading)
            return;
        _state = Closed;
        _messages.Dispose();
        _readEnded!.SetResult();
    }

    private static RpcException MoreThanOne()
        => new(StatusCode.Internal, "The request has more than one message; the method takes exactly one.");

    // How Kestrel reports a call that is over: reset by the client, by us, or gone with its connection.
    private static bool IsBroken(Exception e, CancellationToken callers)
        => e is IOException || (e is OperationCanceledException && !callers.IsCancellationRequested);

    private static CallEndedException Broken(Exception e) => new("The call has ended.", e);
}
