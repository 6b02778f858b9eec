using SolverGrpc.Host;

namespace SolverGrpc.Cli.Tests;

/// <summary>A service for the tests of one class, on a Unix socket.</summary>
public sealed class RunningService : IAsyncLifetime
{
    private SolverHost? _host;

    public string Address { get; } = $"unix:{Path.Combine(Directory.CreateTempSubdirectory("solver-cli-").FullName, "solver.sock")}";

    public async Task InitializeAsync() =>
        _host = await SolverHost.StartAsync(new SolverHostOptions { Listen = [Address], StatusListen = "", WarmUpSolves = 0, LogLevel = "None" });

    public async Task DisposeAsync() => await _host!.DisposeAsync();
}
