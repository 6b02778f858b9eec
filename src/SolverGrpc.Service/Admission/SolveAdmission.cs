using SolverGrpc.Sessions.Runtime;

namespace SolverGrpc.Service.Admission;

/// <summary>
/// Solves run on threads of their own behind bounded queues, small and large ones apart: a small solve never waits for a
/// large one. What does not fit is turned away at once.
/// </summary>
public sealed class SolveAdmission : ILargeSolves, IDisposable
{
    private readonly WorkLane _small;
    private readonly WorkLane _large;

    /// <summary>Starts the threads.</summary>
    /// <param name="options">How much.</param>
    /// <param name="time">Measures durations.</param>
    public SolveAdmission(AdmissionOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        Time = time;
        _small = new WorkLane("solve-small", options.SmallWorkers, options.SmallQueueMax, long.MaxValue, time);
        _large = new WorkLane("solve-large", options.LargeWorkers, options.LargeQueueMax, options.LargeQueuePeriodsMax, time);
    }

    internal TimeProvider Time { get; }

    /// <summary>Stops; what waits is still done.</summary>
    public void Dispose()
    {
        _small.Dispose();
        _large.Dispose();
    }

    /// <inheritdoc/>
    Task<T>? ILargeSolves.TryRunAsync<T>(int periods, Func<T> compute, CancellationToken cancellation)
    {
        var work = new DeferredWork<T>(periods, compute, cancellation);
        return TryAdd(work, WorkSize.Large, out _) ? work.Result : null;
    }

    /// <summary>Takes work on, or says when to come again.</summary>
    internal bool TryAdd(IWork work, WorkSize size, out TimeSpan retryAfter)
    {
        WorkLane lane = size == WorkSize.Large ? _large : _small;
        bool taken = lane.TryAdd(work);
        retryAfter = taken ? TimeSpan.Zero : lane.ExpectedWait;
        return taken;
    }

    /// <summary>Computes on a thread for large solves.</summary>
    /// <typeparam name="T">The result.</typeparam>
    /// <param name="periods">How much memory it holds while it waits, in periods.</param>
    /// <param name="compute">The computation.</param>
    /// <param name="cancellation">Nobody waits any more.</param>
    /// <exception cref="Rpc.RpcException">RESOURCE_EXHAUSTED: there is no room.</exception>
    internal Task<T> RunAsync<T>(int periods, Func<T> compute, CancellationToken cancellation)
    {
        var work = new DeferredWork<T>(periods, compute, cancellation);
        return TryAdd(work, WorkSize.Large, out TimeSpan retryAfter) ? work.Result : throw Overload.ToException(retryAfter);
    }
}
