using System.Diagnostics;
using System.Text.Json;

namespace SolverGrpc.Bench;

/// <summary>The hand-written program beside us: one request, one answer at a time.</summary>
internal sealed class FloorProcess : IDisposable
{
    private readonly Process _process;

    public FloorProcess(string path) => _process = Process.Start(new ProcessStartInfo(path) { RedirectStandardInput = true, RedirectStandardOutput = true })
        ?? throw new InvalidOperationException($"{path} does not start");

    /// <summary>Nanoseconds per solve, averaged over <paramref name="solves"/> of them in a row; the floor has checked its answer.</summary>
    public double Time(string file, BenchTask task, string kernel, int solves)
    {
        string name = task switch
        {
            BenchTask.PowerPass => "power_pass",
            BenchTask.CappedPass => "capped_pass",
            BenchTask.QuadraticPass => "quadratic_pass",
            BenchTask.RiskQuadratic => "risk_quadratic",
            BenchTask.RiskPower => "risk_power",
            _ => task.ToString().ToLowerInvariant(),
        };
        _process.StandardInput.WriteLine($"{file} {name} {kernel} {solves}");
        string line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("the floor ended: see its message");
        return JsonDocument.Parse(line).RootElement.GetProperty("ns").GetDouble();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
