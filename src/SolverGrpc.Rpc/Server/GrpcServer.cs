using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using SolverGrpc.Rpc.Errors;
using SolverGrpc.Rpc.Headers;
using SolverGrpc.Rpc.Server.Calls;

namespace SolverGrpc.Rpc.Server;

/// <summary>Answers gRPC calls that arrive as HTTP/2 requests: the last middleware of a pipeline.</summary>
public sealed class GrpcServer
{
    private readonly GrpcServerOptions _options;
    private readonly FrozenDictionary<string, ServedMethod> _methods;
    private readonly FrozenSet<string> _services;
    private readonly OpenStreams _streams = new();
    private readonly ITimer _streamStop;

    /// <summary>Makes a server of services.</summary>
    /// <param name="options">What holds for all services.</param>
    /// <param name="services">The services, each at most once.</param>
    /// <param name="loggerFactory">Takes the log.</param>
    /// <param name="time">Measures deadlines.</param>
    /// <param name="stopping">Cancelled when the server begins to stop.</param>
    /// <param name="meters">Makes the meter of <c>grpc.server.call.*</c>; one of its own where nothing is given.</param>
    /// <exception cref="ArgumentException">A service is given twice.</exception>
    public GrpcServer(
        GrpcServerOptions options,
        IEnumerable<ServerServiceDefinition> services,
        ILoggerFactory loggerFactory,
        TimeProvider time,
        CancellationToken stopping,
        IMeterFactory? meters = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(time);
        _options = options;
        var all = services.ToList();
        if (all.GroupBy(s => s.Descriptor.FullName).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"Service '{twice.Key}' is given twice.", nameof(services));
        _services = all.Select(s => s.Descriptor.FullName).ToFrozenSet(StringComparer.Ordinal);
        _methods = all
            .SelectMany(s => s.Handlers, (service, handler) => new ServedMethod(handler, service.Options))
            .ToFrozenDictionary(m => m.Handler.Method.FullName, StringComparer.Ordinal);
        Log = new GrpcLog(loggerFactory.CreateLogger<GrpcServer>());
        Metrics = new GrpcMetrics(meters);
        Time = time;
        Stopping = stopping;
        _streamStop = time.CreateTimer(_ => EndStreams(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        stopping.Register(() => _streamStop.Change(options.StreamStopGrace, Timeout.InfiniteTimeSpan));
    }

    internal GrpcLog Log { get; }

    internal GrpcMetrics Metrics { get; }

    internal TimeProvider Time { get; }

    internal CancellationToken Stopping { get; }

    /// <summary>Answers a request.</summary>
    /// <param name="http">The request.</param>
    /// <returns>Ends when it is answered; never fails.</returns>
    public Task InvokeAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (!RequestAcceptance.IsGrpc(http, _options.RootText, out var answer))
            return answer;
        http.Response.ContentType = HeaderNames.ContentType;

        // Routing would fold case and drop queries and trailing slashes: only the very path counts.
        var path = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!_methods.TryGetValue(path, out var method))
            return RefuseUnknown(http, path);
        http.Response.Headers.GrpcAcceptEncoding = method.Options.Compression.AcceptEncoding;
        if (Stopping.IsCancellationRequested && !method.Options.ServedWhileStopping)
            return Refuse(http, StoppingError());
        var call = new HttpServerCall(http, method, this);
        return method.Handler.Method.Type == MethodType.Unary ? call.RunAsync() : RunStreamAsync(call, http);
    }

    /// <summary>What the client may know of an exception.</summary>
    internal Status Describe(Exception exception, string correlationId)
        => new(
            StatusCode.Unknown,
            _options.EnableDetailedErrors
                ? $"{exception.GetType().Name}: {exception.Message} Correlation id: {correlationId}"
                : $"Exception was thrown by handler. Correlation id: {correlationId}");

    private async Task RunStreamAsync(HttpServerCall call, HttpContext http)
    {
        if (!_streams.TryAdd(call))
        {
            await Refuse(http, StoppingError());
            return;
        }

        await call.RunAsync();
        _streams.Remove(call);
    }

    private void EndStreams()
    {
        var open = _streams.End();
        Log.StreamsEnded(open.Length);
        foreach (var call in open)
        {
            var error = StoppingError();
            call.EndEarly(error.Status, error.Trailers);
        }

        _streamStop.Dispose();
    }

    private Task RefuseUnknown(HttpContext http, string path)
    {
        Log.NotServed(path);
        var service = path.AsSpan(1, Math.Max(path.LastIndexOf('/'), 1) - 1);
        var known = _services.GetAlternateLookup<ReadOnlySpan<char>>().Contains(service);
        return Refuse(http, new RpcException(StatusCode.Unimplemented, known ? "Method is not part of the service." : "Service is not known."));
    }

    private static Task Refuse(HttpContext http, RpcException error)
    {
        StatusHeaders.Write(http, error.Status, error.Trailers, trailersOnly: true);
        return Task.CompletedTask;
    }

    private RpcException StoppingError()
        => RichStatus.Create(
            StatusCode.Unavailable,
            "The server is stopping.",
            ErrorInfoDetail.Create("SERVER_STOPPING", "grpc"),
            RetryDetail.After(_options.StopRetryDelay)).ToRpcException();
}
