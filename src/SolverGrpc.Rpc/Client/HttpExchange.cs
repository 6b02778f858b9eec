using System.IO.Pipelines;
using System.Net;
using Google.Protobuf;
using SolverGrpc.Rpc.Framing;
using SolverGrpc.Rpc.Headers;

namespace SolverGrpc.Rpc.Client;

/// <summary>
/// One attempt at a call: a request sent and its response read. Failures become an <see cref="Outcome"/>, never an exception.
/// </summary>
internal sealed class HttpExchange : IDisposable
{
    // One read of this size holds an ordinary response.
    private const int ReadBytes = 16 * 1024;

    private readonly CallLifetime _lifetime;
    private HttpResponseMessage? _response;
    private PipeReader? _pipe;
    private MessageReader? _messages;
    private CancellationTokenRegistration _stopping;

    private HttpExchange(CallLifetime lifetime) => _lifetime = lifetime;

    /// <summary>The metadata of the response headers: the call is committed. Nothing in a trailers-only answer.</summary>
    public Metadata? Headers { get; private set; }

    /// <summary>How it ended; nothing before the end.</summary>
    public Outcome? Outcome { get; private set; }

    /// <summary>Whether there was no connection to send the request on.</summary>
    public bool NeverSent { get; private set; }

    /// <summary>An attempt that ended before it began.</summary>
    public static HttpExchange Failed(CallLifetime lifetime, Outcome outcome) => new(lifetime) { Outcome = outcome };

    /// <summary>Sends a request and waits for the headers of the response.</summary>
    public static async Task<HttpExchange> SendAsync(
        Address address, HttpRequestMessage request, CallLifetime lifetime, ChannelOptions options)
    {
        var exchange = new HttpExchange(lifetime);
        try
        {
            var response = await address.SendAsync(request, lifetime.Token).ConfigureAwait(false);
            await exchange.BeginAsync(response, options).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            exchange.NeverSent = lifetime.Why is null && TransportFailure.IsConnectFailure(e);
            var status = TransportFailure.StatusOf(e, lifetime);
            if (exchange.NeverSent)
                status = new(status.StatusCode, $"Cannot connect to {address.Text}: {status.Detail}");
            exchange.End(new(status, e));
        }

        return exchange;
    }

    /// <summary>Waits for the next message; at the end there is none, and an <see cref="Outcome"/>.</summary>
    public async ValueTask<T?> ReadAsync<T>(MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        if (Outcome is not null)
            return null;
        try
        {
            if (await _messages!.MoveNextAsync(_lifetime.Token).ConfigureAwait(false))
                return Parse(parser);
            End(Outcome.From(_response!.TrailingHeaders)
                ?? new(_lifetime.Why ?? new Status(StatusCode.Unknown, "The response ended without grpc-status.")));
        }
        catch (RpcException e)
        {
            // A server that gives up in the middle of a message may still say why.
            End(Outcome.From(_response!.TrailingHeaders) is { IsOk: false } told ? told : new(e.Status, e.InnerException));
        }
        catch (Exception e)
        {
            End(new(TransportFailure.StatusOf(e, _lifetime), e));
        }

        return null;
    }

    /// <summary>Ends the exchange, from the reading side only; a response not read to its end is reset.</summary>
    public void End(Outcome outcome)
    {
        Outcome = outcome;
        Dispose();
    }

    public void Dispose()
    {
        _stopping.Unregister();
        _messages?.Dispose();
        _pipe?.Complete();
        _response?.Dispose();
    }

    private async Task BeginAsync(HttpResponseMessage response, ChannelOptions options)
    {
        _response = response;
        if (Refusal(response) is { } refusal)
        {
            End(refusal);
            return;
        }

        Headers = Outcome.MetadataFrom(response.Headers);
        foreach (var entry in Outcome.MetadataFrom(response.Content.Headers))
            Headers.Add(entry);
        var encoding = response.Headers.NonValidated.TryGetValues(HeaderNames.GrpcEncoding, out var values) ? values.ToString() : null;
        var body = await response.Content.ReadAsStreamAsync(_lifetime.Token).ConfigureAwait(false);
        _pipe = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: ReadBytes));
        _messages = new MessageReader(_pipe, options.MaxReceiveMessageSize, encoding, options.Compression);
        // Once the headers are there, the token of SendAsync no longer resets the stream; disposing the response does.
        _stopping = _lifetime.Token.Register(response.Dispose);
    }

    // The outcome of a response that has no messages: trailers-only, or not gRPC at all.
    private static Outcome? Refusal(HttpResponseMessage response)
    {
        if (Outcome.From(response.Headers) is { } trailersOnly)
            return trailersOnly;
        if (response.StatusCode != HttpStatusCode.OK)
            return Outcome.FromHttp(response.StatusCode);
        var type = response.Content.Headers.NonValidated.TryGetValues("content-type", out var values) ? values.ToString() : "";
        return IsGrpc(type) ? null : new(new Status(StatusCode.Unknown, $"The server answered with content-type '{type}', not gRPC."));
    }

    private static bool IsGrpc(string contentType)
        => contentType.StartsWith(HeaderNames.ContentType, StringComparison.OrdinalIgnoreCase)
            && (contentType.Length == HeaderNames.ContentType.Length || contentType[HeaderNames.ContentType.Length] is '+' or ';');

    private T Parse<T>(MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        try
        {
            return parser.ParseFrom(_messages!.Current);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw FramingErrors.BadMessage(typeof(T).Name, e);
        }
    }
}
