using System.Collections.Concurrent;
using System.Threading.Channels;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Client;
using Channel = SolverGrpc.Rpc.Client.Channel;
using Messages = System.Threading.Channels.Channel;

namespace SolverGrpc.LoadGen;

/// <summary>Events of one session on one stream; an event is answered by the first plan that takes it into account.</summary>
internal sealed class SessionLoad : ILoad
{
    private static readonly Method<StreamReoptimizeRequest, StreamReoptimizeResponse> Method =
        Rpc.Method.Of<StreamReoptimizeRequest, StreamReoptimizeResponse>(SolverServiceReflection.Descriptor.Services.Single(), "StreamReoptimize");

    private readonly SessionOrder _order;
    private readonly Channel<int> _waiting = Messages.CreateUnbounded<int>(new() { SingleReader = true });
    private readonly ConcurrentQueue<(long Seq, int Number)> _unanswered = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously), _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly AsyncDuplexStreamingCall<StreamReoptimizeRequest, StreamReoptimizeResponse> _call;
    private readonly Task _work;
    private long _planned;
    private volatile bool _ending;

    /// <summary>Opens the session.</summary>
    /// <param name="channel">The server.</param>
    /// <param name="order">The order that is worked.</param>
    public SessionLoad(Channel channel, SessionOrder order)
    {
        _order = order;
        _call = channel.DuplexStreamingCall(Method);
        _work = Task.WhenAll(ObservedAsync(WriteAsync()), ObservedAsync(ReadAsync()));
    }

    /// <inheritdoc/>
    public Action<int> Answered { get; set; } = _ => { };

    /// <summary>Completes when the order is planned and events may be sent.</summary>
    public Task Ready => _ready.Task;

    /// <inheritdoc/>
    public Task Failed => _failed.Task;

    /// <summary>Called with every message of the server.</summary>
    public Action<StreamReoptimizeResponse> Received { get; set; } = _ => { };

    /// <inheritdoc/>
    public void Send(int number) => _waiting.Writer.TryWrite(number);

    /// <summary>Cancels the order, so that nothing of it stays with the service.</summary>
    public async ValueTask DisposeAsync()
    {
        _ending = true;
        _waiting.Writer.TryComplete();
        await _work;
        _call.Dispose();
    }

    private async Task WriteAsync()
    {
        await _call.RequestStream.WriteAsync(_order.Open);
        await _call.RequestStream.WriteAsync(SessionOrder.Preparation);
        long seq = SessionOrder.Preparation.Seq;
        await foreach (int number in _waiting.Reader.ReadAllAsync())
        {
            StreamReoptimizeRequest message = _order.Event(++seq);
            _unanswered.Enqueue((seq, number));
            await _call.RequestStream.WriteAsync(message);
        }

        await _call.RequestStream.WriteAsync(new() { Seq = seq + 1, Cancel = new() });
        await _call.RequestStream.CompleteAsync();
    }

    private async Task ReadAsync()
    {
        await foreach (StreamReoptimizeResponse response in _call.ResponseStream.ReadAllAsync())
        {
            Received(response);
            switch (response.MessageCase)
            {
                case StreamReoptimizeResponse.MessageOneofCase.Plan when !_ending:
                    Take(response);
                    break;
                case not StreamReoptimizeResponse.MessageOneofCase.EventRejected when _ending:
                    break;
                case StreamReoptimizeResponse.MessageOneofCase.Opened or StreamReoptimizeResponse.MessageOneofCase.Ack or StreamReoptimizeResponse.MessageOneofCase.Heartbeat:
                    break;
                default:
                    throw new InvalidDataException($"The service said {response}.");
            }
        }
    }

    private void Take(StreamReoptimizeResponse response)
    {
        if (response.BasedOnSeq < _planned) throw new InvalidDataException($"A plan of event {response.BasedOnSeq} follows one of {_planned}.");
        _planned = response.BasedOnSeq;
        _order.Verify(response);
        if (_planned >= SessionOrder.Preparation.Seq) _ready.TrySetResult();
        while (_unanswered.TryPeek(out var oldest) && oldest.Seq <= _planned)
        {
            _unanswered.TryDequeue(out _);
            Answered(oldest.Number);
        }
    }

    private async Task ObservedAsync(Task part)
    {
        try
        {
            await part;
        }
        catch (Exception e)
        {
            _failed.TrySetException(e);
            _ready.TrySetException(e);
        }
    }
}
