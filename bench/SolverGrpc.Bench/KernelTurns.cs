using System.Diagnostics;
using System.Text.Json;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Bench;

/// <summary>
/// The <c>turns</c> command: one process's part of the comparison with the floor. Every row with one kernel, ours and the floor in turns, block by
/// block, so that both meet the same noise; prints a line of JSON. <see cref="KernelComparison"/> starts several.
/// </summary>
internal static class KernelTurns
{
    private const int Blocks = 11;
    private const double BlockNanoseconds = 1e6;

    // the JIT's last tier comes 100 ms after the last new method, and then needs a core for itself
    private const double WarmUpSeconds = 1.5;

    /// <summary>What one process has seen of a row: the medians of its blocks, in nanoseconds per solve.</summary>
    public sealed record Seen(double Ours, double Floor);

    /// <summary>Measures every row of <see cref="KernelRow.All"/> with the kernel of that name.</summary>
    public static int Run(string floorPath, string kernelName)
    {
        if (!KernelSelection.TryParse(kernelName, out SimdKernel kernel, out string error)) throw new ArgumentException(error, nameof(kernelName));
        ChunkedPass.ThreadLimit = 1;
        using KernelSelection.Forced forced = KernelSelection.Force(kernel);
        using var floor = new FloorProcess(floorPath);
        using var folder = new InstanceFolder();
        Turn[] turns = [.. KernelRow.All.Select(row => new Turn(row))];
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < WarmUpSeconds;)
            foreach (Turn turn in turns) turn.Time(turn.SolvesOfBlock());
        Console.WriteLine(JsonSerializer.Serialize(turns.Select(turn => Measure(turn, kernelName, floor, folder.Path))));
        return 0;
    }

    private static Seen Measure(Turn turn, string kernel, FloorProcess floor, string folder)
    {
        string file = turn.Run.Instance.Write(folder);
        int solves = turn.SolvesOfBlock();
        double[] ours = new double[Blocks], theirs = new double[Blocks];
        for (int block = 0; block < Blocks; block++)
        {
            ours[block] = turn.Time(solves);
            theirs[block] = floor.Time(file, turn.Run.Instance.Task, kernel, solves);
        }

        turn.Verify();
        Array.Sort(ours);
        Array.Sort(theirs);
        return new(ours[Blocks / 2], theirs[Blocks / 2]);
    }

    // our side of a row
    private sealed class Turn(KernelRow row)
    {
        private readonly ClassRun? _whole = row.Whole ? new(BenchInstance.Draw(row.Task, row.Count).Problem) : null;

        public KernelRun Run { get; } = KernelRun.Of(row.Task, row.Count);

        public int SolvesOfBlock() => (int)Math.Clamp(BlockNanoseconds / Time(3), 1, 2000);

        // nanoseconds per solve
        public double Time(int solves)
        {
            long start = Stopwatch.GetTimestamp();
            if (_whole != null) for (int i = 0; i < solves; i++) _whole.Solve();
            else for (int i = 0; i < solves; i++) Run.Solve();
            return Stopwatch.GetElapsedTime(start).TotalNanoseconds / solves;
        }

        public void Verify()
        {
            if (_whole != null) _whole.Verify(row.Work);
            else Run.Verified();
        }
    }
}
