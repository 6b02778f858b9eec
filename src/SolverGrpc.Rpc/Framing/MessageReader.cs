using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using SolverGrpc.Rpc.Compression;

namespace SolverGrpc.Rpc.Framing;

/// <summary>
/// Cuts the bytes of a pipe into messages. The payload is handed out where it lies, without a copy.
/// </summary>
/// <remarks>
/// The length is checked as soon as the five bytes of the prefix are there, before anything is buffered. One caller at a time.
/// <see cref="Dispose"/> gives the memory back; the pipe stays the caller's.
/// </remarks>
public sealed class MessageReader : IDisposable
{
    private readonly PipeReader _pipe;
    private readonly uint _bytesMax;
    private readonly string? _encoding;
    private readonly CompressionProviders _compression;

    private ReadOnlySequence<byte> _unread;     // what has been read and not yet been cut
    private bool _reading;                      // the pipe waits for AdvanceTo
    private bool _ended;                        // the pipe will bring no more than _unread
    private PooledBuffer? _inflated;

    /// <summary>Reads messages from a pipe.</summary>
    /// <param name="pipe">The bytes.</param>
    /// <param name="bytesMax">The largest message accepted, as it travels and after decompression, in bytes; nothing for no limit.</param>
    /// <param name="encoding">The peer's <c>grpc-encoding</c>, or nothing.</param>
    /// <param name="compression">The encodings that can be read.</param>
    public MessageReader(PipeReader pipe, int? bytesMax, string? encoding, CompressionProviders compression)
    {
        ArgumentNullException.ThrowIfNull(pipe);
        ArgumentNullException.ThrowIfNull(compression);
        ArgumentOutOfRangeException.ThrowIfNegative(bytesMax ?? 0, nameof(bytesMax));
        _pipe = pipe;
        _bytesMax = (uint)(bytesMax ?? Array.MaxLength);
        _encoding = encoding;
        _compression = compression;
    }

    /// <summary>The payload of the message read last, decompressed; valid until the next call of this reader.</summary>
    public ReadOnlySequence<byte> Current { get; private set; }

    /// <summary>Whether the message read last travelled compressed.</summary>
    public bool CurrentWasCompressed { get; private set; }

    /// <summary>Whether bytes beyond the current message have been read already.</summary>
    public bool HasUnreadBytes => !_unread.IsEmpty;

    /// <summary>Waits for the next message.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether there is one; false at the end of the stream.</returns>
    /// <exception cref="RpcException">The bytes break the rules of the wire, or a limit is exceeded.</exception>
    /// <exception cref="OperationCanceledException">Cancelled by the token or by <see cref="PipeReader.CancelPendingRead"/>.</exception>
    public ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken = default)
        => TryCut() ? new ValueTask<bool>(true) : ReadAndCutAsync(cancellationToken);

    /// <summary>Takes the next message if all of it has arrived, and never waits.</summary>
    /// <returns>Whether there is one; false also at the end of the stream.</returns>
    /// <exception cref="RpcException">The bytes break the rules of the wire, or a limit is exceeded.</exception>
    public bool TryMoveNext()
    {
        while (!TryCut())
        {
            if (_ended)
                return false;
            GiveBack();
            if (!_pipe.TryRead(out var result))
                return false;
            Take(result);
        }

        return true;
    }

    /// <summary>Reads on after the last message that may come.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether the stream ends without a further byte; false as soon as there is one.</returns>
    /// <exception cref="OperationCanceledException">Cancelled by the token or by <see cref="PipeReader.CancelPendingRead"/>.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> ReadToEndAsync(CancellationToken cancellationToken = default)
    {
        Current = default;
        while (_unread.IsEmpty && !_ended)
            await ReadMoreAsync(cancellationToken).ConfigureAwait(false);
        return _unread.IsEmpty;
    }

    /// <summary>Gives all memory back.</summary>
    public void Dispose()
    {
        Current = default;
        GiveBack();
        _inflated?.Dispose();
        _inflated = null;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> ReadAndCutAsync(CancellationToken cancellationToken)
    {
        do
        {
            if (_ended)
            {
                if (!_unread.IsEmpty)
                    throw FramingErrors.Truncated();
                return false;
            }

            await ReadMoreAsync(cancellationToken).ConfigureAwait(false);
        }
        while (!TryCut());

        return true;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask ReadMoreAsync(CancellationToken cancellationToken)
    {
        GiveBack();
        var result = await _pipe.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (result.IsCanceled)
        {
            _pipe.AdvanceTo(result.Buffer.Start);
            throw new OperationCanceledException("Reading was cancelled.", cancellationToken);
        }

        Take(result);
    }

    private void Take(in ReadResult result)
    {
        _unread = result.Buffer;
        _ended = result.IsCompleted;
        _reading = true;
    }

    // Hands the cut messages back to the pipe and asks for more than it has shown.
    private void GiveBack()
    {
        if (!_reading)
            return;
        _reading = false;
        _pipe.AdvanceTo(_unread.Start, _unread.End);
        _unread = default;
    }

    private bool TryCut()
    {
        Current = default;
        if (!MessagePrefix.TryRead(_unread, out var prefix))
            return false;
        if (prefix.Flag > 1)
            throw FramingErrors.BadFlag(prefix.Flag);
        var provider = prefix.Flag == 1 ? Decompressor() : null;
        if (prefix.Length > _bytesMax)
            throw FramingErrors.TooLargeToReceive(prefix.Length, _bytesMax);
        if (_unread.Length - MessagePrefix.Size < prefix.Length)
            return false;

        var payload = _unread.Slice(MessagePrefix.Size, prefix.Length);
        _unread = _unread.Slice(payload.End);
        CurrentWasCompressed = provider is not null;
        if (provider is null)
        {
            Current = payload;
        }
        else
        {
            _inflated ??= new PooledBuffer();
            Inflater.Inflate(provider, payload, _inflated, _bytesMax);
            Current = new ReadOnlySequence<byte>(_inflated.WrittenMemory);
        }

        return true;
    }

    private ICompressionProvider Decompressor()
    {
        if (_encoding is null or Headers.HeaderNames.Identity)
            throw FramingErrors.CompressedWithoutEncoding();
        return _compression.Find(_encoding) ?? throw FramingErrors.UnknownEncoding(_encoding);
    }
}
