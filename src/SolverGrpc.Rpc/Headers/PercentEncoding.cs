using System.Buffers;
using System.Text;

namespace SolverGrpc.Rpc.Headers;

/// <summary>
/// The text of <c>grpc-message</c>: UTF-8 in which every byte outside 0x20..0x7E, and '%', is written as '%' and two upper-case hex digits.
/// </summary>
public static class PercentEncoding
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create([.. Enumerable.Range(0x20, 0x7F - 0x20).Select(c => (char)c).Where(c => c != '%')]);

    /// <summary>Encodes a text; lone surrogates become U+FFFD.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Printable ASCII; the same object when nothing needs encoding.</returns>
    public static string Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.AsSpan().ContainsAnyExcept(Plain))
            return text;
        var utf8 = Encoding.UTF8.GetBytes(text);
        var encoded = new StringBuilder(utf8.Length * 2);
        foreach (var b in utf8)
        {
            if (b < 0x80 && Plain.Contains((char)b))
                encoded.Append((char)b);
            else
                encoded.Append('%').Append(Convert.ToHexString([b]));
        }

        return encoded.ToString();
    }

    /// <summary>Decodes a text and never fails: a '%' without two hex digits stands for itself, wrong UTF-8 becomes U+FFFD.</summary>
    /// <param name="text">The header's value.</param>
    /// <returns>The text.</returns>
    public static string Decode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.Contains('%', StringComparison.Ordinal))
            return text;
        var source = Encoding.UTF8.GetBytes(text);
        var decoded = new byte[source.Length];
        var length = 0;
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] == '%' && i + 2 < source.Length
                && char.IsAsciiHexDigit((char)source[i + 1]) && char.IsAsciiHexDigit((char)source[i + 2]))
            {
                Convert.FromHexString(source.AsSpan(i + 1, 2), decoded.AsSpan(length++), out _, out _);
                i += 2;
            }
            else
            {
                decoded[length++] = source[i];
            }
        }

        return Encoding.UTF8.GetString(decoded, 0, length);
    }
}
