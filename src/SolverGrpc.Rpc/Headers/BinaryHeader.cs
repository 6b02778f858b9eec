using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SolverGrpc.Rpc.Headers;

/// <summary>The base64 of <c>-bin</c> metadata: written without padding, read with or without.</summary>
public static class BinaryHeader
{
    /// <summary>Writes bytes as base64 without padding.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The text.</returns>
    public static string Encode(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    /// <summary>Reads one base64 value (no commas), padded or not.</summary>
    /// <param name="text">The text.</param>
    /// <param name="bytes">The bytes, or nothing when the text is not base64.</param>
    /// <returns>Whether the text is base64.</returns>
    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        var digits = text.TrimEnd('=');
        var padding = (4 - (digits.Length & 3)) & 3;
        if (padding == 3 || (digits.Length != text.Length && text.Length != digits.Length + padding))
            return false;
        var padded = new byte[digits.Length + padding];
        if (Encoding.ASCII.GetBytes(digits, padded) != digits.Length)
            return false;
        padded.AsSpan(digits.Length).Fill((byte)'=');
        var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(padded.Length)];
        if (Base64.DecodeFromUtf8(padded, decoded, out _, out var written) != System.Buffers.OperationStatus.Done)
            return false;
        bytes = decoded[..written];
        return true;
    }
}
