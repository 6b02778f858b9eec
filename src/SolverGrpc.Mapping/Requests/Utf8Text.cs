using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace SolverGrpc.Mapping.Requests;

/// <summary>A string field as bytes; what is not UTF-8 becomes U+FFFD, as in the generated messages.</summary>
internal static class Utf8Text
{
    /// <summary>Copies the text to <paramref name="destination"/>, or as much of it as fits.</summary>
    /// <returns>Its length in bytes; one more than fits if it does not fit, however long it is.</returns>
    public static int Copy(in ReadOnlySequence<byte> bytes, Span<byte> destination)
    {
        // U+FFFD is at least as long as what it stands for: what is too long stays too long, and is not looked at any further
        if (bytes.Length > destination.Length)
        {
            bytes.Slice(0, destination.Length).CopyTo(destination);
            return destination.Length + 1;
        }

        bytes.CopyTo(destination);
        ReadOnlySpan<byte> text = destination[..(int)bytes.Length];
        return Utf8.IsValid(text) ? text.Length : Replace([.. text], destination);
    }

    private static int Replace(scoped ReadOnlySpan<byte> text, Span<byte> destination)
    {
        int length = 0;
        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf8(text, out Rune rune, out int consumed);
            text = text[consumed..];
            if (!rune.TryEncodeToUtf8(destination[length..], out int written)) return destination.Length + 1;
            length += written;
        }

        return length;
    }
}
