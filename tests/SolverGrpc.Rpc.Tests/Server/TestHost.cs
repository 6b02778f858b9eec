using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SolverGrpc.Rpc.Server;
using SolverGrpc.Rpc.Server.Hosting;
using SolverGrpc.Rpc.Tests.Http2;

namespace SolverGrpc.Rpc.Tests.Server;

/// <summary>
/// The server half on a Kestrel of its own, over "tcp", "tls" or "unix". Disposing it fails when an error was logged that the test did not
/// announce with <see cref="ExpectErrors"/>.
/// </summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly ErrorCollector _errors = new();
    private readonly string _transport;
    private readonly string _socketPath;
    private readonly X509Certificate2 _certificate = TestCertificate.Create();
    private readonly WebApplication _app;
    private bool _errorsExpected;

    private TestHost(string transport, TestHostOptions options)
    {
        _transport = transport;
        _socketPath = options.SocketPath ?? Path.Combine(Path.GetTempPath(), $"rpc-{Guid.NewGuid():N}.sock");
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureGrpc(options.Kestrel with { Endpoints = [Endpoint(options)] }));
        builder.Services.AddMetrics();
        builder.Logging.AddProvider(_errors);
        if (options.Time is { } time) builder.Services.AddSingleton(time);
        _app = builder.Build();
        _app.RunGrpcServer(options.Server, options.Services ?? [options.Handlers.Bind(options.Service)]);
    }

    public X509Certificate2 Certificate => _certificate;

    public bool IsTls => _transport == "tls";

    public IServiceProvider Services => _app.Services;

    public IReadOnlyCollection<string> Errors => _errors.Messages;

    public EndPoint Address => _transport == "unix"
        ? new UnixDomainSocketEndPoint(_socketPath)
        : new IPEndPoint(IPAddress.Loopback, new Uri(_app.Urls.Single()).Port);

    public static async Task<TestHost> StartAsync(string transport = "tcp", TestHostOptions? options = null)
    {
        var host = new TestHost(transport, options ?? new());
        await host._app.StartAsync();
        return host;
    }

    public Task<RawHttp2Connection> ConnectAsync(RawHttp2Options? options = null) =>
        RawHttp2Connection.ConnectAsync(Address, (options ?? new()) with { TlsRoot = IsTls ? _certificate : null });

    /// <summary>One call on a connection of its own: the given header changes, then the bytes, then END_STREAM.</summary>
    public async Task<StreamTranscript> CallAsync(string method, byte[] body, params (string Name, string? Value)[] changes)
    {
        await using RawHttp2Connection wire = await ConnectAsync();
        int stream = await wire.OpenAsync(Headers(method, changes));
        await wire.DataAsync(stream, body, endStream: true);
        return await wire.AnswerAsync(stream);
    }

    /// <summary>The headers of a call on this transport; a method without a slash belongs to the echo service.</summary>
    public List<Header> Headers(string method, params (string Name, string? Value)[] changes) =>
        RawGrpc.Headers(
            method.Contains('/') ? method : EchoHandlers.Path + method,
            [(":scheme", IsTls ? "https" : "http"), .. changes]);

    public void ExpectErrors() => _errorsExpected = true;

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificate.Dispose();
        if (!_errorsExpected && !_errors.Messages.IsEmpty) Assert.Fail(string.Join("\n", _errors.Messages));
    }

    private GrpcEndpoint Endpoint(TestHostOptions options) => _transport switch
    {
        "tcp" => GrpcEndpoint.Tcp(new IPEndPoint(IPAddress.Loopback, 0)),
        "unix" => GrpcEndpoint.Unix(_socketPath),
        _ => GrpcEndpoint.Tcp(new IPEndPoint(IPAddress.Loopback, 0)) with
        {
            Certificate = _certificate,
            ClientRoots = options.ClientRoot is { } root ? [root] : [],
        },
    };

    private sealed class ErrorCollector : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _messages = new();

        public ConcurrentQueue<string> Messages => _messages;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) _messages.Enqueue($"{formatter(state, exception)} {exception}");
        }

        public void Dispose()
        {
        }
    }
}
