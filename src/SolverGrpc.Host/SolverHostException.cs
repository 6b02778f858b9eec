namespace SolverGrpc.Host;

/// <summary>The service cannot start.</summary>
public sealed class SolverHostException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="exitCode">What the process should end with.</param>
    /// <param name="faults">Every reason, each naming its option.</param>
    /// <param name="innerException">The cause.</param>
    public SolverHostException(ExitCode exitCode, IReadOnlyList<string> faults, Exception? innerException = null)
        : base(string.Join(Environment.NewLine, faults), innerException)
    {
        ExitCode = exitCode;
        Faults = faults;
    }

    /// <summary>What the process should end with.</summary>
    public ExitCode ExitCode { get; }

    /// <summary>Every reason, each naming its option.</summary>
    public IReadOnlyList<string> Faults { get; }
}

/// <summary>How the process ends.</summary>
public enum ExitCode
{
    /// <summary>Stopped when asked to, or the check found nothing.</summary>
    Success = 0,

    /// <summary>Something unexpected; the log has it.</summary>
    Failure = 1,

    /// <summary>Options cannot be used.</summary>
    BadOptions = 2,

    /// <summary>An endpoint cannot be bound: the port is in use or may not be used.</summary>
    CannotListen = 3,
}
