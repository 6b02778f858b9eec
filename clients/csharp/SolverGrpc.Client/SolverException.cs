namespace SolverGrpc.Client;

/// <summary>Base of everything that this library throws on its own.</summary>
public class SolverException : Exception
{
    internal SolverException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>The problem has no schedule, or none was found; the message says why.</summary>
public sealed class NoScheduleException : SolverException
{
    internal NoScheduleException(string message)
        : base(message)
    {
    }
}

/// <summary>The service has lost events of a session that it had called durable.</summary>
public sealed class SessionLostException : SolverException
{
    internal SessionLostException(string message)
        : base(message)
    {
    }
}
