namespace SolverGrpc.Cli;

/// <summary>What the process returns; <c>--help</c> prints this table.</summary>
internal enum ExitCode
{
    /// <summary>Done; of a problem: optimal, or feasible with a proven gap.</summary>
    Ok = 0,

    /// <summary>The command line, the file or the problem in it is wrong; what and where is on standard error.</summary>
    BadInput = 2,

    /// <summary>The problem is valid but has no schedule, or no method covers it.</summary>
    NoSchedule = 3,

    /// <summary>No service answers at the address, or ours cannot listen there.</summary>
    Unreachable = 4,

    /// <summary>Anything else that went wrong.</summary>
    Failed = 5,

    /// <summary>A journal is damaged, or of a newer version; file and offset are on standard error.</summary>
    Damaged = 6,

    /// <summary>The disk has not kept what the journal wrote: start again, and what is there is read.</summary>
    DiskFailed = 7,
}
