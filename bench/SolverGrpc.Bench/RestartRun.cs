using System.Diagnostics;
using System.Text.Json;
using SolverGrpc.Sessions.Runtime;

namespace SolverGrpc.Bench;

/// <summary>What a restart took.</summary>
/// <param name="Sessions">That were brought back.</param>
/// <param name="Ms">From nothing to sessions that take streams.</param>
/// <param name="ProcessorMs">Of all processors.</param>
internal readonly record struct Restarted(int Sessions, double Ms, double ProcessorMs);

/// <summary>A restart as it happens to a service: in a process that has just begun, whose code has not been compiled yet.</summary>
internal static class RestartRun
{
    /// <summary>Brings the sessions of a journal back in this process, and prints a line of JSON.</summary>
    public static async Task<int> RunAsync(string journal)
    {
        Console.WriteLine(JsonSerializer.Serialize(await HereAsync(journal)));
        return 0;
    }

    /// <summary>The same, for a process that has done it before.</summary>
    public static async Task<Restarted> HereAsync(string journal)
    {
        long begin = Stopwatch.GetTimestamp();
        TimeSpan before = Environment.CpuUsage.TotalTime;
        await using SessionRuntime runtime = SessionRun.Start(new() { JournalPath = journal });
        return new(runtime.Count, Stopwatch.GetElapsedTime(begin).TotalMilliseconds, (Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
    }

    /// <summary>The same in a process of its own.</summary>
    public static async Task<Restarted> ElsewhereAsync(string journal)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(RestartRun).Assembly.Location, "restart", journal]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("dotnet does not start");
        string line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the restart has failed");
        await process.WaitForExitAsync();
        return JsonSerializer.Deserialize<Restarted>(line);
    }
}
