using System.Diagnostics;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Bench;

/// <summary>A whole solve of one class with a million periods on one thread and on one for each core, in turns.</summary>
/// <param name="Class">Name of the class.</param>
/// <param name="Count">N.</param>
/// <param name="Cores">Threads of the second column.</param>
/// <param name="OneNanoseconds">Median on one thread.</param>
/// <param name="AllNanoseconds">Median on all of them.</param>
/// <param name="Ratio">Median over the turns of one thread's time over that of all.</param>
internal sealed record CoreScaling(string Class, int Count, int Cores, double OneNanoseconds, double AllNanoseconds, double Ratio)
{
    private const int Million = 1_000_000;
    private const int Turns = 11;

    /// <summary>Every class that has a million periods; each answer is checked on either number of threads.</summary>
    public static IEnumerable<CoreScaling> All() => ProblemClass.All.Where(item => item.Counts.Contains(Million)).Select(Of);

    private static CoreScaling Of(ProblemClass item)
    {
        int before = ChunkedPass.ThreadLimit;
        var run = new ClassRun(item.Draw(Million));
        double[] one = new double[Turns], all = new double[Turns];
        for (int turn = 0; turn < Turns; turn++) (one[turn], all[turn]) = (Time(run, item, 1), Time(run, item, 0));
        ChunkedPass.ThreadLimit = before;
        double[] ratios = [.. one.Zip(all, (alone, together) => alone / together)];
        return new(item.Name, Million, Environment.ProcessorCount, Median(one), Median(all), Median(ratios));
    }

    private static double Time(ClassRun run, ProblemClass item, int threads)
    {
        ChunkedPass.ThreadLimit = threads;
        long begin = Stopwatch.GetTimestamp();
        run.Verify($"{item.Name} {Million}, {threads} threads");
        return Stopwatch.GetElapsedTime(begin).TotalNanoseconds;
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
