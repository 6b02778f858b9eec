using SolverGrpc.Host;
using SolverGrpc.Rpc.Client;

namespace SolverGrpc.Cli.Service;

/// <summary>The way to a service: one that runs somewhere, or one of our own for the length of a command, on a private Unix socket.</summary>
internal sealed class SolverConnection : IAsyncDisposable
{
    private const int MessageBytesMax = 64 << 20;

    private readonly SolverHost? _own;
    private readonly DirectoryInfo? _folder;

    private SolverConnection(string address, TlsOptions? tls, SolverHost? own = null, DirectoryInfo? folder = null)
    {
        (_own, _folder) = (own, folder);
        Channel = Channel.ForAddress(address, new ChannelOptions { Tls = tls, MaxReceiveMessageSize = MessageBytesMax, MaxSendMessageSize = MessageBytesMax });
    }

    /// <summary>For calls.</summary>
    public Channel Channel { get; }

    /// <summary>To a service that runs at <paramref name="address"/>; nothing is sent yet.</summary>
    /// <exception cref="InputException">This is no address.</exception>
    public static SolverConnection To(string address, TlsOptions? tls)
    {
        try
        {
            return new(address, tls);
        }
        catch (ArgumentException e)
        {
            throw new InputException(e.Message);
        }
    }

    /// <summary>To a service of our own: the same handlers on the same wire, in this process.</summary>
    public static async Task<SolverConnection> ToOwnAsync(bool journal, CancellationToken cancellation)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("solver-");
        string address = $"unix:{Path.Combine(folder.FullName, "solver.sock")}";
        SolverHost host = await SolverHost.StartAsync(
            new SolverHostOptions
            {
                Listen = [address],
                StatusListen = "",
                WarmUpSolves = 0,
                StopGraceSeconds = 0,
                LogLevel = "Error",
                JournalPath = journal ? Path.Combine(folder.FullName, "journal") : "",
            },
            cancellation);
        return new(address, null, host, folder);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        if (_own is null) return;
        await _own.StopAsync(CancellationToken.None);
        await _own.DisposeAsync();
        _folder!.Delete(recursive: true);
    }
}
