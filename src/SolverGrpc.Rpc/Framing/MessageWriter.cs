using System.Buffers;
using System.IO.Compression;
using Google.Protobuf;
using SolverGrpc.Rpc.Compression;

namespace SolverGrpc.Rpc.Framing;

/// <summary>Puts messages with their prefix into a buffer; nothing is flushed.</summary>
public static class MessageWriter
{
    // Up to this size a message is serialised into one span; larger ones go through the buffer in pieces.
    private const int OneSpanBytesMax = 64 * 1024;

    /// <summary>Writes a generated message, uncompressed.</summary>
    /// <param name="output">The buffer.</param>
    /// <param name="message">The message.</param>
    /// <param name="bytesMax">The largest message allowed, in bytes; nothing for no limit.</param>
    /// <exception cref="RpcException">The message is larger (<see cref="StatusCode.ResourceExhausted"/>); nothing is written.</exception>
    public static void Write(IBufferWriter<byte> output, IMessage message, int? bytesMax = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(message);
        var length = message.CalculateSize();
        CheckSize(length, bytesMax);
        var framed = (long)length + MessagePrefix.Size;
        var span = output.GetSpan(framed <= OneSpanBytesMax ? (int)framed : MessagePrefix.Size);
        MessagePrefix.Write(span, length, compressed: false);
        if (framed <= OneSpanBytesMax)
        {
            message.WriteTo(span.Slice(MessagePrefix.Size, length));
            output.Advance((int)framed);
        }
        else
        {
            output.Advance(MessagePrefix.Size);
            message.WriteTo(output);
        }
    }

    /// <summary>Writes bytes that are a serialised message, uncompressed.</summary>
    /// <param name="output">The buffer.</param>
    /// <param name="payload">The message.</param>
    /// <param name="bytesMax">The largest message allowed, in bytes; nothing for no limit.</param>
    /// <exception cref="RpcException">The message is larger (<see cref="StatusCode.ResourceExhausted"/>); nothing is written.</exception>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> payload, int? bytesMax = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        CheckSize(payload.Length, bytesMax);
        Frame(output, payload, compressed: false);
    }

    /// <summary>Writes bytes that are a serialised message, compressed.</summary>
    /// <param name="output">The buffer.</param>
    /// <param name="payload">The message.</param>
    /// <param name="provider">The encoding; the headers of the call must name it.</param>
    /// <param name="level">How hard to compress.</param>
    /// <param name="bytesMax">The largest message allowed before compression, in bytes; nothing for no limit.</param>
    /// <exception cref="RpcException">The message is larger (<see cref="StatusCode.ResourceExhausted"/>); nothing is written.</exception>
    public static void WriteCompressed(
        IBufferWriter<byte> output, ReadOnlySpan<byte> payload, ICompressionProvider provider, CompressionLevel level, int? bytesMax = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(provider);
        CheckSize(payload.Length, bytesMax);
        using var compressed = new MemoryStream();
        using (var stream = provider.CreateCompressionStream(compressed, level))
            stream.Write(payload);
        Frame(output, compressed.GetBuffer().AsSpan(0, (int)compressed.Length), compressed: true);
    }

    private static void Frame(IBufferWriter<byte> output, ReadOnlySpan<byte> payload, bool compressed)
    {
        var span = output.GetSpan(checked(payload.Length + MessagePrefix.Size));
        MessagePrefix.Write(span, payload.Length, compressed);
        payload.CopyTo(span[MessagePrefix.Size..]);
        output.Advance(payload.Length + MessagePrefix.Size);
    }

    private static void CheckSize(int length, int? bytesMax)
    {
        if (length > bytesMax)
            throw FramingErrors.TooLargeToSend(length, bytesMax.Value);
    }
}
