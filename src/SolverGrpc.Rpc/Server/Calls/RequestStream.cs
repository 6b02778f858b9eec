using Google.Protobuf;

namespace SolverGrpc.Rpc.Server.Calls;

/// <summary>The requests of a stream as generated messages.</summary>
internal sealed class RequestStream<T>(RequestReader requests, MessageParser<T> parser) : IAsyncStreamReader<T>
    where T : class, IMessage<T>
{
    private static readonly Task<bool> Next = Task.FromResult(true);
    private static readonly Task<bool> End = Task.FromResult(false);

    private T? _current;

    public T Current => _current ?? throw new InvalidOperationException("There is no current message.");

    public Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        _current = null;
        var read = requests.MoveNextAsync(cancellationToken);
        return read.IsCompletedSuccessfully ? Take(read.Result) ? Next : End : TakeAsync(read);
    }

    private async Task<bool> TakeAsync(ValueTask<bool> read) => Take(await read);

    private bool Take(bool any)
    {
        if (any)
            _current = requests.Parse(parser);
        return any;
    }
}
