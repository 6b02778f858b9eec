using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace SolverGrpc.Rpc.Server.Hosting;

/// <summary>
/// The heartbeat of a connection that is to be closed. Kestrel looks whether the last call has ended when a frame arrives or when its
/// heartbeat ticks, and it stops its heartbeat as soon as the server begins to stop: a silent client, whose calls have all ended,
/// would hold up the stop to its time limit.
/// </summary>
internal sealed class DrainPulse(ConnectionDelegate next)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    public async Task OnConnectionAsync(ConnectionContext connection)
    {
        var heartbeat = new Heartbeat(connection.Features.Get<IConnectionHeartbeatFeature>());
        connection.Features.Set<IConnectionHeartbeatFeature>(heartbeat);
        await using var pulse = new Timer(_ => heartbeat.Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var closing = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        await using var start = closing.Register(() => pulse.Change(Period, Period));
        await next(connection);
    }

    /// <summary>Passes registrations on and remembers them.</summary>
    private sealed class Heartbeat(IConnectionHeartbeatFeature? kestrel) : IConnectionHeartbeatFeature
    {
        private Action? _tick;

        public void OnHeartbeat(Action<object> action, object state)
        {
            kestrel?.OnHeartbeat(action, state);
            _tick += () => action(state);
        }

        public void Tick() => Volatile.Read(ref _tick)?.Invoke();
    }
}
