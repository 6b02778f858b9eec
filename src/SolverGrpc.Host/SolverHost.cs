using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SolverGrpc.Rpc.Server;
using SolverGrpc.Rpc.Server.Hosting;
using SolverGrpc.Service;
using SolverGrpc.Service.Admission;

namespace SolverGrpc.Host;

/// <summary>The running service: everything is put together here.</summary>
public sealed class SolverHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SolverService _service;

    private SolverHost(WebApplication app, SolverService service, IReadOnlyList<string> endpoints)
    {
        _app = app;
        _service = service;
        Endpoints = endpoints;
    }

    /// <summary>Where gRPC is served, in the order and the form of <see cref="SolverHostOptions.Listen"/>, with the ports that were bound.</summary>
    public IReadOnlyList<string> Endpoints { get; }

    /// <summary>Starts the service.</summary>
    /// <exception cref="SolverHostException">The options cannot be used, or an endpoint cannot be bound.</exception>
    public static async Task<SolverHost> StartAsync(SolverHostOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        IReadOnlyList<string> faults = SolverHostOptionsCheck.Faults(options);
        if (faults.Count > 0) throw new SolverHostException(ExitCode.BadOptions, faults);

        ListenAddress[] addresses = [.. options.Listen.Select(Parse)];
        WebApplication app = Build(options, addresses);
        var service = new SolverService(ServiceOptions(options), TimeProvider.System);
        app.RunGrpcServer(new GrpcServerOptions { StreamStopGrace = TimeSpan.FromSeconds(options.StopGraceSeconds) }, service.Definition);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await app.DisposeAsync();
            service.Dispose();
            throw new SolverHostException(ExitCode.CannotListen, [$"Listen: {e.Message}"], e);
        }

        return new SolverHost(app, service, Bound(app, addresses));
    }

    /// <summary>Stops: new calls are turned away, those that run may end within <see cref="SolverHostOptions.StopGraceSeconds"/>.</summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => _app.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _service.Dispose();
    }

    private static ListenAddress Parse(string text) =>
        ListenAddress.TryParse(text, out ListenAddress address) ? address : throw new ArgumentException($"'{text}' is no address.", nameof(text));

    private static WebApplication Build(SolverHostOptions options, IReadOnlyList<ListenAddress> addresses)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton<IHostLifetime, ExternalLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(options.StopGraceSeconds));
        HostLogging.Configure(builder.Logging, options);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureGrpc(new KestrelGrpcOptions
        {
            Endpoints = [.. addresses.Select(address => Endpoint(address, options))],
            AllowPlaintextBeyondLoopback = options.AllowPlaintext,
            MaxConcurrentConnections = options.ConnectionsMax,
            MaxStreamsPerConnection = options.StreamsPerConnectionMax,
        }));
        return builder.Build();
    }

    private static SolverServiceOptions ServiceOptions(SolverHostOptions options)
    {
        var admission = new AdmissionOptions { SmallQueueMax = options.SmallQueueMax, LargeQueueMax = options.LargeQueueMax };
        return new()
        {
            MessageBytesMax = options.MessageBytesMax,
            SolveManyInFlightMax = options.SolveManyInFlightMax,
            Admission = admission with
            {
                SmallWorkers = options.SmallWorkers > 0 ? options.SmallWorkers : admission.SmallWorkers,
                LargeWorkers = options.LargeWorkers > 0 ? options.LargeWorkers : admission.LargeWorkers,
            },
        };
    }

    private static GrpcEndpoint Endpoint(ListenAddress address, SolverHostOptions options)
    {
        if (address.Address is null) return GrpcEndpoint.Unix(address.Path);
        GrpcEndpoint endpoint = GrpcEndpoint.Tcp(address.Address);
        if (address.Scheme == "http") return endpoint;
        return endpoint with
        {
            Certificate = CertificateFiles.Load(options.CertificatePath, options.CertificateKeyPath),
            CertificateChain = [.. CertificateFiles.LoadAll(options.CertificatePath).Skip(1)],
            ClientRoots = options.ClientRootsPath.Length == 0 ? [] : CertificateFiles.LoadAll(options.ClientRootsPath),
        };
    }

    // Kestrel lists what it bound in the order in which it was told to listen
    private static string[] Bound(WebApplication app, IReadOnlyList<ListenAddress> addresses)
    {
        ICollection<string> urls = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        return [.. addresses.Zip(urls, (address, url) => address.Bound(address.Address is null ? 0 : BindingAddress.Parse(url).Port))];
    }

    // who started the host also stops it: signals are the business of the process
    private sealed class ExternalLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
