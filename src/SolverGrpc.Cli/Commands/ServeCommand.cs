using System.CommandLine;
using SolverGrpc.Host;
using Command = System.CommandLine.Command;

namespace SolverGrpc.Cli.Commands;

/// <summary><c>solver serve</c>: runs the service until it is told to stop.</summary>
internal static class ServeCommand
{
    /// <summary>Last line that is printed before the service waits for calls: scripts look for it.</summary>
    public const string Ready = "ready";

    /// <summary>Makes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        IReadOnlyList<HostOption> options = HostOption.All();
        var command = new Command(
            "serve",
            "Run the service until SIGTERM or Ctrl-C. Options can also come from appsettings.json (section Solver) and from "
            + "environment variables (SOLVER_LISTEN, ...); the command line wins.");
        foreach (HostOption option in options)
            command.Add(option.Option);
        var check = new Option<bool>("--check") { Description = "Only check the options, certificates, folders and ports; name every fault." };
        command.Add(check);
        return command.Runs(terminal, async (parsed, cancellation) =>
        {
            var faults = new List<string>();
            SolverHostOptions settings = SolverHostConfiguration.Read([.. options.SelectMany(option => option.Setting(parsed))], faults);
            if (parsed.GetValue(check)) faults.AddRange([.. SolverHostOptionsCheck.Faults(settings), .. SolverHostOptionsCheck.PortFaults(settings)]);
            if (faults.Count > 0) throw new InputException(string.Join(Environment.NewLine, faults));
            if (parsed.GetValue(check)) return ExitCode.Ok;

            await using SolverHost host = await SolverHost.StartAsync(settings, cancellation);
            foreach (string endpoint in host.Endpoints)
                terminal.WriteRaw($"listening on {endpoint}");
            if (host.StatusEndpoint is { } status) terminal.WriteRaw($"status on {status}");
            terminal.WriteRaw(Ready);

            var stopped = new TaskCompletionSource();
            await using CancellationTokenRegistration registration = cancellation.Register(stopped.SetResult);
            bool diskFailed = await Task.WhenAny(stopped.Task, host.RestartNeeded) == host.RestartNeeded;
            await host.StopAsync(CancellationToken.None);
            return diskFailed ? ExitCode.DiskFailed : ExitCode.Ok;
        });
    }
}
