using Google.Protobuf;

namespace SolverGrpc.Rpc.Server.Calls;

/// <summary>The responses of a stream as generated messages.</summary>
internal sealed class ResponseStream<T>(ResponseWriter responses, ServerCallContext context) : IServerStreamWriter<T>
    where T : class, IMessage<T>
{
    private int _writing;

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(T message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        cancellationToken.ThrowIfCancellationRequested();
        if (Interlocked.Exchange(ref _writing, 1) == 1)
            throw new InvalidOperationException("A response is being written already; writes must not overlap.");
        var options = WriteOptions ?? context.WriteOptions ?? WriteOptions.Default;
        return WriteAsync(message, options, cancellationToken);
    }

    private async Task WriteAsync(T message, WriteOptions options, CancellationToken cancellationToken)
    {
        try
        {
            responses.Write(message, options.NoCompress);
            if (!options.BufferHint)
                await responses.FlushAsync(cancellationToken);
        }
        finally
        {
            Volatile.Write(ref _writing, 0);
        }
    }
}
