using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace SolverGrpc.Host;

/// <summary>What both of the host's applications have in common.</summary>
internal static class HostBuilding
{
    // Streams are ended when the grace is over; connections are cut off so much later, lest their clients hear nothing.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    /// <summary>Kestrel, the log and nothing else.</summary>
    public static WebApplicationBuilder Create(SolverHostOptions options)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton<IHostLifetime, ExternalLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(options.StopGraceSeconds) + LastWords);
        HostLogging.Configure(builder.Logging, options);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        return builder;
    }

    /// <summary>The ports that were bound, in the order of <paramref name="addresses"/>: Kestrel lists them as it was told to listen.</summary>
    public static string[] Bound(WebApplication app, IReadOnlyList<ListenAddress> addresses)
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
