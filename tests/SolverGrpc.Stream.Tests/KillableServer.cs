using System.Diagnostics;

namespace SolverGrpc.Stream.Tests;

/// <summary><c>solver serve</c> as a process that is killed and started again on the same journal and the same socket.</summary>
internal sealed class KillableServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("solver-kill-");
    private readonly bool _canFail;
    private Process _process = null!;

    private KillableServer(bool canFail) => _canFail = canFail;

    public string Endpoint => "unix:" + Path.Combine(_folder.FullName, "socket");

    public string JournalPath => Path.Combine(_folder.FullName, "journal");

    private string Trigger => Path.Combine(_folder.FullName, "fail");

    /// <param name="canFail">The disk of the first process can be made to fail.</param>
    public static async Task<KillableServer> StartAsync(bool canFail = false)
    {
        var server = new KillableServer(canFail);
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

    /// <summary>From now on every sync of the process fails.</summary>
    public async Task FailSyncsAsync()
    {
        Assert.True(_canFail);
        File.WriteAllText(Trigger, "");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!File.Exists(Trigger + ".done")) await Task.Delay(TimeSpan.FromMilliseconds(10), patience.Token);
        File.Delete(Trigger);
    }

    /// <summary>Waits until the process has ended by itself.</summary>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return _process.ExitCode;
    }

    /// <summary>Starts it again; ready when this returns.</summary>
    public async Task StartProcessAsync()
    {
        _process = Solver(_canFail ? Trigger : null, "serve", "--listen", Endpoint, "--status-listen", "", "--warm-up-solves", "0", "--journal-path", JournalPath);
        while (await _process.StandardOutput.ReadLineAsync() is { } line && line != "ready") { }
        Assert.False(_process.HasExited, "the server does not start");
    }

    /// <summary>Runs another command of <c>solver</c>.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] args)
    {
        using Process process = Solver(null, args);
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _folder.Delete(recursive: true);
    }

    private static Process Solver(string? trigger, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "solver.dll"), .. args]) { RedirectStandardOutput = true };
        if (trigger is not null)
        {
            start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location;
            start.Environment[StartupHook.Trigger] = trigger;
        }

        return Process.Start(start)!;
    }
}
