namespace SolverGrpc.Tests;

/// <summary>
/// Counts what an action allocates. The runtime's own late work (tiering, a collection that closes the thread's allocation
/// buffer) is on the same account now and then, so that the smallest of a few counts is the action's.
/// </summary>
internal static class Allocation
{
    private const int Counts = 5;

    /// <summary>Bytes allocated on this thread by one run.</summary>
    public static long Of(Action action)
    {
        long least = long.MaxValue;
        for (int i = 0; i < Counts; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
