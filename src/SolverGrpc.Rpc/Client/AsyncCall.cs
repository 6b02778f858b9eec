namespace SolverGrpc.Rpc.Client;

/// <summary>What calls of all four kinds have in common.</summary>
public abstract class AsyncCall : IDisposable
{
    private readonly ClientCall _call;

    private protected AsyncCall(ClientCall call) => _call = call;

    /// <summary>
    /// The metadata the server sent before its first message; fails with <see cref="RpcException"/> if the call ended without.
    /// </summary>
    public Task<Metadata> ResponseHeadersAsync => _call.HeadersAsync;

    /// <summary>How the call ended.</summary>
    /// <returns>The status.</returns>
    /// <exception cref="InvalidOperationException">The call has not ended.</exception>
    public Status GetStatus() => Outcome.Status;

    /// <summary>The metadata the server sent at the end.</summary>
    /// <returns>The metadata.</returns>
    /// <exception cref="InvalidOperationException">The call has not ended.</exception>
    public Metadata GetTrailers() => Outcome.Trailers;

    /// <summary>Cancels the call if it has not ended.</summary>
    public void Dispose()
    {
        if (_call.Outcome is null)
        {
            _call.Lifetime.Stop(StatusCode.Cancelled, "The caller disposed the call.");
            _call.Finish(new(_call.Lifetime.Why!.Value));
        }

        GC.SuppressFinalize(this);
    }

    private Outcome Outcome => _call.Outcome ?? throw new InvalidOperationException("The call has not ended yet.");
}
