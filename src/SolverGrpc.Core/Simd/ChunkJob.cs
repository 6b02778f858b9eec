namespace SolverGrpc.Core.Simd;

/// <summary>
/// A pass under way on several threads. The instance belongs to the thread that starts it and is used again for its next
/// pass. Its work item can still be in the thread pool's queue when the pass is over, and even when the next one runs:
/// then it finds no chunk left, or helps with that one.
/// </summary>
internal sealed class ChunkJob<TPass> : IThreadPoolWorkItem
    where TPass : struct, IRunnable
{
    [ThreadStatic]
    private static ChunkJob<TPass>? _ofThisThread;

    private TPass _pass;
    private int _count;
    private Totals[] _totals = [];

    // Number of chunks in the upper half, next chunk in the lower one: a late helper compares a chunk number with the
    // number of chunks of the same pass, whatever has been started in between.
    private long _ticket;
    private int _done;

    public static Totals Run(in TPass pass, int count)
    {
        ChunkJob<TPass> job = _ofThisThread ??= new();
        return job.RunHere(pass, count);
    }

    /// <inheritdoc/>
    public void Execute()
    {
        while (true)
        {
            long ticket = Interlocked.Increment(ref _ticket) - 1;
            int chunk = (int)ticket;
            if (chunk >= (int)(ticket >> 32)) return;
            nint from = (nint)chunk * ChunkedPass.ChunkLength;
            _totals[chunk] = _pass.Run(from, Math.Min(from + ChunkedPass.ChunkLength, _count));
            Interlocked.Increment(ref _done);
        }
    }

    private Totals RunHere(in TPass pass, int count)
    {
        int chunks = (count + ChunkedPass.ChunkLength - 1) / ChunkedPass.ChunkLength;
        if (_totals.Length < chunks) _totals = new Totals[chunks];
        _pass = pass;
        _count = count;
        Volatile.Write(ref _done, 0);
        Volatile.Write(ref _ticket, (long)chunks << 32);

        int threads = Math.Min(ChunkedPass.ThreadLimit > 0 ? ChunkedPass.ThreadLimit : Environment.ProcessorCount, chunks);
        for (int helper = 1; helper < threads; helper++) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        Execute();
        var wait = default(SpinWait);
        while (Volatile.Read(ref _done) < chunks) wait.SpinOnce(sleep1Threshold: -1);

        Totals all = _totals[0];
        for (int chunk = 1; chunk < chunks; chunk++) all = all.Then<TPass>(_totals[chunk]);
        return all;
    }
}
