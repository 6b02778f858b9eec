using System.Threading.Channels;
using Google.Protobuf;
using SolverGrpc.Rpc;
using SolverGrpc.Rpc.Client;
using Channel = SolverGrpc.Rpc.Client.Channel;

namespace SolverGrpc.LoadGen;

/// <summary>Messages of one stream, written as they come and answered in any order.</summary>
internal sealed class StreamLoad<TRequest, TResponse> : ILoad
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    private readonly Channel<int> _waiting = System.Threading.Channels.Channel.CreateUnbounded<int>(new() { SingleReader = true });
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly AsyncDuplexStreamingCall<TRequest, TResponse> _call;
    private readonly Task _work;

    /// <summary>Opens the stream.</summary>
    /// <param name="channel">The server.</param>
    /// <param name="method">The method.</param>
    /// <param name="message">The message of a number.</param>
    /// <param name="verify">The number that a message answers; throws if the answer is wrong.</param>
    public StreamLoad(Channel channel, Method<TRequest, TResponse> method, Func<int, TRequest> message, Func<TResponse, int> verify)
    {
        _call = channel.DuplexStreamingCall(method);
        _work = Task.WhenAll(ObservedAsync(WriteAsync(message)), ObservedAsync(ReadAsync(verify)));
    }

    public Action<int> Answered { get; set; } = _ => { };

    public Task Failed => _failed.Task;

    public void Send(int number) => _waiting.Writer.TryWrite(number);

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _work;
        _call.Dispose();
    }

    private async Task WriteAsync(Func<int, TRequest> message)
    {
        await foreach (int number in _waiting.Reader.ReadAllAsync()) await _call.RequestStream.WriteAsync(message(number));
        await _call.RequestStream.CompleteAsync();
    }

    private async Task ReadAsync(Func<TResponse, int> verify)
    {
        await foreach (TResponse response in _call.ResponseStream.ReadAllAsync()) Answered(verify(response));
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
        }
    }
}
