namespace SolverGrpc.Host;

/// <summary>Whether calls are welcome: after the warm-up, and until the host begins to stop.</summary>
internal sealed class Readiness
{
    private volatile bool _serving;

    /// <summary>Calls are welcome.</summary>
    public bool IsServing
    {
        get => _serving;
        set => _serving = value;
    }
}
