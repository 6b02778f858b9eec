namespace SolverGrpc.Market.Readers;

/// <summary>Lines of a byte stream as spans, without allocation; a line ends with \n or \r\n. Memory is one block.</summary>
internal sealed class LineReader : IDisposable
{
    /// <summary>Longest line, in bytes.</summary>
    public const int LineBytesMax = 1 << 16;

    private const int BlockBytes = 1 << 18;

    private readonly Stream _stream;
    private readonly Action<long>? _progress;
    private readonly byte[] _buffer = new byte[BlockBytes + LineBytesMax + 1];
    private int _begin, _end;
    private bool _ended;

    /// <summary>Reads a stream, and closes it in the end.</summary>
    /// <param name="stream">The bytes.</param>
    /// <param name="progress">Told the number of lines after every block.</param>
    public LineReader(Stream stream, Action<long>? progress) => (_stream, _progress) = (stream, progress);

    /// <summary>Lines so far: the number of the last one.</summary>
    public long LineNumber { get; private set; }

    /// <summary>The next line without its end, followed in memory by \n; false at the end of the stream. An empty last line does not count.</summary>
    /// <exception cref="InvalidDataException">A line is longer than <see cref="LineBytesMax"/>.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            int length = _buffer.AsSpan(_begin, _end - _begin).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = _buffer.AsSpan(_begin, length);
                _begin += length + 1;
                LineNumber++;
                if (!line.IsEmpty && line[^1] == '\r') line = line[..^1];
                return true;
            }

            if (_end - _begin > LineBytesMax) throw new InvalidDataException(FormattableString.Invariant($"line {LineNumber + 1} is longer than {LineBytesMax} bytes"));
            if (!Fill())
            {
                line = default;
                return false;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private bool Fill()
    {
        if (_ended) return false;
        _buffer.AsSpan(_begin, _end - _begin).CopyTo(_buffer);
        (_begin, _end) = (0, _end - _begin);
        int read = _stream.Read(_buffer, _end, BlockBytes);
        _progress?.Invoke(LineNumber);
        if (read == 0)
        {
            _ended = true;
            if (_end == 0) return false;
            _buffer[_end++] = (byte)'\n';
            return true;
        }

        _end += read;
        return true;
    }
}
