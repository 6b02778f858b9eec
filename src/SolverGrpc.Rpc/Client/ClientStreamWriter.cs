using System.Buffers;
using Google.Protobuf;

namespace SolverGrpc.Rpc.Client;

/// <summary>Writes request messages into the body of the call.</summary>
internal sealed class ClientStreamWriter<T>(ClientCall call, RequestStream requests) : IClientStreamWriter<T>
    where T : class, IMessage<T>
{
    private readonly ArrayBufferWriter<byte> _framed = new();
    private bool _writing;
    private bool _completed;

    public WriteOptions? WriteOptions { get; set; } = call.WriteOptions;

    public async Task WriteAsync(T message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (Interlocked.Exchange(ref _writing, true))
            throw new InvalidOperationException("A write is under way already.");
        try
        {
            if (_completed)
                throw new InvalidOperationException("The request stream is complete.");
            ThrowIfOver();
            _framed.ResetWrittenCount();
            call.Frame(_framed, message, WriteOptions);
            using var cancelling = cancellationToken.Register(
                () => call.Lifetime.Stop(StatusCode.Cancelled, "The caller cancelled a write."));
            await SendAsync().ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _writing, false);
        }
    }

    public Task CompleteAsync()
    {
        _completed = true;
        requests.Complete();
        return Task.CompletedTask;
    }

    private async Task SendAsync()
    {
        try
        {
            var body = await requests.BodyAsync().ConfigureAwait(false);
            await body.WriteAsync(_framed.WrittenMemory, call.Lifetime.Token).ConfigureAwait(false);
            if (WriteOptions is not { BufferHint: true })
                await body.FlushAsync(call.Lifetime.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            ThrowIfOver();
            throw new RpcException(TransportFailure.StatusOf(e, call.Lifetime), innerException: e);
        }
    }

    private void ThrowIfOver()
    {
        if (call.Outcome is not { } outcome)
            return;
        throw outcome.IsOk
            ? new InvalidOperationException("The server has ended the call with OK; it reads no more.")
            : outcome.ToException();
    }
}
