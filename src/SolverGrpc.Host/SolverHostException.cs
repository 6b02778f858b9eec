namespace SolverGrpc.Host;

/// <summary>The service cannot start.</summary>
/// <param name="faults">Every reason, each naming its option.</param>
/// <param name="innerException">The cause.</param>
public sealed class SolverHostException(IReadOnlyList<string> faults, Exception? innerException = null)
    : Exception(string.Join(Environment.NewLine, faults), innerException)
{
    /// <summary>Every reason, each naming its option.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;

    /// <summary>The options are good, but an endpoint cannot be bound: the port is in use, or not allowed to this user.</summary>
    public bool CannotListen { get; init; }

    /// <summary>The journal cannot be used: it is damaged, written by a newer version, or of another process.</summary>
    public bool JournalUnusable { get; init; }
}
