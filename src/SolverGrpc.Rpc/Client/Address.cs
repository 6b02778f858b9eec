using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SolverGrpc.Rpc.Client;

/// <summary>One server address with its connections, which the handler opens and reopens on demand.</summary>
internal sealed class Address : IDisposable
{
    private const string UnixScheme = "unix:";

    private readonly HttpMessageInvoker _invoker;
    private readonly Uri _root;

    public Address(string text, ChannelOptions options)
    {
        Text = text;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = options.ConnectTimeout,
            EnableMultipleHttp2Connections = true,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            KeepAlivePingDelay = options.KeepAlivePingDelay ?? Timeout.InfiniteTimeSpan,
            KeepAlivePingTimeout = options.KeepAlivePingTimeout,
            KeepAlivePingPolicy = options.KeepAliveWithoutCalls
                ? HttpKeepAlivePingPolicy.Always
                : HttpKeepAlivePingPolicy.WithActiveRequests,
            ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1,
        };
        if (text.StartsWith(UnixScheme, StringComparison.Ordinal))
        {
            var path = text[UnixScheme.Length..];
            if (path.StartsWith("//", StringComparison.Ordinal))
                path = path[2..];
            if (path.Length == 0)
                throw new ArgumentException($"Address '{text}' names no socket.", nameof(text));
            var endPoint = new UnixDomainSocketEndPoint(path);
            handler.ConnectCallback = (_, cancellationToken) => ConnectAsync(endPoint, cancellationToken);
            _root = new Uri(options.Tls is null ? "http://localhost" : "https://localhost");
        }
        else if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
        {
            if (uri.Scheme == "http" && options.Tls is not null)
                throw new ArgumentException($"Address '{text}' is plaintext, but the channel has TLS options.", nameof(text));
            _root = new Uri(uri.GetLeftPart(UriPartial.Authority));
        }
        else
        {
            throw new ArgumentException($"Address '{text}' is none of http://HOST:PORT, https://HOST:PORT, unix:PATH.", nameof(text));
        }

        if (options.Tls is not null)
            handler.SslOptions = options.Tls.ToSslOptions();
        Backoff = new ConnectionBackoff(options.TimeProvider);
        _invoker = new HttpMessageInvoker(handler);
    }

    /// <summary>The address as it was given.</summary>
    public string Text { get; }

    /// <summary>Whether, and since when, connecting fails.</summary>
    public ConnectionBackoff Backoff { get; }

    /// <summary>The address of a method.</summary>
    public Uri UriOf(Method method) => new(_root, method.FullName);

    /// <summary>Sends a request; the response is there with its headers.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        => _invoker.SendAsync(request, cancellationToken);

    public void Dispose() => _invoker.Dispose();

    private static async ValueTask<Stream> ConnectAsync(EndPoint endPoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
