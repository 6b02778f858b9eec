namespace SolverGrpc.Sessions.Runtime;

/// <summary>What the sessions of a process share.</summary>
/// <param name="Options">What they may take.</param>
/// <param name="Journal">Where they are kept; null: nowhere.</param>
/// <param name="Registry">All of them.</param>
/// <param name="Lane">Where large solves run.</param>
/// <param name="Time">The clock, for durations only.</param>
/// <param name="Log">Takes what has gone wrong.</param>
/// <param name="Pool">Runs work elsewhere, soon.</param>
internal sealed record SessionServices(
    SessionRuntimeOptions Options,
    SessionJournal? Journal,
    SessionRegistry Registry,
    ILargeSolves Lane,
    TimeProvider Time,
    SessionLog Log,
    Action<IThreadPoolWorkItem> Pool);

/// <summary>Threads for solves that would hold up others.</summary>
public interface ILargeSolves
{
    /// <summary>Runs a computation when a thread is free.</summary>
    /// <typeparam name="T">The result.</typeparam>
    /// <param name="periods">How much memory it holds while it waits, in periods.</param>
    /// <param name="compute">The computation.</param>
    /// <param name="cancellation">Nobody waits for it any more.</param>
    /// <returns>The result; null: too much waits already.</returns>
    Task<T>? TryRunAsync<T>(int periods, Func<T> compute, CancellationToken cancellation);
}
