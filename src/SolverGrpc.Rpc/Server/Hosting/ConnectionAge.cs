using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace SolverGrpc.Rpc.Server.Hosting;

/// <summary>
/// Ends connections that have become old, so that their clients come back through whatever spreads them over servers (gRPC proposal A9):
/// GOAWAY at their age, and after a grace the end of the calls that are still open. Ages differ by up to a tenth, lest all come at once.
/// </summary>
internal sealed class ConnectionAge(ConnectionDelegate next, TimeSpan age, TimeSpan grace)
{
    private const double Jitter = 0.1;

    public async Task OnConnectionAsync(ConnectionContext connection)
    {
        using var ended = new CancellationTokenSource();
        var aging = AgeAsync(connection, ended.Token);
        try
        {
            await next(connection);
        }
        finally
        {
            await ended.CancelAsync();
            await aging;
        }
    }

    private async Task AgeAsync(ConnectionContext connection, CancellationToken ended)
    {
        await Task.Delay(age * (1 + (Jitter * ((2 * Random.Shared.NextDouble()) - 1))), ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (ended.IsCancellationRequested)
            return;
        connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        await Task.Delay(grace, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!ended.IsCancellationRequested)
            connection.Abort(new ConnectionAbortedException("The connection is past its age and its grace."));
    }
}
