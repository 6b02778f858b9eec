using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Host.Tests;
using SolverGrpc.Rpc.Server;
using SolverGrpc.Rpc.Server.Health;
using SolverGrpc.Rpc.Server.Hosting;
using SolverGrpc.Rpc.Tests.Http2;
using SolverGrpc.Service;
using SolverGrpc.Service.Admission;
using static SolverGrpc.Rpc.Protos.Health.V1.HealthCheckResponse.Types;

namespace SolverGrpc.Abuse.Tests.Hosts;

/// <summary>
/// The service behind the server half as the real host puts them together, with one thread for large solves, the time of
/// <see cref="Clock"/>, and a gate that stops a solve at one of its looks at its budget.
/// </summary>
internal sealed class GatedHost : IAsyncDisposable
{
    /// <summary>The look at which a solve is stopped: well after it has begun, well before it would end.</summary>
    private const int GateAt = 50;

    private readonly SolverService _service;
    private readonly WebApplication _app;
    private readonly TaskCompletionSource _reached = NewSignal(), _opened = NewSignal();
    private readonly SemaphoreSlim _clientsGone = new(0);

    private GatedHost(AdmissionOptions admission)
    {
        Clock.OnLook = look =>
        {
            if (look != GateAt) return;
            _reached.SetResult();
            AtGate?.Invoke();
            _opened.Task.Wait();
        };
        _service = new SolverService(new() { Admission = admission with { LargeWorkers = 1 } }, Clock, NullLoggerFactory.Instance);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureGrpc(new() { Endpoints = [GrpcEndpoint.Tcp(new(IPAddress.Loopback, 0))] }));
        builder.Services.AddSingleton<TimeProvider>(Clock);
        _app = builder.Build();
        _app.Use((http, next) =>
        {
            // registered before the handler's own, and therefore called after it
            http.RequestAborted.Register(() => _clientsGone.Release());
            return next(http);
        });
        var health = new HealthService(_service.Definition.Descriptor.FullName);
        health.SetAll(ServingStatus.Serving);
        _app.RunGrpcServer(new GrpcServerOptions(), _service.Definition, health.Bind());
    }

    public BudgetClock Clock { get; } = new();

    /// <summary>What else happens at the gate, on the thread that solves.</summary>
    public Action? AtGate { get; set; }

    /// <summary>A solve has come to the gate.</summary>
    public Task Reached => _reached.Task.WaitAsync(TimeSpan.FromSeconds(20));


    public static async Task<GatedHost> StartAsync(AdmissionOptions? admission = null)
    {
        var host = new GatedHost(admission ?? new());
        await host._app.StartAsync();
        return host;
    }

    /// <summary>A solve of thousands of looks, on the thread for large solves.</summary>
    public static SolveRequest Long(string id = "long")
    {
        SolveRequest request = Orders.Day(60, id);
        request.Options = new() { Method = Method.DifferentialEvolution, TimeBudget = new() { Seconds = 3600 } };
        return request;
    }

    /// <summary>A short one on the same thread.</summary>
    public static SolveRequest Short(string id = "short") => Orders.Day(20_000, id);

    public Task<RawHttp2Connection> ConnectAsync() => RawHttp2Connection.ConnectAsync(new IPEndPoint(IPAddress.Loopback, new Uri(_app.Urls.Single()).Port));

    /// <summary>Waits until so many more calls have lost their client, and their handlers know.</summary>
    public async Task ClientsGoneAsync(int count = 1)
    {
        for (int i = 0; i < count; i++) Assert.True(await _clientsGone.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    public void OpenGate() => _opened.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        OpenGate();
        await _app.DisposeAsync();
        await _service.DisposeAsync();
        _clientsGone.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
