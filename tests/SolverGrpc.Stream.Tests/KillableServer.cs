using System.Diagnostics;

namespace SolverGrpc.Stream.Tests;

/// <summary><c>solver serve</c> as a process that is killed and started again on the same journal and the same socket.</summary>
internal sealed class KillableServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("solver-kill-");
    private Process _process = null!;

    private KillableServer()
    {
    }

    public string Endpoint => "unix:" + Path.Combine(_folder.FullName, "socket");

    public string JournalPath => Path.Combine(_folder.FullName, "journal");

    public static async Task<KillableServer> StartAsync()
    {
        var server = new KillableServer();
        await server.StartProcessAsync();
        return server;
    }

    /// <summary>SIGKILL: nothing of the process' own doing happens any more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>Starts it again; ready when this returns.</summary>
    public async Task StartProcessAsync()
    {
        _process = Solver("serve", "--listen", Endpoint, "--status-listen", "", "--warm-up-solves", "0", "--journal-path", JournalPath);
        while (await _process.StandardOutput.ReadLineAsync() is { } line && line != "ready") { }
        Assert.False(_process.HasExited, "the server does not start");
    }

    /// <summary>Runs another command of <c>solver</c>.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] args)
    {
        using Process process = Solver(args);
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _folder.Delete(recursive: true);
    }

    private static Process Solver(params string[] args) => Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "solver.dll"), .. args]) { RedirectStandardOutput = true })!;
}
