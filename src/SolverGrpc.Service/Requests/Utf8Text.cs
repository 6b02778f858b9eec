using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace SolverGrpc.Service.Requests;

/// <summary>A string field as bytes; what is not UTF-8 becomes U+FFFD, as in the generated messages.</summary>
internal static class Utf8Text
{
    /// <summary>Copies the text to <paramref name="destination"/>, or as much of it as fits.</summary>
    /// <returns>Its length in bytes, whether or not it fits.</returns>
    public static int Copy(in ReadOnlySequence<byte> bytes, Span<byte> destination)
    {
        if (bytes.Length <= destination.Length)
        {
            bytes.CopyTo(destination);
            if (Utf8.IsValid(destination[..(int)bytes.Length])) return (int)bytes.Length;
        }

        byte[] text = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes));
        text.AsSpan(0, Math.Min(text.Length, destination.Length)).CopyTo(destination);
        return text.Length;
    }
}
