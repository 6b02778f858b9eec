namespace SolverGrpc.Service.Admission;

/// <summary>Something to compute on a worker thread.</summary>
internal interface IWork
{
    /// <summary>How much memory it holds while it waits, in periods.</summary>
    int Periods { get; }

    /// <summary>Nobody waits for it any more.</summary>
    bool IsAbandoned { get; }

    /// <summary>Computes. Never throws.</summary>
    void Execute();
}
