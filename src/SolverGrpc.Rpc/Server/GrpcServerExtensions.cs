using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SolverGrpc.Rpc.Server;

/// <summary>Puts the server at the end of an ASP.NET pipeline.</summary>
public static class GrpcServerExtensions
{
    /// <summary>Answers all requests that come this far.</summary>
    /// <param name="app">The pipeline.</param>
    /// <param name="options">What holds for all services.</param>
    /// <param name="services">The services.</param>
    /// <returns>The server.</returns>
    /// <remarks>A <see cref="TimeProvider"/> among the application's services replaces the system's.</remarks>
    public static GrpcServer RunGrpcServer(
        this IApplicationBuilder app, GrpcServerOptions options, params IEnumerable<ServerServiceDefinition> services)
    {
        ArgumentNullException.ThrowIfNull(app);
        var provider = app.ApplicationServices;
        var server = new GrpcServer(
            options,
            services,
            provider.GetRequiredService<ILoggerFactory>(),
            provider.GetService<TimeProvider>() ?? TimeProvider.System,
            provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping,
            provider.GetService<IMeterFactory>());
        app.Run(server.InvokeAsync);
        return server;
    }
}
