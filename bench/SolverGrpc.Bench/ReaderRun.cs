using System.Diagnostics;
using System.Text.Json;

namespace SolverGrpc.Bench;

/// <summary>The <c>reader</c> command: rows of MBP-10 CSV read and checked per second, in turns with a loop that only splits lines; a line of JSON.</summary>
internal static class ReaderRun
{
    private const int Rounds = 21;

    /// <summary>Measures.</summary>
    public static int Run()
    {
        var readers = new ReaderBenchmarks();
        readers.Setup();
        double[] read = new double[Rounds], split = new double[Rounds];
        for (int round = -2; round < Rounds; round++)
        {
            (double ours, double theirs) = (Seconds(readers.Read), Seconds(readers.SplitLines));
            if (round >= 0) (read[round], split[round]) = (ours, theirs);
        }

        Array.Sort(read);
        Array.Sort(split);
        int rows = readers.Rows;
        Console.WriteLine(JsonSerializer.Serialize(new { rows, bytes = readers.Bytes, read_per_second = rows / read[Rounds / 2], split_per_second = rows / split[Rounds / 2] }));
        return 0;
    }

    private static double Seconds(Func<int> work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
