using System.Collections.Concurrent;
using System.Net;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using SolverGrpc.Rpc.Tests.Http2;

namespace SolverGrpc.Rpc.Tests.Client;

/// <summary>A bare Kestrel that answers whatever a test wants, well-formed or not; nothing of our server half is in it.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeServer(RequestDelegate answer, int port, HttpProtocols protocols)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(
            kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = protocols));
        _app = builder.Build();
        _app.Run(async context =>
        {
            Requests.Enqueue(context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase));
            await answer(context);
        });
    }

    /// <summary>The headers of all requests so far.</summary>
    public ConcurrentQueue<Dictionary<string, string>> Requests { get; } = [];

    public string Address => _app.Urls.Single();

    public int Port => new Uri(Address).Port;

    public static async Task<FakeServer> StartAsync(RequestDelegate answer, int port = 0, HttpProtocols protocols = HttpProtocols.Http2)
    {
        var server = new FakeServer(answer, port, protocols);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Stops at once: connections under way are cut.</summary>
    public Task KillAsync() => _app.StopAsync(new CancellationToken(canceled: true));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>A whole trailers-only answer.</summary>
    public static Task TrailersOnly(HttpContext context, StatusCode code, params (string Name, string Value)[] more)
    {
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = $"{(int)code}";
        foreach (var (name, value) in more)
            context.Response.Headers[name] = value;
        return Task.CompletedTask;
    }

    /// <summary>Response headers and messages, without an end.</summary>
    public static async Task Messages(HttpContext context, params IMessage[] messages)
    {
        context.Response.ContentType = "application/grpc";
        await context.Response.StartAsync();
        await context.Response.Body.FlushAsync();
        foreach (var message in messages)
            await Bytes(context, RawGrpc.Message(message.ToByteArray()));
    }

    public static async Task Bytes(HttpContext context, byte[] bytes)
    {
        context.Response.ContentType ??= "application/grpc";
        await context.Response.Body.WriteAsync(bytes);
        await context.Response.Body.FlushAsync();
    }

    /// <summary>The end of an ordinary answer.</summary>
    public static void Trailers(HttpContext context, StatusCode code, params (string Name, string Value)[] more)
    {
        context.Response.AppendTrailer("grpc-status", $"{(int)code}");
        foreach (var (name, value) in more)
            context.Response.AppendTrailer(name, value);
    }

    /// <summary>An ordinary answer with one message.</summary>
    public static async Task Ok(HttpContext context, IMessage message)
    {
        await Messages(context, message);
        Trailers(context, StatusCode.OK);
    }
}
