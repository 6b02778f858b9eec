namespace SolverGrpc.Sessions.Runtime;

/// <summary>A number of places, for one who takes them and waits where there is none, and others who give them back.</summary>
/// <param name="places">How many.</param>
internal sealed class Room(int places)
{
    private readonly Lock _gate = new();
    private int _free = places;
    private TaskCompletionSource? _waiting;

    /// <summary>Takes a place, if there is one.</summary>
    public bool TryTake()
    {
        lock (_gate)
        {
            if (_free == 0) return false;
            _free--;
            return true;
        }
    }

    /// <summary>Takes a place; waits for it.</summary>
    public async ValueTask TakeAsync(CancellationToken cancellation)
    {
        while (!TryTake()) await FreedAsync().WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Gives a place back.</summary>
    public void Release()
    {
        TaskCompletionSource? waiting;
        lock (_gate)
        {
            _free++;
            (waiting, _waiting) = (_waiting, null);
        }

        waiting?.SetResult();
    }

    private Task FreedAsync()
    {
        lock (_gate)
        {
            if (_free > 0) return Task.CompletedTask;
            _waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiting.Task;
        }
    }
}
