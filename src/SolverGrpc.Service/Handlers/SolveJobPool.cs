namespace SolverGrpc.Service.Handlers;

/// <summary>Jobs that wait for the next request.</summary>
/// <param name="time">For the jobs.</param>
internal sealed class SolveJobPool(TimeProvider time)
{
    private const int KeptMax = 64;

    private readonly Stack<SolveJob> _free = new(KeptMax);

    /// <summary>A job without a past.</summary>
    public SolveJob Rent()
    {
        lock (_free)
        {
            if (_free.TryPop(out SolveJob? job)) return job;
        }

        return new SolveJob(time);
    }

    /// <summary>Takes a job back that nobody uses any more.</summary>
    public void Return(SolveJob job)
    {
        if (!job.IsReusable) return;
        job.Reset();
        lock (_free)
        {
            if (_free.Count < KeptMax) _free.Push(job);
        }
    }
}
