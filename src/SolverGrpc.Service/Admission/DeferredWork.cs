namespace SolverGrpc.Service.Admission;

/// <summary>A computation that waits for a worker, and its result.</summary>
/// <typeparam name="T">The result.</typeparam>
/// <param name="periods">How much memory it holds while it waits, in periods.</param>
/// <param name="compute">The computation.</param>
/// <param name="cancellation">Nobody waits any more.</param>
internal sealed class DeferredWork<T>(int periods, Func<T> compute, CancellationToken cancellation) : IWork
{
    // the worker goes on with the next work: what follows runs elsewhere
    private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The result.</summary>
    public Task<T> Result => _result.Task;

    /// <inheritdoc/>
    public int Periods => periods;

    /// <inheritdoc/>
    public bool IsAbandoned => cancellation.IsCancellationRequested;

    /// <inheritdoc/>
    public void Execute()
    {
        try
        {
            cancellation.ThrowIfCancellationRequested();
            _result.SetResult(compute());
        }
        catch (Exception e)
        {
            _result.SetException(e);
        }
    }
}
