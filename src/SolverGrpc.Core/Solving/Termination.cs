namespace SolverGrpc.Core.Solving;

/// <summary>How a solve ended. The zero value never means solved.</summary>
public enum Termination
{
    /// <summary>Not solved yet.</summary>
    None,

    /// <summary>Proven optimal within the tolerance.</summary>
    Optimal,

    /// <summary>Feasible, with the proven gap in the certificate.</summary>
    Feasible,

    /// <summary>No schedule meets the constraints.</summary>
    Infeasible,

    /// <summary>A valid combination that no method, or not the requested one, covers.</summary>
    Unsupported,

    /// <summary>The certificate failed; there is no schedule.</summary>
    NumericalError,

    /// <summary>A limit was hit before any feasible schedule was found.</summary>
    LimitNoSolution,
}

/// <summary>The limit that ended a search.</summary>
public enum LimitKind
{
    /// <summary>None.</summary>
    None,

    /// <summary>Time or cancellation.</summary>
    Time,

    /// <summary>Node limit.</summary>
    Nodes,

    /// <summary>Iteration limit of the method.</summary>
    Iterations,
}
