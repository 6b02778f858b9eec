using Google.Protobuf;

namespace SolverGrpc.Rpc.Client;

/// <summary>Reads the response messages of a call.</summary>
internal sealed class ResponseStream<T>(ClientCall call, MessageParser<T> parser) : IAsyncStreamReader<T>
    where T : class, IMessage<T>
{
    private T? _current;
    private bool _reading;

    public T Current => _current ?? throw new InvalidOperationException("There is no current message.");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _reading, true))
            throw new InvalidOperationException("A read is under way already.");
        try
        {
            using var cancelling = cancellationToken.Register(
                () => call.Lifetime.Stop(StatusCode.Cancelled, "The caller cancelled a read."));
            _current = await call.NextAsync(parser).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _reading, false);
        }

        return _current is not null || (call.Outcome!.IsOk ? false : throw call.Outcome.ToException());
    }
}
