using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using SolverGrpc.Rpc.Framing;
using SolverGrpc.Rpc.Headers;
using SolverGrpc.Rpc.Wire;

namespace SolverGrpc.Rpc.Server.Calls;

/// <summary>One call on an HTTP/2 stream, from its headers to its status.</summary>
internal sealed class HttpServerCall : ServerCallContext, IAsyncDisposable
{
    private static readonly Status DeadlineStatus = new(StatusCode.DeadlineExceeded, "Deadline Exceeded");

    private readonly HttpContext _http;
    private readonly ServedMethod _method;
    private readonly GrpcServer _server;
    private readonly long _start;
    private readonly Lock _tokenGate = new();

    private CallDeadline? _deadline;
    private DateTime _deadlineTime = DateTime.MaxValue;
    private CancellationTokenSource? _cancellation;
    private CancellationTokenRegistration _clientGone;
    private bool _over;
    private Metadata? _requestHeaders;
    private Metadata? _responseTrailers;

    public HttpServerCall(HttpContext http, ServedMethod method, GrpcServer server)
    {
        _http = http;
        _method = method;
        _server = server;
        _start = server.Time.GetTimestamp();
        Request = new RequestReader(http.Request, method.Options);
        Response = new ResponseWriter(http, method.Options, server.Time);
    }

    public RequestReader Request { get; }

    public ResponseWriter Response { get; }

    public override string Method => _method.Handler.Method.FullName;

    public override string Host => _http.Request.Host.Value ?? "";

    public override string Peer => PeerName.Of(_http.Connection);

    public override DateTime Deadline => _deadlineTime;

    public override TimeSpan TimeRemaining => _deadline?.Remaining ?? TimeSpan.MaxValue;

    public override CancellationToken CancellationToken => Token();

    public override CancellationToken ServerStopping => _server.Stopping;

    public override Metadata RequestHeaders => _requestHeaders ??= ReadMetadata(_http.Request.Headers);

    public override Metadata ResponseTrailers => _responseTrailers ??= [];

    public override bool RequestWasCompressed => Request.CurrentWasCompressed;

    public override HttpContext? HttpContext => _http;

    public override string? ResponseEncoding
    {
        get => Response.Encoding;
        set => Response.Encoding = value;
    }

    public override Task WriteResponseHeadersAsync(Metadata responseHeaders)
    {
        ArgumentNullException.ThrowIfNull(responseHeaders);
        return Response.StartAsync(responseHeaders);
    }

    /// <summary>Answers the call. Never throws.</summary>
    public async Task RunAsync()
    {
        _server.Metrics.Started(Method);
        try
        {
            ReplaceKestrelLimits();
            StartDeadline();
            await _method.Handler.InvokeAsync(this);
        }
        catch (RpcException e)
        {
            Status = e.StatusCode == StatusCode.OK ? new Status(StatusCode.Unknown, "The handler failed with status OK.") : e.Status;
            foreach (var entry in e.Trailers)
                ResponseTrailers.Add(entry);
            _server.Log.CallEnded(Method, Status.StatusCode, Status.Detail);
        }
        catch (WireFormatException e)
        {
            Status = FramingErrors.BadMessage("request", e).Status;
            _server.Log.CallEnded(Method, Status.StatusCode, e.Message);
        }
        catch (OperationCanceledException e) when (IsOver(e))
        {
            Status = Status.DefaultCancelled;
            _server.Log.CallCancelled(Method, e.Message);
        }
        catch (Exception e)
        {
            Status = _server.Describe(e, _http.TraceIdentifier);
            _server.Log.HandlerFailed(e, Method, _http.TraceIdentifier);
        }

        await Response.EndAsync(Status, _responseTrailers);
        _server.Metrics.Ended(Method, Response.EndStatus, _server.Time.GetElapsedTime(_start));
        await DisposeAsync();
    }

