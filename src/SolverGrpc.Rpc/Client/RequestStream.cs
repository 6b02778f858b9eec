namespace SolverGrpc.Rpc.Client;

/// <summary>Joins the writer of a call to the body of its HTTP request, which comes later and perhaps more than once.</summary>
internal sealed class RequestStream
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<Stream> _body = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _used;
    private bool _ended;

    /// <summary>Lends a body to the writer until the writer completes or the call ends.</summary>
    /// <exception cref="IOException">Messages have been written to a body that is gone: they cannot be repeated.</exception>
    public async Task CarryAsync(Stream body, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_used || _ended)
                throw new IOException("The connection was lost after the first request message.");
            if (_body.Task.IsCompleted)
                _body = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _body.SetResult(body);
        }

        await body.FlushAsync(cancellationToken).ConfigureAwait(false); // the headers, without waiting for a message
        await _completed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits for the body to write to.</summary>
    /// <exception cref="RpcException">The call ended before there was one.</exception>
    public async ValueTask<Stream> BodyAsync()
    {
        var body = await _body.Task.ConfigureAwait(false);
        lock (_gate)
        {
            _used = true;
            return _body.Task.IsCompletedSuccessfully ? _body.Task.Result : body;
        }
    }

    /// <summary>No more messages will be written.</summary>
    public void Complete() => _completed.TrySetResult();

    /// <summary>The call is over.</summary>
    public void End(Outcome outcome)
    {
        lock (_gate)
        {
            _ended = true;
            if (_body.TrySetException(outcome.ToException()))
                _ = _body.Task.Exception;
        }

        _completed.TrySetResult();
    }
}
