using System.Diagnostics;

namespace SolverGrpc.Bench;

/// <summary>A whole solve of one class beside the floor's root and vector of own exponents at N = 390, which stands for the speed of the machine.</summary>
/// <param name="Class">Name of the class.</param>
/// <param name="Count">N.</param>
/// <param name="Method">The method that solved it.</param>
/// <param name="Nanoseconds">Median of the blocks.</param>
/// <param name="Ratio">Median over that of the floor, measured in turns.</param>
/// <param name="Bytes">Allocated by one solve.</param>
internal sealed record ClassMeasurement(string Class, int Count, string Method, double Nanoseconds, double Ratio, long Bytes)
{
    private const int MostBlocks = 21;
    private const int FewestBlocks = 3;
    private const double BlockNanoseconds = 1e6;
    private const double WarmUpSeconds = 0.5;
    private const double MostSeconds = 1.5;
    private const int AllocationCounts = 3;

    /// <summary>Checks the answer, then measures. <paramref name="yardstick"/> times the floor once.</summary>
    public static ClassMeasurement Of(ProblemClass item, int count, Func<double> yardstick)
    {
        var run = new ClassRun(item.Draw(count));
        run.Verify($"{item.Name} {count}");
        long start = Stopwatch.GetTimestamp();
        int warm = 0;
        for (; Stopwatch.GetElapsedTime(start).TotalSeconds < WarmUpSeconds || warm < 2; warm++) run.Solve();
        double once = Stopwatch.GetElapsedTime(start).TotalNanoseconds / warm;
        int solves = (int)Math.Clamp(BlockNanoseconds / once, 1, 2000);
        int blocks = (int)Math.Clamp(MostSeconds * 1e9 / (once * solves), FewestBlocks, MostBlocks);

        double[] ours = new double[blocks], floor = new double[blocks];
        for (int block = 0; block < blocks; block++)
        {
            long begin = Stopwatch.GetTimestamp();
            for (int i = 0; i < solves; i++) run.Solve();
            ours[block] = Stopwatch.GetElapsedTime(begin).TotalNanoseconds / solves;
            floor[block] = yardstick();
        }

        Array.Sort(ours);
        Array.Sort(floor);
        return new(item.Name, count, run.Answer.Method.ToString(), ours[blocks / 2], ours[blocks / 2] / floor[blocks / 2], Allocated(run));
    }

    // the runtime's own late work is on the same account now and then: the smallest of a few counts
    private static long Allocated(ClassRun run)
    {
        long least = long.MaxValue;
        for (int i = 0; i < AllocationCounts; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            run.Solve();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
