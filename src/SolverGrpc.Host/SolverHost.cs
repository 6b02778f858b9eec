using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SolverGrpc.Core.Simd;
using SolverGrpc.Host.Web;
using SolverGrpc.Rpc.Server;
using SolverGrpc.Rpc.Server.Health;
using SolverGrpc.Rpc.Server.Hosting;
using SolverGrpc.Rpc.Server.Reflection;
using SolverGrpc.Service;
using SolverGrpc.Service.Admission;
using SolverGrpc.Sessions.Journal;
using SolverGrpc.Sessions.Runtime;
using static SolverGrpc.Rpc.Protos.Health.V1.HealthCheckResponse.Types;

namespace SolverGrpc.Host;

/// <summary>The running service: everything is put together here.</summary>
public sealed partial class SolverHost : IAsyncDisposable
{
    /// <summary>What health checks call the streams of sessions: these may be down while stateless calls are served.</summary>
    public const string SessionsHealthName = "solver.v1.SolverService.StreamReoptimize";

    // how many calls may have their whole window under way on one connection
    private const int StreamsPerWindow = 4;

    private readonly Readiness _readiness = new();
    private readonly TaskCompletionSource<JournalFault> _restartNeeded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HealthService _health;
    private readonly SolverService _service;
    private readonly WebApplication _grpc;
    private readonly WebApplication? _status;
    private readonly ListenAddress[] _addresses;
    private readonly ListenAddress? _statusAddress;
    private readonly WarmUpTls _warmUpTls;
    private readonly ILogger _log;

    private SolverHost(SolverHostOptions options)
    {
        _addresses = [.. options.Listen.Select(Parse)];
        _warmUpTls = WarmUpTls.For(options);
        _grpc = BuildGrpc(options, _addresses, _warmUpTls.ClientRoots);
        _log = _grpc.Logger;
        _service = new SolverService(ServiceOptions(options), TimeProvider.System, _grpc.Services.GetRequiredService<ILoggerFactory>());
        _health = new HealthService(_service.Definition.Descriptor.FullName, _service.CalibrationDefinition.Descriptor.FullName, SessionsHealthName);
        ServerServiceDefinition health = _health.Bind();
        var reflection = new ReflectionService(_service.Definition.Descriptor, _service.CalibrationDefinition.Descriptor, health.Descriptor);
        ServerServiceDefinition[] services = [_service.Definition, _service.CalibrationDefinition, health, .. reflection.Bind()];
        _grpc.RunGrpcServer(new GrpcServerOptions { StreamStopGrace = TimeSpan.FromSeconds(options.StopGraceSeconds) }, services);
        if (options.StatusListen.Length == 0) return;
        _statusAddress = Parse(options.StatusListen);
        _status = StatusSite.Build(options, _statusAddress, _readiness, () => Endpoints, () => _service.Sessions.Count, services);
    }

    /// <summary>Where gRPC is served, in the order and the form of <see cref="SolverHostOptions.Listen"/>, with the ports that were bound.</summary>
    public IReadOnlyList<string> Endpoints { get; private set; } = [];

    /// <summary>Where the status page is served; null: nowhere.</summary>
    public string? StatusEndpoint { get; private set; }

    /// <summary>
    /// Completes with the fault when the disk has not kept what the journal wrote: only a restart, which reads what is there, can go on.
    /// </summary>
    public Task<JournalFault> RestartNeeded => _restartNeeded.Task;

    /// <summary>Starts the service; when it returns, the code is warm and calls are welcome.</summary>
    /// <exception cref="SolverHostException">The options cannot be used, or an endpoint cannot be bound.</exception>
    public static async Task<SolverHost> StartAsync(SolverHostOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        IReadOnlyList<string> faults = SolverHostOptionsCheck.Faults(options);
        if (faults.Count > 0) throw new SolverHostException(faults);
        SolverHost host;
        try
        {
            host = new SolverHost(options);
        }
        catch (Exception e) when (e is JournalException or InvalidDataException)
        {
            throw new SolverHostException([$"JournalPath: '{options.JournalPath}': {e.Message}"], e) { JournalUnusable = true };
        }

        try
        {
            await host.BeginAsync(options, cancellationToken);
            return host;
        }
        catch (Exception e)
        {
            await host.DisposeAsync();
            if (e is IOException or SocketException) throw new SolverHostException([$"Listen: {e.Message}"], e) { CannotListen = true };
            throw;
        }
    }

