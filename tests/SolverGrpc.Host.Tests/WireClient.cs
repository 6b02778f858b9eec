using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Google.Protobuf;

namespace SolverGrpc.Host.Tests;

/// <summary>How a call ended on the wire.</summary>
internal sealed record WireAnswer(int Status, string Message, Google.Rpc.Status? Rich, HttpResponseHeaders Trailers);

/// <summary>A gRPC client in fifty lines on <see cref="HttpClient"/>, over TCP or a Unix socket: independent of the client half.</summary>
internal sealed class WireClient(string endpoint) : IDisposable
{
    private readonly HttpClient _http = new(Handler(endpoint)) { BaseAddress = new Uri(endpoint.StartsWith("unix:", StringComparison.Ordinal) ? "http://localhost" : endpoint), Timeout = Timeout.InfiniteTimeSpan };

    public void Dispose() => _http.Dispose();

    /// <summary>A unary call that must end with OK.</summary>
    public async Task<TResponse> CallAsync<TResponse>(string method, IMessage request)
        where TResponse : IMessage<TResponse>, new()
    {
        (WireAnswer answer, TResponse? response) = await TryCallAsync<TResponse>(method, request);
        Assert.True(answer.Status == 0, $"{answer.Status}: {answer.Message}");
        return response!;
    }

    /// <summary>A unary call.</summary>
    public async Task<(WireAnswer Answer, TResponse? Response)> TryCallAsync<TResponse>(string method, IMessage request, string? timeout = null)
        where TResponse : IMessage<TResponse>, new()
    {
        byte[] body = new byte[request.CalculateSize() + 5];
        BinaryPrimitives.WriteInt32BigEndian(body.AsSpan(1), body.Length - 5);
        request.WriteTo(body.AsSpan(5));
        using var message = new HttpRequestMessage(HttpMethod.Post, "/solver.v1.SolverService/" + method)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        message.Content.Headers.ContentType = new("application/grpc");
        message.Headers.TE.ParseAdd("trailers");
        if (timeout is not null) message.Headers.Add("grpc-timeout", timeout);
        using HttpResponseMessage response = await _http.SendAsync(message);
        byte[] bytes = await response.Content.ReadAsByteArrayAsync();
        WireAnswer answer = Answer(response);
        var parser = new MessageParser<TResponse>(() => new TResponse());
        return (answer, bytes.Length >= 5 ? parser.ParseFrom(bytes.AsSpan(5)) : default);
    }

    private static WireAnswer Answer(HttpResponseMessage response)
    {
        HttpResponseHeaders trailers = response.Headers.Contains("grpc-status") ? response.Headers : response.TrailingHeaders;
        string rich = Value(trailers, "grpc-status-details-bin");
        return new(
            int.Parse(Value(trailers, "grpc-status"), System.Globalization.CultureInfo.InvariantCulture),
            Uri.UnescapeDataString(Value(trailers, "grpc-message")),
            rich.Length == 0 ? null : Google.Rpc.Status.Parser.ParseFrom(Convert.FromBase64String(rich.PadRight((rich.Length + 3) / 4 * 4, '='))),
            trailers);
    }

    private static string Value(HttpResponseHeaders headers, string name) => headers.TryGetValues(name, out IEnumerable<string>? values) ? values.Single() : "";

    private static SocketsHttpHandler Handler(string endpoint)
    {
        if (!endpoint.StartsWith("unix:", StringComparison.Ordinal)) return new();
        return new()
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(endpoint["unix:".Length..]), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
    }
}
