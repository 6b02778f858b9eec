using System.Net;
using SolverGrpc.Host;
using SolverGrpc.Rpc.Tests.Http2;

namespace SolverGrpc.Abuse.Tests.Hosts;

/// <summary>The real service on a TCP port of its own, with smaller messages than by default: what is too large for it is sent sooner.</summary>
public sealed class AbusedHost : IAsyncLifetime
{
    private SolverHost _host = null!;

    internal EndPoint Address { get; private set; } = null!;

    public Task InitializeAsync() => StartAsync(Options);

    public async Task DisposeAsync() => await _host.DisposeAsync();

    internal static SolverHostOptions Options => new()
    {
        Listen = ["http://127.0.0.1:0"],
        StatusListen = "",
        WarmUpSolves = 0,
        MessageBytesMax = 4 << 20,
        LogLevel = "Warning",
    };

    internal Task<RawHttp2Connection> ConnectAsync(RawHttp2Options? options = null) => RawHttp2Connection.ConnectAsync(Address, options);

    internal static async Task<AbusedHost> StartNewAsync(SolverHostOptions options)
    {
        var host = new AbusedHost();
        await host.StartAsync(options);
        return host;
    }

    private async Task StartAsync(SolverHostOptions options)
    {
        _host = await SolverHost.StartAsync(options);
        Address = IPEndPoint.Parse(new Uri(_host.Endpoints[0]).Authority);
    }
}
