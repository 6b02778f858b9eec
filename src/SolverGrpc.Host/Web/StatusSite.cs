using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SolverGrpc.Rpc.Server;

namespace SolverGrpc.Host.Web;

/// <summary>The port for people, load balancers and browser pages: HTTP/1.1 with the status page, /healthz, /metrics and gRPC-Web.</summary>
internal static class StatusSite
{
    private const int ConnectionsMax = 100;

    /// <summary>Version of the service.</summary>
    public static string Version { get; } =
        typeof(StatusSite).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>The site, not started yet.</summary>
    public static WebApplication Build(
        SolverHostOptions options, ListenAddress address, Readiness readiness, Func<IReadOnlyList<string>> endpoints, Func<int> sessions, IReadOnlyList<ServerServiceDefinition> services)
    {
        WebApplicationBuilder builder = HostBuilding.Create(options);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = ConnectionsMax;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
            kestrel.Listen(address.Address!, listen => listen.Protocols = HttpProtocols.Http1);
        });
        WebApplication app = builder.Build();
        var grpc = new GrpcServer(
            new GrpcServerOptions(), services, app.Services.GetRequiredService<ILoggerFactory>(), TimeProvider.System, app.Lifetime.ApplicationStopping);
        var crossOrigin = new CrossOrigin(options.WebOrigins);
        long begin = TimeProvider.System.GetTimestamp();
        string[] methods = [.. services.SelectMany(service => service.Descriptor.Methods).Select(method => method.FullName)];
        app.Run(http => (http.Request.Method, http.Request.Path.Value) switch
        {
            ("GET", "/") => PageAsync(http, StatusPage.Html(readiness.IsServing, Version, TimeProvider.System.GetElapsedTime(begin), endpoints(), methods)),
            ("GET", "/metrics") => MetricsAsync(http, ProcessMetrics.Text(sessions(), TimeProvider.System.GetElapsedTime(begin))),
            ("GET", "/healthz") => HealthAsync(http, readiness.IsServing),
            _ => CallAsync(http, crossOrigin, grpc),
        });
        return app;
    }

    private static Task PageAsync(HttpContext http, string html)
    {
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
        return http.Response.WriteAsync(html);
    }

    private static Task MetricsAsync(HttpContext http, string text)
    {
        http.Response.ContentType = ProcessMetrics.ContentType;
        return http.Response.WriteAsync(text);
    }

    private static Task HealthAsync(HttpContext http, bool serving)
    {
        http.Response.StatusCode = serving ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        http.Response.ContentType = "text/plain";
        return http.Response.WriteAsync(serving ? "SERVING\n" : "NOT_SERVING\n");
    }

    private static Task CallAsync(HttpContext http, CrossOrigin crossOrigin, GrpcServer grpc)
    {
        bool call = GrpcWebMiddleware.Matches(http.Request), preflight = HttpMethods.IsOptions(http.Request.Method);
        if (!call && !preflight)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        if (!crossOrigin.Allows(http))
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }

        if (call) return GrpcWebMiddleware.InvokeAsync(http, grpc.InvokeAsync);
        CrossOrigin.AnswerPreflight(http);
        return Task.CompletedTask;
    }
}
