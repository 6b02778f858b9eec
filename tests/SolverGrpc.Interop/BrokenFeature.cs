using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using SolverGrpc.Rpc.Compression;
using SolverGrpc.Rpc.Server;

namespace SolverGrpc.Interop;

/// <summary>
/// A server with one feature taken away from outside: by a middleware before it or by its options. What still passes then proves nothing
/// about the feature.
/// </summary>
internal sealed record BrokenFeature
{
    private static readonly Dictionary<string, BrokenFeature> All = new()
    {
        ["metadata"] = new() { Middleware = WithoutRequestHeaders("x-grpc-test-echo-initial", "x-grpc-test-echo-trailing-bin") },
        ["trailing-metadata"] = new() { Middleware = WithTrailers("x-grpc-test-echo-trailing-bin", _ => default) },
        ["status-code"] = new() { Middleware = WithTrailers("grpc-status", status => status == "2" ? "13" : status) },
        ["status-message"] = new() { Middleware = WithTrailers("grpc-message", _ => default) },
        ["percent-encoding"] = new() { Middleware = WithTrailers("grpc-message", message => message.ToString().Replace('%', '=')) },
        ["unimplemented"] = new() { Middleware = WithTrailers("grpc-status", status => status == "12" ? "2" : status) },
        ["response-compression"] = new() { Middleware = WithoutRequestHeaders("grpc-accept-encoding") },
        ["request-compression"] = new() { Service = new() { Compression = new CompressionProviders() } },
        ["large-messages"] = new() { Service = new() { MaxReceiveMessageSize = 100_000 } },
        ["half-close"] = new() { Middleware = WithoutEndOfRequest },
        ["interleaving"] = new() { Middleware = WithoutFlush },
    };

    /// <summary>The features that can be taken away.</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>Stands before the server.</summary>
    public Func<HttpContext, RequestDelegate, Task> Middleware { get; private init; } = (context, next) => next(context);

    /// <summary>The options of the service.</summary>
    public GrpcServiceOptions Service { get; private init; } = new();

    /// <summary>The server without a feature; a whole one without a name.</summary>
    public static BrokenFeature Of(string? name) => name is null ? new() : All[name];

    private static Func<HttpContext, RequestDelegate, Task> WithoutRequestHeaders(params string[] names) => (context, next) =>
    {
        foreach (var name in names)
            context.Request.Headers.Remove(name);
        return next(context);
    };

    // Changes a trailer, also where the answer is trailers-only and it stands among the headers.
    private static Func<HttpContext, RequestDelegate, Task> WithTrailers(
        string name, Func<StringValues, StringValues> change) => async (context, next) =>
    {
        context.Response.OnStarting(() => Change(context.Response.Headers));
        await next(context);
        if (context.Features.Get<IHttpResponseTrailersFeature>() is { } feature)
            await Change(feature.Trailers);

        Task Change(IHeaderDictionary headers)
        {
            if (headers.TryGetValue(name, out var value))
                headers[name] = change(value);
            return Task.CompletedTask;
        }
    };

    private static Task WithoutEndOfRequest(HttpContext context, RequestDelegate next)
    {
        context.Request.Body = new EndlessStream(context.Request.Body, context.RequestAborted);
        return next(context);
    }

    private static Task WithoutFlush(HttpContext context, RequestDelegate next)
    {
        var body = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        context.Features.Set<IHttpResponseBodyFeature>(new UnflushedBody(body));
        return next(context);
    }
}
