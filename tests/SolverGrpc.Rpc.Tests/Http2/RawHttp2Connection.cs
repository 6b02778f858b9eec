using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace SolverGrpc.Rpc.Tests.Http2;

/// <summary>
/// A client that writes HTTP/2 frames as told, sense or nonsense, and keeps a transcript of the answers per stream. Only DATA waits for
/// the server's flow control windows; <see cref="FrameAsync"/> waits for nothing.
/// </summary>
internal sealed class RawHttp2Connection : IAsyncDisposable
{
    public const int MaxFramePayload = 16384;
    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    private readonly RawHttp2Options _options;
    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly ServerState _server = new();
    private readonly Task _reading;
    private int _nextStreamId = 1;

    private RawHttp2Connection(Socket socket, Stream stream, RawHttp2Options options)
    {
        (_socket, _stream, _options) = (socket, stream, options);
        _reading = ReadAsync();
    }

    /// <summary>Last stream and error of the server's GOAWAY.</summary>
    public (int LastStreamId, Http2Error Error)? GoAway => _server.Read(s => s.GoAway);

    /// <summary>What the server has set.</summary>
    public IReadOnlyDictionary<Setting, uint> Settings => _server.Read(s => s.SettingValues);

    /// <summary>PINGs the server has sent on its own.</summary>
    public int PingsReceived => _server.Read(s => s.PingsReceived);

