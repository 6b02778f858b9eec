using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using Google.Protobuf;
using SolverGrpc.Rpc.Compression;
using SolverGrpc.Rpc.Framing;
using SolverGrpc.Rpc.Headers;

namespace SolverGrpc.Rpc.Client;

/// <summary>One call of any kind: its lifetime, its attempts, and the one outcome that all its faces show.</summary>
internal sealed class ClientCall
{
    private static readonly string UserAgent = $"grpc-csharp-solvergrpc/{typeof(ClientCall).Assembly.GetName().Version!.ToString(3)}";

    private readonly Channel _channel;
    private readonly Method _method;
    private readonly CallOptions _options;
    private readonly string? _encoding;
    private readonly ICompressionProvider? _compressor;
    private readonly TaskCompletionSource<Metadata> _headers = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RequestStream? _requests;
    private readonly Task<HttpExchange> _opened;
    private Outcome? _outcome;

    /// <summary>Starts a call with one request message.</summary>
    public ClientCall(Channel channel, Method method, CallOptions options, IMessage request)
        : this(channel, method, options, null, call => call.OpenAsync(request))
    {
    }

    /// <summary>Starts a call with a stream of request messages.</summary>
    public ClientCall(Channel channel, Method method, CallOptions options, RequestStream requests)
        : this(channel, method, options, requests, call => call.OpenAsync(requests))
    {
    }

    private ClientCall(
        Channel channel, Method method, CallOptions options, RequestStream? requests, Func<ClientCall, Task<HttpExchange>> open)
    {
        (_channel, _method, _options, _requests) = (channel, method, options, requests);
        _encoding = options.RequestEncoding ?? channel.Options.RequestEncoding;
        if (_encoding is HeaderNames.Identity)
            _encoding = null;
        if (_encoding is not null)
        {
            _compressor = channel.Options.Compression.Find(_encoding)
                ?? throw new ArgumentException($"The channel does not know the encoding '{_encoding}'.", nameof(options));
        }

        Lifetime = new CallLifetime(options, channel.Options.TimeProvider, channel.Disposed);
        _opened = open(this);
    }

    public CallLifetime Lifetime { get; }

    /// <summary>The metadata of the response headers; fails if the call fails without.</summary>
    public Task<Metadata> HeadersAsync => _headers.Task;

    /// <summary>How the call ended; nothing before the end.</summary>
    public Outcome? Outcome => Volatile.Read(ref _outcome);

    /// <summary>How requests are written where the stream does not say.</summary>
    public WriteOptions? WriteOptions => _options.WriteOptions;

    /// <summary>Puts a request message with its prefix into a buffer.</summary>
    public void Frame(IBufferWriter<byte> output, IMessage message, WriteOptions? options)
    {
        var bytesMax = _channel.Options.MaxSendMessageSize;
        if (_compressor is null || options is { NoCompress: true })
            MessageWriter.Write(output, message, bytesMax);
        else
            MessageWriter.WriteCompressed(output, message.ToByteArray(), _compressor, CompressionLevel.Fastest, bytesMax);
    }

    /// <summary>Waits for the next response message; at the end of the call there is none.</summary>
    public async ValueTask<T?> NextAsync<T>(MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        var exchange = await _opened.ConfigureAwait(false);
        var message = await exchange.ReadAsync(parser).ConfigureAwait(false);
        if (exchange.Outcome is { } outcome)
            Finish(outcome);
        return message;
    }

    /// <summary>Waits for the one response message and for the end of the call.</summary>
    public async Task<T> SingleAsync<T>(MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        var exchange = await _opened.ConfigureAwait(false);
        var message = await exchange.ReadAsync(parser).ConfigureAwait(false);
        if (message is not null && await exchange.ReadAsync(parser).ConfigureAwait(false) is not null)
            exchange.End(new(new Status(StatusCode.Internal, "The server sent more than one response message.")));
        var outcome = exchange.Outcome!;
        if (message is null && outcome.IsOk)
            outcome = new(new Status(StatusCode.Internal, "The server sent no response message."), outcome.Trailers);
        Finish(outcome);
        return Outcome!.IsOk ? message! : throw Outcome.ToException();
    }

