namespace SolverGrpc.Host.Tests;

/// <summary>The service on a Unix socket of its own, shared by the tests of a class.</summary>
public sealed class RunningHost : IAsyncLifetime
{
    private SolverHost? _host;

    internal SolverHost Host => _host!;

    internal SolverClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _host = await SolverHost.StartAsync(TestOptions.OnSocket());
        Client = new SolverClient(_host.Endpoints[0]);
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await Host.DisposeAsync();
    }
}
