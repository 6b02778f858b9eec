using System.Buffers.Binary;
using Google.Protobuf;
using SolverGrpc.Host;
using SolverGrpc.Rpc.Client;
using SolverGrpc.Sessions.Journal;

namespace SolverGrpc.Stream.Tests;

/// <summary>The service on a Unix socket, with a journal, in a folder that goes with it.</summary>
internal sealed class StreamHost : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("solver-stream-");

    // open to the end: a channel that goes would cancel calls whose last words have come but have not been read
    private readonly List<Channel> _channels = [];

    private StreamHost()
    {
    }

    public SolverHost Host { get; private set; } = null!;

    public Channel Channel { get; private set; } = null!;

    /// <summary>A place in the folder.</summary>
    public string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    public static async Task<StreamHost> StartAsync(Func<SolverHostOptions, SolverHostOptions>? change = null)
    {
        var started = new StreamHost();
        await started.StartHostAsync(change);
        return started;
    }

    /// <summary>Stops the service and starts another one on the same journal.</summary>
    public async Task RestartAsync(Func<SolverHostOptions, SolverHostOptions>? change = null)
    {
        await StopAsync();
        await StartHostAsync(change);
    }

    public Task<OpenStream> BeginAsync(Contracts.V1.StreamReoptimizeRequest first) => OpenStream.BeginAsync(Channel, first);

    /// <summary>Waits until the journal has a record of a session.</summary>
    public async Task JournalAsync(ByteString sessionKey, Func<JournalEntry, bool> isIt)
    {
        UInt128 session = BinaryPrimitives.ReadUInt128BigEndian(sessionKey.Span);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using JournalFolder folder = JournalFolder.OpenForReading(Path("journal"));
        while (true)
        {
            bool found = false;
            JournalReader.ReadAll(folder, JournalCheck.Run(folder), record => found |= record.Entry.Session == session && isIt(record.Entry));
            if (found) return;
            await Task.Delay(TimeSpan.FromMilliseconds(10), patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (Channel channel in _channels) channel.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task StartHostAsync(Func<SolverHostOptions, SolverHostOptions>? change)
    {
        var options = new SolverHostOptions
        {
            Listen = ["unix:" + Path("socket")],
            StatusListen = "",
            WarmUpSolves = 0,
            LogLevel = "Warning",
            JournalPath = Path("journal"),
            InstanceId = "here",
            StopGraceSeconds = 1,
        };
        Host = await SolverHost.StartAsync(change is null ? options : change(options));
        Channel = Channel.ForAddress(Host.Endpoints[0]);
        _channels.Add(Channel);
    }

    private async Task StopAsync()
    {
        await Host.StopAsync();
        await Host.DisposeAsync();
    }
}
