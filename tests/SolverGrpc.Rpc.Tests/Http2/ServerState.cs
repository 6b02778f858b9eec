using System.Buffers.Binary;

namespace SolverGrpc.Rpc.Tests.Http2;

/// <summary>What the client knows of its server from the frames received: one transcript per stream, windows, settings.</summary>
internal sealed class ServerState
{
    private readonly Lock _gate = new();
    private readonly HpackDecoder _decoder = new();
    private readonly Dictionary<int, StreamTranscript> _streams = [];
    private readonly Dictionary<int, long> _sendWindows = new() { [0] = 65535 };
    private readonly Dictionary<Setting, uint> _settings = [];
    private readonly List<byte> _headerBlock = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _initialWindow = 65535;
    private bool _headersEndStream;
    private Exception? _fault;

    public bool SettingsReceived { get; private set; }

    /// <summary>The values that the server has set.</summary>
    public IReadOnlyDictionary<Setting, uint> SettingValues => _settings.ToDictionary();

    public int PingAnswers { get; private set; }

    public int PingsReceived { get; private set; }

    public (int LastStreamId, Http2Error Error)? GoAway { get; private set; }

    public bool Closed { get; private set; }

    /// <summary>Call only inside <see cref="Read{T}"/> or a predicate of <see cref="UntilAsync"/>.</summary>
    public StreamTranscript Stream(int id) => _streams.GetValueOrDefault(id) ?? new StreamTranscript(id) { ConnectionLost = Closed };

    public T Read<T>(Func<ServerState, T> look)
    {
        lock (_gate) return look(this);
    }

    /// <summary>Waits until <paramref name="condition"/>, looked at after every frame; on timeout shows everything seen.</summary>
    public async Task UntilAsync(Func<ServerState, bool> condition, string what, TimeSpan patience)
    {
        using var timeout = new CancellationTokenSource(patience);
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_fault is not null) throw new InvalidDataException("The server sent what is not HTTP/2.", _fault);
                if (condition(this)) return;
                changed = _changed.Task;
            }
            try
            {
                await changed.WaitAsync(timeout.Token);
            }
            catch (OperationCanceledException)
            {
                string seen = Read(s => $"GOAWAY {s.GoAway}\n{string.Join('\n', s._streams.Values)}");
                throw new TimeoutException($"No sign of {what} in {patience}. Seen: {seen}");
            }
        }
    }

    /// <summary>Waits until stream and connection may send <paramref name="count"/> octets more, and takes them.</summary>
    public Task TakeSendWindowAsync(int streamId, int count, TimeSpan patience) => UntilAsync(
        _ =>
        {
            if (Closed) throw new IOException("The server closed the connection.");
            long window = _sendWindows.GetValueOrDefault(streamId, _initialWindow);
            if (count > 0 && (window < count || _sendWindows[0] < count)) return false;
            _sendWindows[streamId] = window - count;
            _sendWindows[0] -= count;
            return true;
        },
        $"{count} octets of window on stream {streamId}",
        patience);

    public void Close(Exception? fault)
    {
        lock (_gate)
        {
            _fault = fault;
            Closed = true;
            foreach (StreamTranscript open in _streams.Values.Where(t => !t.Complete).ToArray())
                _streams[open.StreamId] = open with { ConnectionLost = true };
            SignalChange();
        }
    }

    public void Apply(Frame frame)
    {
        lock (_gate)
        {
            StreamTranscript stream = Stream(frame.StreamId);
            switch (frame.Type)
            {
                case FrameType.Headers:
                    _headersEndStream = frame.Has(FrameFlags.EndStream);
                    HeaderBlock(frame, Unpadded(frame)[(frame.Has(FrameFlags.Priority) ? 5 : 0)..]);
                    break;
                case FrameType.Continuation:
                    HeaderBlock(frame, frame.Payload);
                    break;
                case FrameType.Data:
                    byte[] data = [.. stream.Data, .. Unpadded(frame)];
                    _streams[frame.StreamId] = stream with { Data = data, Ended = frame.Has(FrameFlags.EndStream) };
                    break;
                case FrameType.RstStream:
                    _streams[frame.StreamId] = stream with { Reset = ErrorCode(frame.Payload) };
                    break;
                case FrameType.Settings when !frame.Has(FrameFlags.Ack):
                    Settings(frame.Payload);
                    break;
                case FrameType.Ping when frame.Has(FrameFlags.Ack):
                    PingAnswers++;
                    break;
                case FrameType.Ping:
                    PingsReceived++;
                    break;
                case FrameType.GoAway:
                    GoAway = (BinaryPrimitives.ReadInt32BigEndian(frame.Payload), ErrorCode(frame.Payload.AsSpan(4)));
                    break;
                case FrameType.WindowUpdate:
                    _sendWindows[frame.StreamId] = _sendWindows.GetValueOrDefault(frame.StreamId, _initialWindow)
                        + BinaryPrimitives.ReadUInt32BigEndian(frame.Payload);
                    break;
            }
            SignalChange();
        }
    }

    private void HeaderBlock(Frame frame, ReadOnlySpan<byte> fragment)
    {
        _headerBlock.AddRange(fragment);
        if (!frame.Has(FrameFlags.EndHeaders)) return;
        List<Header> headers = _decoder.Decode(_headerBlock.ToArray());
        _headerBlock.Clear();
        StreamTranscript stream = Stream(frame.StreamId);
        _streams[frame.StreamId] = stream.Headers is null
            ? stream with { Headers = headers, Ended = _headersEndStream }
            : stream with { Trailers = headers, Ended = _headersEndStream };
    }

    private void Settings(ReadOnlySpan<byte> payload)
    {
        for (; !payload.IsEmpty; payload = payload[6..])
        {
            var name = (Setting)BinaryPrimitives.ReadUInt16BigEndian(payload);
            uint initial = _settings[name] = BinaryPrimitives.ReadUInt32BigEndian(payload[2..]);
            if (name != Setting.InitialWindowSize) continue;
            foreach (int id in _sendWindows.Keys.Where(id => id != 0).ToArray()) _sendWindows[id] += initial - _initialWindow;
            _initialWindow = initial;
        }
        SettingsReceived = true;
    }

    private static Http2Error ErrorCode(ReadOnlySpan<byte> octets) => (Http2Error)BinaryPrimitives.ReadUInt32BigEndian(octets);

    private static ReadOnlySpan<byte> Unpadded(Frame frame) =>
        frame.Has(FrameFlags.Padded) ? frame.Payload.AsSpan(1, frame.Payload.Length - 1 - frame.Payload[0]) : frame.Payload;

    private void SignalChange()
    {
        _changed.TrySetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
