using System.Net.Sockets;
using System.Reflection;
using SolverGrpc.Cli.Commands;
using SolverGrpc.Host;

namespace SolverGrpc.Cli.Tests.Commands;

public sealed class ServeCommandTests
{
    [Fact]
    public async Task Serve_Endpoints_ArePrintedListenedOnAndLeftWhenToldToStop()
    {
        string socket = Path.Combine(Directory.CreateTempSubdirectory("solver-cli-").FullName, "solver.sock");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Deadline);
        using var output = new AwaitedWriter();
        Task<CommandRun> serving = CommandRun.OfAsync(
            ["serve", "--listen", "http://127.0.0.1:0", "--listen", $"unix:{socket}", "--status-listen", "", "--warm-up-solves", "0"], output: output, cancellation: stop.Token);

        await output.WaitForLineAsync(ServeCommand.Ready, stop.Token);
        var port = new Uri(output.Line("listening on http://")["listening on ".Length..]).Port;
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", port, stop.Token);
        Assert.Equal($"listening on unix:{socket}", output.Line("listening on unix:"));
        Assert.True(File.Exists(socket));
        await stop.CancelAsync();

        CommandRun run = await serving;
        Assert.Equal((ExitCode.Ok, ""), (run.ExitCode, run.Error));
        using var late = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => late.ConnectAsync("127.0.0.1", port));
    }

    [Fact]
    public async Task Serve_StoppedBeforeItStarts_SaysSo()
    {
        CommandRun run = await CommandRun.OfAsync(
            ["serve", "--listen", "http://127.0.0.1:0", "--status-listen", "", "--log-level", "None"], cancellation: new CancellationToken(canceled: true));

        Assert.Equal((ExitCode.Failed, ""), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task Serve_WrongOptions_AreAllNamed()
    {
        CommandRun run = await CommandRun.OfAsync("serve", "--listen", "somewhere", "--small-workers", "-1", "--log-level", "loud", "--allow-plaintext", "perhaps");

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("AllowPlaintext", run.Error, StringComparison.Ordinal);

        run = await CommandRun.OfAsync("serve", "--listen", "somewhere", "--small-workers", "-1", "--log-level", "loud", "--allow-plaintext");
        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.All(["Listen[0]", "SmallWorkers", "LogLevel"], name => Assert.Contains(name, run.Error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Serve_Check_NamesEveryFaultAndStartsNothing()
    {
        CommandRun good = await CommandRun.OfAsync("serve", "--check", "--listen", "http://127.0.0.1:0", "--status-listen", "");
        Assert.Equal((ExitCode.Ok, ""), (good.ExitCode, good.Error));

        using var taken = new TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        CommandRun bad = await CommandRun.OfAsync("serve", "--check", "--listen", $"http://{taken.LocalEndpoint}", "--status-listen", "", "--small-queue-max", "0");
        Assert.Equal(ExitCode.BadInput, bad.ExitCode);
        Assert.All(["Listen[0]", "SmallQueueMax"], name => Assert.Contains(name, bad.Error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Serve_PortInUse_ExitsWithUnreachable()
    {
        using var taken = new TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();

        CommandRun run = await CommandRun.OfAsync("serve", "--listen", $"http://{taken.LocalEndpoint}", "--status-listen", "", "--log-level", "None");

        Assert.Equal(ExitCode.Unreachable, run.ExitCode);
    }

    [Fact]
    public async Task Serve_Help_DescribesEveryOptionOfTheService()
    {
        CommandRun run = await CommandRun.OfAsync("serve", "--help");

        Assert.Equal(ExitCode.Ok, run.ExitCode);
        Assert.All(HostOption.All(), option => Assert.Matches(@"^\S", option.Option.Description!));
        Assert.Equal(typeof(SolverHostOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Length, HostOption.All().Count);
        Assert.All(HostOption.All(), option => Assert.Contains(option.Option.Name, run.Output, StringComparison.Ordinal));
    }
}
