namespace SolverGrpc.Sessions.State;

/// <summary>Where a session stands.</summary>
public enum Phase
{
    /// <summary>Periods are open and are planned.</summary>
    Working,

    /// <summary>Periods are open; paused, halted or both: nothing is planned.</summary>
    Suspended,

    /// <summary>All periods are closed; something still works or is carried.</summary>
    Ended,

    /// <summary>Everything is filled, or what is left is given up. A correction of an execution can take it up again.</summary>
    Done,

    /// <summary>Cancelled for good.</summary>
    Cancelled,
}
