using System.Buffers;
using SolverGrpc.Rpc.Framing;

namespace SolverGrpc.Rpc.Server.Calls;

/// <summary>The responses of a stream as bytes. Disposing it takes the pooled buffer away from a handler that goes on after its call.</summary>
internal sealed class RawResponseStream(ResponseWriter responses) : IRawStreamWriter, IDisposable
{
    private PooledBuffer? _message = MessageBufferPool.Rent();

    public IBufferWriter<byte> BeginMessage()
    {
        var message = Message();
        message.Clear();
        return message;
    }

    public void EndMessage()
    {
        var message = Message();
        responses.Write(message.WrittenSpan);
        message.Clear();
    }

    public ValueTask FlushAsync() => responses.FlushAsync(CancellationToken.None);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _message, null) is { } message)
            MessageBufferPool.Return(message);
    }

    private PooledBuffer Message() => _message ?? throw new CallEndedException("The call has ended.");
}
