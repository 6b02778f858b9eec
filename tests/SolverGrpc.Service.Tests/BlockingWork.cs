using SolverGrpc.Service.Admission;

namespace SolverGrpc.Service.Tests;

/// <summary>Work that holds its worker until it is let go.</summary>
internal sealed class BlockingWork(int periods = 1) : IWork, IDisposable
{
    private readonly TaskCompletionSource _released = new();
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Begun => _begun.Task;

    public Task Done => _done.Task;

    public int Periods => periods;

    public bool IsAbandoned { get; set; }

    public void Release() => _released.TrySetResult();

    /// <summary>Lets go also when a test fails, so that the lane can end.</summary>
    public void Dispose() => Release();

    public void Execute()
    {
        _begun.SetResult();
        if (!IsAbandoned) _released.Task.Wait();
        _done.SetResult();
    }
}
