namespace SolverGrpc.Rpc.Server.Calls;

/// <summary>The streaming calls that are open, so that a server that stops can end them.</summary>
internal sealed class OpenStreams
{
    private readonly HashSet<HttpServerCall> _calls = [];
    private bool _ended;

    /// <summary>Registers a call; false when streams are being ended.</summary>
    public bool TryAdd(HttpServerCall call)
    {
        lock (_calls)
            return !_ended && _calls.Add(call);
    }

    public void Remove(HttpServerCall call)
    {
        lock (_calls)
            _calls.Remove(call);
    }

    /// <summary>Refuses further calls and returns those that are open.</summary>
    public HttpServerCall[] End()
    {
        lock (_calls)
        {
            _ended = true;
            return [.. _calls];
        }
    }
}
