using System.Diagnostics;
using System.Text.Json;

namespace SolverGrpc.Bench;

/// <summary>
/// A row of root and schedule with one kernel, over several processes of ours and the floor (<see cref="KernelTurns"/>): where code and data of a
/// process happen to lie moves its times by more than any noise.
/// </summary>
/// <param name="Row">The row.</param>
/// <param name="Kernel">Name of the kernel.</param>
/// <param name="Ours">Nanoseconds per solve.</param>
/// <param name="Floor">Of the floor.</param>
/// <param name="Ratio">Ours over the floor's.</param>
internal sealed record KernelComparison(KernelRow Row, string Kernel, Spread Ours, Spread Floor, Spread Ratio)
{
    private const int Processes = 5;

    /// <summary>Measures every row.</summary>
    public static IReadOnlyList<KernelComparison> All(string floorPath, string kernel)
    {
        KernelTurns.Seen[][] seen = [.. Enumerable.Range(0, Processes).Select(_ => OneProcess(floorPath, kernel))];
        return [.. KernelRow.All.Select((row, i) => Of(row, kernel, [.. seen.Select(process => process[i])]))];
    }

    private static KernelComparison Of(KernelRow row, string kernel, KernelTurns.Seen[] seen) => new(
        row, kernel, Spread.Of(seen.Select(each => each.Ours)), Spread.Of(seen.Select(each => each.Floor)), Spread.Of(seen.Select(each => each.Ours / each.Floor)));

    private static KernelTurns.Seen[] OneProcess(string floorPath, string kernel)
    {
        string program = typeof(KernelComparison).Assembly.Location;
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [program, "turns", floorPath, kernel]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("dotnet does not start");
        string line = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException("a process that measures has failed: see its message");
        return JsonSerializer.Deserialize<KernelTurns.Seen[]>(line) ?? [];
    }
}

/// <summary>What several processes have seen.</summary>
/// <param name="Median">The middle one.</param>
/// <param name="Least">The smallest.</param>
/// <param name="Most">The largest.</param>
internal sealed record Spread(double Median, double Least, double Most)
{
    /// <summary>Of an odd number of values.</summary>
    public static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new(sorted[sorted.Length / 2], sorted[0], sorted[^1]);
    }
}
