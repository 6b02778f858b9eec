using System.Buffers.Binary;
using System.Net.Sockets;
using SolverGrpc.Rpc.Tests.Http2;

namespace SolverGrpc.Host.Tests;

/// <summary>
/// Makes the same unary call again and again over one HTTP/2 connection without allocating, so that what a process with both ends
/// allocates is the server's. It blocks; there is one call at a time.
/// </summary>
internal sealed class SteadyClient : IDisposable
{
    private const int FrameHeaderBytes = 9, StreamIdAt = 5, WindowUpdateMax = int.MaxValue - 65_535;

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly byte[] _request, _received = new byte[1 << 16];
    private readonly int _dataAt;
    private int _stream = -1, _begin, _end;

    /// <summary>Connects.</summary>
    /// <param name="socketPath">A plaintext Unix socket.</param>
    /// <param name="path">The method.</param>
    /// <param name="message">The request message, with its prefix; at most one frame.</param>
    public SteadyClient(string socketPath, string path, byte[] message)
    {
        byte[] headers = HpackEncoder.Encode(RawGrpc.Headers(path));
        _dataAt = FrameHeaderBytes + headers.Length;
        _request =
        [
            .. FrameOf(FrameType.Headers, FrameFlags.EndHeaders, headers),
            .. FrameOf(FrameType.Data, FrameFlags.EndStream, message),
        ];
        _socket.Connect(new UnixDomainSocketEndPoint(socketPath));
        var window = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(window, WindowUpdateMax);
        _socket.Send([
            .. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. FrameOf(FrameType.Settings, FrameFlags.None, []),
            .. FrameOf(FrameType.WindowUpdate, FrameFlags.None, window),
        ]);
    }

    /// <summary>Calls once; throws if the call fails.</summary>
    /// <returns>The size of the response's DATA.</returns>
    public int Call()
    {
        _stream += 2;
        BinaryPrimitives.WriteInt32BigEndian(_request.AsSpan(StreamIdAt), _stream);
        BinaryPrimitives.WriteInt32BigEndian(_request.AsSpan(_dataAt + StreamIdAt), _stream);
        _socket.Send(_request);
        int data = 0;
        while (true)
        {
            ReadOnlySpan<byte> header = Take(FrameHeaderBytes);
            (var type, byte flags) = ((FrameType)header[3], header[4]);
            int length = BinaryPrimitives.ReadInt32BigEndian(header) >> 8, stream = BinaryPrimitives.ReadInt32BigEndian(header[StreamIdAt..]);
            Take(length);
            if (stream != _stream) continue;
            if (type == FrameType.Data) data += length;
            if (type == FrameType.RstStream) throw new IOException("The call was reset.");
            if (type != FrameType.Headers || (flags & FrameFlags.EndStream) == 0) continue;

            // A unary call that fails has no message.
            return data > 0 ? data : throw new IOException("The call failed.");
        }
    }

    public void Dispose() => _socket.Dispose();

    private static byte[] FrameOf(FrameType type, byte flags, byte[] payload)
    {
        var frame = new byte[FrameHeaderBytes + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, (payload.Length << 8) | (byte)type);
        frame[4] = flags;
        payload.CopyTo(frame, FrameHeaderBytes);
        return frame;
    }

    // The next bytes of the connection; valid until the next call.
    private ReadOnlySpan<byte> Take(int count)
    {
        if (_end - _begin < count)
        {
            _received.AsSpan(_begin, _end - _begin).CopyTo(_received);
            (_begin, _end) = (0, _end - _begin);
            while (_end < count)
            {
                int read = _socket.Receive(_received.AsSpan(_end));
                if (read == 0) throw new IOException("The connection was closed.");
                _end += read;
            }
        }

        _begin += count;
        return _received.AsSpan(_begin - count, count);
    }
}
