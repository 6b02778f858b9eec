namespace SolverGrpc.Host.Tests;

/// <summary>Options for hosts inside tests: quiet, nothing warmed up, no fixed port.</summary>
internal static class TestOptions
{
    public static SolverHostOptions OnSocket() => new()
    {
        Listen = ["unix:" + Path.Combine(Path.GetTempPath(), $"solver-{Guid.NewGuid():N}.sock")],
        StatusListen = "",
        WarmUpSolves = 0,
        LogLevel = "Warning",
    };
}