    /// <summary>Stops: new calls are turned away, those that run may end within <see cref="SolverHostOptions.StopGraceSeconds"/>.</summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        _readiness.IsServing = false;
        _health.SetAll(ServingStatus.NotServing);
        LogStopping();
        await Task.WhenAll(_grpc.StopAsync(cancellationToken), _status?.StopAsync(cancellationToken) ?? Task.CompletedTask);
        LogStopped();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _grpc.DisposeAsync();
        if (_status is not null) await _status.DisposeAsync();
        await _service.DisposeAsync();
        _warmUpTls.Dispose();
    }

    // stateless calls go on without a journal
    private async Task WatchJournalAsync()
    {
        JournalFault fault = await _service.Sessions.JournalFailed;
        LogJournalStopped(fault.ToString());
        _health.SetStatus(SessionsHealthName, ServingStatus.NotServing);
        if (fault.Kind == JournalFaultKind.Sync) _restartNeeded.TrySetResult(fault);
    }

    private async Task BeginAsync(SolverHostOptions options, CancellationToken cancellation)
    {
        await _grpc.StartAsync(cancellation);
        Endpoints = HostBuilding.Bound(_grpc, _addresses);
        if (_status is not null)
        {
            await _status.StartAsync(cancellation);
            StatusEndpoint = HostBuilding.Bound(_status, [_statusAddress!])[0];
        }

        await WarmUpAsync(options, cancellation);
        _readiness.IsServing = true;
        _health.SetAll(ServingStatus.Serving);
        _ = WatchJournalAsync();
        if (options.JournalPath.Length == 0) LogNoJournal();
        LogServing(StatusSite.Version, KernelSelection.NameOf(KernelSelection.Current), string.Join(", ", Endpoints), StatusEndpoint ?? "nowhere");
    }

    // through the first endpoint, whatever it is
    private async Task WarmUpAsync(SolverHostOptions options, CancellationToken cancellation)
    {
        using WarmUpTls tls = _warmUpTls;
        if (options.WarmUpSolves == 0) return;
        string endpoint = Endpoints[0].Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal).Replace("[::]", "[::1]", StringComparison.Ordinal);
        using X509Certificate2? server = _addresses[0].Scheme == "https" ? CertificateFiles.Load(options.CertificatePath, options.CertificateKeyPath) : null;
        await WarmUp.RunAsync(endpoint, server is null ? null : tls.Trusting(server), options.WarmUpSolves, cancellation);
    }

    private static ListenAddress Parse(string text) =>
        ListenAddress.TryParse(text, out ListenAddress address) ? address : throw new ArgumentException($"'{text}' is no address.", nameof(text));

    private static WebApplication BuildGrpc(SolverHostOptions options, IReadOnlyList<ListenAddress> addresses, X509Certificate2Collection ownRoots)
    {
        WebApplicationBuilder builder = HostBuilding.Create(options);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureGrpc(new KestrelGrpcOptions
        {
            Endpoints = [.. addresses.Select(address => Endpoint(address, options, ownRoots))],
            AllowPlaintextBeyondLoopback = options.AllowPlaintext,
            MaxConcurrentConnections = options.ConnectionsMax,
            MaxStreamsPerConnection = options.StreamsPerConnectionMax,
            StreamWindowBytes = options.StreamWindowBytes,
            ConnectionWindowBytes = StreamsPerWindow * options.StreamWindowBytes,
            ConnectionAgeMax = options.ConnectionAgeSeconds > 0 ? TimeSpan.FromSeconds(options.ConnectionAgeSeconds) : null,
            KeepAlivePingDelay = TimeSpan.FromSeconds(options.PingAfterSeconds),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(options.PingTimeoutSeconds),
            ConnectionAgeGrace = TimeSpan.FromSeconds(options.ConnectionAgeGraceSeconds),
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
            Sessions = SessionOptions(options),
            CalibrationFolder = options.CalibrationFolder,
            Admission = admission with
            {
                SmallWorkers = options.SmallWorkers > 0 ? options.SmallWorkers : admission.SmallWorkers,
                LargeWorkers = options.LargeWorkers > 0 ? options.LargeWorkers : admission.LargeWorkers,
            },
        };
    }

    private static SessionRuntimeOptions SessionOptions(SolverHostOptions options)
    {
        var sessions = new SessionRuntimeOptions { JournalPath = options.JournalPath, SessionsMax = options.SessionsMax, EventsAheadMax = options.SessionEventsAheadMax };
        return sessions with
        {
            InstanceId = options.InstanceId.Length > 0 ? options.InstanceId : sessions.InstanceId,
            FinishedKeptFor = TimeSpan.FromSeconds(options.FinishedSessionSeconds),
            Stream = sessions.Stream with { HeldEventsMax = options.SessionEventsHeldMax, HistoryBytesMax = options.SessionHistoryBytesMax },
        };
    }

    private static GrpcEndpoint Endpoint(ListenAddress address, SolverHostOptions options, X509Certificate2Collection ownRoots)
    {
        if (address.Address is null) return GrpcEndpoint.Unix(address.Path);
        GrpcEndpoint endpoint = GrpcEndpoint.Tcp(address.Address);
        if (address.Scheme == "http") return endpoint;
        return endpoint with
        {
            Certificate = CertificateFiles.Load(options.CertificatePath, options.CertificateKeyPath),
            CertificateChain = [.. CertificateFiles.LoadAll(options.CertificatePath).Skip(1)],
            ClientRoots = options.ClientRootsPath.Length == 0 ? [] : [.. CertificateFiles.LoadAll(options.ClientRootsPath), .. ownRoots],
        };
    }

    [LoggerMessage(1, LogLevel.Information, "Serving: version {Version}, kernel {Kernel}, gRPC on {Endpoints}, status page on {StatusEndpoint}.")]
    private partial void LogServing(string version, string kernel, string endpoints, string statusEndpoint);

    [LoggerMessage(2, LogLevel.Information, "Stopping: new calls are turned away, running ones may end.")]
    private partial void LogStopping();

    [LoggerMessage(3, LogLevel.Information, "Stopped.")]
    private partial void LogStopped();

    [LoggerMessage(5, LogLevel.Information, "No JournalPath: sessions are in memory only, and those that do not ask for DURABILITY_NONE are refused.")]
    private partial void LogNoJournal();

    [LoggerMessage(4, LogLevel.Critical, "The journal takes nothing more: {Fault}. Streams of sessions are refused until a restart.")]
    private partial void LogJournalStopped(string fault);
}