    public static async Task<RawHttp2Connection> ConnectAsync(EndPoint endPoint, RawHttp2Options? options = null)
    {
        options ??= new RawHttp2Options();
        bool unix = endPoint is UnixDomainSocketEndPoint;
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, unix ? ProtocolType.IP : ProtocolType.Tcp);
        if (!unix) socket.NoDelay = true;
        await socket.ConnectAsync(endPoint);
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        if (options.TlsRoot is { } root)
        {
            var secure = new SslStream(stream);
            await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = options.TargetHost,
                ApplicationProtocols = [.. options.Alpn],
                ClientCertificates = options.ClientCertificate is { } own ? [own] : [],
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { root },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            });
            stream = secure;
        }
        var connection = new RawHttp2Connection(socket, stream, options);
        if (options.Greets) await connection.GreetAsync();
        return connection;
    }

    /// <summary>Sends preface and SETTINGS, then waits for the server's SETTINGS.</summary>
    public async Task GreetAsync()
    {
        await BytesAsync(Preface);
        await SettingsAsync(_options.Settings);
        await _server.UntilAsync(s => s.SettingsReceived || s.Closed, "the server's SETTINGS", _options.Patience);
    }

    /// <summary>A new odd stream id; nothing is sent.</summary>
    public int NewStream() => Interlocked.Add(ref _nextStreamId, 2) - 2;

    /// <summary>Opens a stream with this header list.</summary>
    public async Task<int> OpenAsync(IEnumerable<Header> headers, bool endStream = false)
    {
        int streamId = NewStream();
        await HeadersAsync(streamId, headers, endStream);
        return streamId;
    }

    /// <summary>A header block, cut into HEADERS and CONTINUATION frames of <paramref name="fragment"/> octets.</summary>
    public async Task HeadersAsync(int streamId, IEnumerable<Header> headers, bool endStream = false, int fragment = MaxFramePayload)
    {
        byte[][] pieces = [.. HpackEncoder.Encode(headers).Chunk(fragment)];
        for (int i = 0; i < pieces.Length; i++)
        {
            byte flags = i == pieces.Length - 1 ? FrameFlags.EndHeaders : FrameFlags.None;
            if (i == 0 && endStream) flags |= FrameFlags.EndStream;
            await FrameAsync(i == 0 ? FrameType.Headers : FrameType.Continuation, flags, streamId, pieces[i]);
        }
    }

    /// <summary>DATA in as few frames as the frame size allows, each with <paramref name="padding"/> octets of padding if given.</summary>
    public async Task DataAsync(int streamId, ReadOnlyMemory<byte> data, bool endStream = false, byte? padding = null)
    {
        int overhead = padding is { } length ? 1 + length : 0;
        do
        {
            int count = Math.Min(data.Length, MaxFramePayload - overhead);
            await _server.TakeSendWindowAsync(streamId, count + overhead, _options.Patience);
            ReadOnlyMemory<byte> piece = data[..count];
            data = data[count..];
            byte flags = endStream && data.IsEmpty ? FrameFlags.EndStream : FrameFlags.None;
            if (padding is { } pad)
            {
                flags |= FrameFlags.Padded;
                piece = (byte[])[pad, .. piece.Span, .. new byte[pad]];
            }
            await FrameAsync(FrameType.Data, flags, streamId, piece);
        }
        while (!data.IsEmpty);
    }

    public Task ResetAsync(int streamId, Http2Error error = Http2Error.Cancel) =>
        FrameAsync(FrameType.RstStream, FrameFlags.None, streamId, BigEndian((uint)error));

    public Task WindowUpdateAsync(int streamId, uint increment) =>
        FrameAsync(FrameType.WindowUpdate, FrameFlags.None, streamId, BigEndian(increment));

    public Task GoAwayAsync(int lastStreamId = 0, Http2Error error = Http2Error.NoError) =>
        FrameAsync(FrameType.GoAway, FrameFlags.None, 0, (byte[])[.. BigEndian((uint)lastStreamId), .. BigEndian((uint)error)]);

    public Task SettingsAsync(params IEnumerable<(Setting Name, uint Value)> settings)
    {
        byte[] payload = [.. settings.SelectMany(s => BigEndian((uint)s.Name)[2..].Concat(BigEndian(s.Value)))];
        return FrameAsync(FrameType.Settings, FrameFlags.None, 0, payload);
    }

    /// <summary>Sends a PING and waits for its answer: the server has then read everything sent before.</summary>
    public async Task PingAsync()
    {
        int before = _server.Read(s => s.PingAnswers);
        await FrameAsync(FrameType.Ping, FrameFlags.None, 0, new byte[8]);
        await _server.UntilAsync(s => s.PingAnswers > before || s.Closed, "a PING answer", _options.Patience);
    }

    /// <summary>Any frame, lengths and flags as given.</summary>
    public Task FrameAsync(FrameType type, byte flags, int streamId, ReadOnlyMemory<byte> payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, ((uint)payload.Length << 8) | (byte)type);
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), streamId);
        payload.CopyTo(frame.AsMemory(9));
        return BytesAsync(frame);
    }

    /// <summary>Any bytes.</summary>
    public async Task BytesAsync(ReadOnlyMemory<byte> bytes)
    {
        await _writing.WaitAsync();
        try
        {
            await _stream.WriteAsync(bytes);
            await _stream.FlushAsync();
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>What came on the stream until now.</summary>
    public StreamTranscript Transcript(int streamId) => _server.Read(s => s.Stream(streamId));

    /// <summary>Waits until the stream has ended, was reset, or the connection is gone.</summary>
    public Task<StreamTranscript> AnswerAsync(int streamId) => AnswerAsync(streamId, t => t.Complete, "the end of the answer");

    /// <summary>Waits until the transcript satisfies <paramref name="until"/> or the connection is gone.</summary>
    public async Task<StreamTranscript> AnswerAsync(int streamId, Func<StreamTranscript, bool> until, string what)
    {
        await _server.UntilAsync(s => until(s.Stream(streamId)) || s.Closed, $"{what} on stream {streamId}", _options.Patience);
        return Transcript(streamId);
    }

    /// <summary>Waits until the server has closed the connection.</summary>
    public Task ClosedAsync() => _server.UntilAsync(s => s.Closed, "the connection to close", _options.Patience);

    /// <summary>Waits for GOAWAY; the result is null if the connection closed without.</summary>
    public async Task<(int LastStreamId, Http2Error Error)?> GoAwayReceivedAsync()
    {
        await _server.UntilAsync(s => s.GoAway is not null || s.Closed, "GOAWAY", _options.Patience);
        return GoAway;
    }

    /// <summary>Closes with a TCP reset: no GOAWAY, no FIN.</summary>
    public void Abort()
    {
        if (_socket.AddressFamily != AddressFamily.Unix) _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Close();
        await _reading;
        await _stream.DisposeAsync();
        _writing.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            var head = new byte[9];
            while (true)
            {
                await _stream.ReadExactlyAsync(head);
                var payload = new byte[BinaryPrimitives.ReadUInt32BigEndian(head) >> 8];
                await _stream.ReadExactlyAsync(payload);
                int streamId = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)) & int.MaxValue;
                var frame = new Frame((FrameType)head[3], head[4], streamId, payload);
                _server.Apply(frame);
                try
                {
                    await RespondAsync(frame);
                }
                catch (Exception e) when (e is IOException or ObjectDisposedException)
                {
                    // The server has closed its side already; what it said before is still to be read.
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException or OperationCanceledException)
        {
            _server.Close(null);
        }
        catch (Exception e)
        {
            _server.Close(e);
        }
    }

    private async Task RespondAsync(Frame frame)
    {
        switch (frame.Type)
        {
            case FrameType.Settings when !frame.Has(FrameFlags.Ack):
                await FrameAsync(FrameType.Settings, FrameFlags.Ack, 0, default);
                break;
            case FrameType.Ping when !frame.Has(FrameFlags.Ack) && _options.AnswersPings:
                await FrameAsync(FrameType.Ping, FrameFlags.Ack, 0, frame.Payload);
                break;
            case FrameType.Data when frame.Payload.Length > 0 && _options.ReplenishesWindows:
                await WindowUpdateAsync(0, (uint)frame.Payload.Length);
                if (!frame.Has(FrameFlags.EndStream)) await WindowUpdateAsync(frame.StreamId, (uint)frame.Payload.Length);
                break;
        }
    }

    private static byte[] BigEndian(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