    /// <summary>
    /// Ends the call from outside: first the status, then the handler's token. The handler's own trailers are not sent, for it may be
    /// writing them. Never throws: it runs on timers, where an exception would end the process.
    /// </summary>
    public void EndEarly(Status status, Metadata? trailers)
    {
        try
        {
            if (!Response.TryEndEarly(status, trailers))
                return;
            Request.Cancel();
            CancelHandler();
        }
        catch (Exception e)
        {
            _server.Log.EndFailed(e, Method, status.StatusCode, _http.TraceIdentifier);
        }
    }

    /// <summary>Writes the only response, unless the handler has chosen an error.</summary>
    public void WriteSingle(Google.Protobuf.IMessage? response)
    {
        if (Status.StatusCode != StatusCode.OK)
            return;
        if (response is null)
            throw new InvalidOperationException("The handler returned no message.");
        Response.Write(response, WriteOptions?.NoCompress ?? false);
    }

    /// <inheritdoc cref="WriteSingle(Google.Protobuf.IMessage)"/>
    public void WriteSingle(ReadOnlySpan<byte> response)
    {
        if (Status.StatusCode == StatusCode.OK)
            Response.Write(response);
    }

    /// <summary>Gives the request back to the server: whoever still holds the call does not reach through to it.</summary>
    public async ValueTask DisposeAsync()
    {
        await Request.DisposeAsync();
        lock (_tokenGate)
            _over = true;
        _clientGone.Dispose();
        _deadline?.Dispose();
    }

    // Kestrel's limits count whole requests and would close the connection. Ours count messages: a unary request is over with its
    // only one, a stream may be idle for long and carry any number.
    private void ReplaceKestrelLimits()
    {
        var clientStreams = _method.Handler.Method.Descriptor.IsClientStreaming;
        if (!clientStreams && _http.Request.ContentLength - MessagePrefix.Size is { } length && length > _method.Options.MaxReceiveMessageSize)
            throw FramingErrors.TooLargeToReceive(length, _method.Options.MaxReceiveMessageSize.Value);
        if (_http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bodySize)
            bodySize.MaxRequestBodySize = null;
        if (clientStreams && _http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } dataRate)
            dataRate.MinDataRate = null;
    }

    private void StartDeadline()
    {
        string? header = _http.Request.Headers[HeaderNames.GrpcTimeout];
        if (header is null)
            return;
        if (!GrpcTimeout.TryParse(header, out var timeout))
            throw new RpcException(StatusCode.Internal, $"{HeaderNames.GrpcTimeout} is malformed: 1 to 8 digits and one of H, M, S, m, u, n.");
        if (timeout == TimeSpan.Zero)
            throw new RpcException(DeadlineStatus);
        var now = _server.Time.GetUtcNow().UtcDateTime;
        _deadlineTime = timeout < DateTime.MaxValue - now ? now + timeout : DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc);
        _deadline = new CallDeadline(_server.Time, _start, timeout, () => EndEarly(DeadlineStatus, trailers: null));
    }

    private CancellationToken Token()
    {
        lock (_tokenGate)
        {
            if (_cancellation is null)
            {
                if (_over)
                    return new CancellationToken(canceled: true);
                _cancellation = new CancellationTokenSource();
                _clientGone = _http.RequestAborted.UnsafeRegister(static call => ((HttpServerCall)call!).CancelHandler(), this);
            }

            return _cancellation.Token;
        }
    }

    // The handler's callbacks run elsewhere: they must not delay the status, nor run under a lock.
    private void CancelHandler()
    {
        lock (_tokenGate)
        {
            _over = true;
            _ = _cancellation?.CancelAsync();
        }
    }

    private bool IsOver(OperationCanceledException e)
        => e is CallEndedException || _over || _http.RequestAborted.IsCancellationRequested;

    private static Metadata ReadMetadata(IHeaderDictionary headers)
    {
        var metadata = new Metadata();
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
                metadata.AddReceived(name, value ?? "");
        }

        return metadata;
    }
}