    /// <summary>Sets the outcome, if there is none yet, and lets everything go.</summary>
    public void Finish(Outcome outcome)
    {
        if (Interlocked.CompareExchange(ref _outcome, outcome, null) is not null)
            return;
        if (outcome.IsOk)
        {
            _channel.RetryTokens.AddForSuccess();
            _headers.TrySetResult([]);
        }
        else if (_headers.TrySetException(outcome.ToException()))
        {
            _ = _headers.Task.Exception; // seen, even if nobody asks for the headers
        }

        _requests?.End(outcome);
        Lifetime.Dispose();
    }

    private async Task<HttpExchange> OpenAsync(IMessage request)
    {
        var framed = new ArrayBufferWriter<byte>(request.CalculateSize() + MessagePrefix.Size);
        try
        {
            Frame(framed, request, _options.WriteOptions);
        }
        catch (RpcException e)
        {
            return HttpExchange.Failed(Lifetime, new(e.Status));
        }

        var retries = new RetryState(_channel.Options.Retry, _channel.RetryTokens);
        while (true)
        {
            var exchange = await SendAsync(() => new SingleMessageContent(framed.WrittenMemory), retries.Count).ConfigureAwait(false);
            if (exchange.Outcome is null || Lifetime.Why is not null || retries.WaitAfter(exchange.Outcome) is not { } wait)
                return Opened(exchange);
            if (!await DelayAsync(wait).ConfigureAwait(false))
                return Opened(HttpExchange.Failed(Lifetime, new(Lifetime.Why!.Value)));
        }
    }

    private async Task<HttpExchange> OpenAsync(RequestStream requests)
        => Opened(await SendAsync(() => new StreamedContent(requests), previousAttempts: 0).ConfigureAwait(false));

    private HttpExchange Opened(HttpExchange exchange)
    {
        if (exchange.Headers is not null)
            _headers.TrySetResult(exchange.Headers);
        else if (_requests is not null && exchange.Outcome is { IsOk: false } outcome)
            Finish(outcome); // so that a writer learns it without anybody reading
        return exchange;
    }

    // One attempt, at the first address that can be connected.
    private async Task<HttpExchange> SendAsync(Func<HttpContent> content, int previousAttempts)
    {
        while (true)
        {
            HttpExchange? exchange = null;
            foreach (var address in _channel.Ring.Next())
            {
                var request = Request(address, content(), previousAttempts);
                exchange = await HttpExchange.SendAsync(address, request, Lifetime, _channel.Options).ConfigureAwait(false);
                if (exchange.NeverSent)
                {
                    address.Backoff.Failed();
                    continue;
                }

                if (Lifetime.Why is null)
                    address.Backoff.Succeeded();
                return exchange;
            }

            if (!_options.WaitForReady)
                return exchange!;
            if (!await DelayAsync(_channel.Ring.ShortestBackoff).ConfigureAwait(false))
                return HttpExchange.Failed(Lifetime, new(Lifetime.Why!.Value));
        }
    }

    private HttpRequestMessage Request(Address address, HttpContent content, int previousAttempts)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address.UriOf(_method))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        content.Headers.TryAddWithoutValidation("content-type", HeaderNames.ContentType);
        var headers = request.Headers;
        headers.TryAddWithoutValidation("te", "trailers");
        headers.TryAddWithoutValidation(HeaderNames.GrpcAcceptEncoding, _channel.Options.Compression.AcceptEncoding);
        headers.Host = _channel.Options.Tls?.TargetHost;
        if (_encoding is not null)
            headers.TryAddWithoutValidation(HeaderNames.GrpcEncoding, _encoding);
        if (Lifetime.Remaining is { } remaining)
            headers.TryAddWithoutValidation(HeaderNames.GrpcTimeout, GrpcTimeout.Format(remaining));
        if (previousAttempts > 0)
            headers.TryAddWithoutValidation(HeaderNames.GrpcPreviousAttempts, previousAttempts.ToString(CultureInfo.InvariantCulture));
        foreach (var entry in _options.Headers ?? [])
        {
            // Names that HTTP gives to the body, such as "expires", are refused among the request's own.
            if (!headers.TryAddWithoutValidation(entry.Key, entry.HeaderValue))
                content.Headers.TryAddWithoutValidation(entry.Key, entry.HeaderValue);
        }

        if (!headers.NonValidated.Contains("user-agent"))
            headers.TryAddWithoutValidation("user-agent", UserAgent);
        return request;
    }

    // Whether the wait came to its end before the call did.
    private async Task<bool> DelayAsync(TimeSpan wait)
    {
        await Task.Delay(wait, _channel.Options.TimeProvider, Lifetime.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return Lifetime.Why is null;
    }
}
