using SolverGrpc.Rpc.Protos.Health.V1;
using static SolverGrpc.Rpc.Protos.Health.V1.HealthCheckResponse.Types;

namespace SolverGrpc.Rpc.Server.Health;

/// <summary>
/// <c>grpc.health.v1.Health</c>: the state of the server (the empty name) and of each service. A server that stops is
/// <see cref="ServingStatus.NotServing"/>, whatever has been set.
/// </summary>
public sealed class HealthService
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, ServingStatus> _statuses = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>Knows the server and some services, all of them not serving yet.</summary>
    /// <param name="services">Full names, as in <c>solver.v1.SolverService</c>.</param>
    public HealthService(params IEnumerable<string> services)
    {
        ArgumentNullException.ThrowIfNull(services);
        foreach (var name in services.Prepend(""))
            _statuses[name] = ServingStatus.NotServing;
    }

    /// <summary>Sets the state of a service; watchers hear of it.</summary>
    /// <param name="service">Its full name, or the empty name for the server.</param>
    /// <param name="status">The state.</param>
    public void SetStatus(string service, ServingStatus status)
    {
        ArgumentNullException.ThrowIfNull(service);
        lock (_gate)
        {
            _statuses[service] = status;
            SignalChange();
        }
    }

    /// <summary>Sets the state of the server and of all services; watchers hear of it.</summary>
    /// <param name="status">The state.</param>
    public void SetAll(ServingStatus status)
    {
        lock (_gate)
        {
            foreach (var name in _statuses.Keys.ToList())
                _statuses[name] = status;
            SignalChange();
        }
    }

    /// <summary>The service for a <see cref="GrpcServer"/>; it answers while the server stops.</summary>
    /// <returns>The bound service.</returns>
    public ServerServiceDefinition Bind()
        => ServerServiceDefinition.CreateBuilder(HealthReflection.Descriptor.Services[0], new GrpcServiceOptions { ServedWhileStopping = true })
            .AddUnary<HealthCheckRequest, HealthCheckResponse>("Check", Check)
            .AddUnary<HealthListRequest, HealthListResponse>("List", List)
            .AddServerStreaming<HealthCheckRequest, HealthCheckResponse>("Watch", WatchAsync)
            .Build();

    private Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        lock (_gate)
        {
            if (!_statuses.TryGetValue(request.Service, out var status))
                throw new RpcException(StatusCode.NotFound, $"Service '{request.Service}' is not known.");
            return Task.FromResult(new HealthCheckResponse { Status = Now(status, context) });
        }
    }

    private Task<HealthListResponse> List(HealthListRequest request, ServerCallContext context)
    {
        var response = new HealthListResponse();
        lock (_gate)
        {
            foreach (var (name, status) in _statuses)
                response.Statuses.Add(name, new HealthCheckResponse { Status = Now(status, context) });
        }

        return Task.FromResult(response);
    }

    private async Task WatchAsync(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responses, ServerCallContext context)
    {
        using var wake = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, context.ServerStopping);
        ServingStatus? sent = null;
        while (true)
        {
            ServingStatus status;
            Task changed;
            lock (_gate)
            {
                status = _statuses.TryGetValue(request.Service, out var known) ? Now(known, context) : ServingStatus.ServiceUnknown;
                changed = _changed.Task;
            }

            if (status != sent)
                await responses.WriteAsync(new HealthCheckResponse { Status = status });
            sent = status;

            // A watch has no end of its own: let it not hold up the stop.
            if (context.ServerStopping.IsCancellationRequested)
                throw new RpcException(StatusCode.Unavailable, "The server is stopping.");
            await changed.WaitAsync(wake.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            context.CancellationToken.ThrowIfCancellationRequested();
        }
    }

    private static ServingStatus Now(ServingStatus status, ServerCallContext context)
        => context.ServerStopping.IsCancellationRequested ? ServingStatus.NotServing : status;

    private void SignalChange()
    {
        _changed.SetResult();
        _changed = NewSignal();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
