using System.Text;

namespace SolverGrpc.Rpc.Tests.Http2;

/// <summary>The simplest encoder there is: every field literal, never indexed, no Huffman; names and order exactly as given.</summary>
internal static class HpackEncoder
{
    public static byte[] Encode(IEnumerable<Header> headers)
    {
        using var block = new MemoryStream();
        foreach (Header header in headers)
        {
            block.WriteByte(0x00);
            WriteString(block, header.Name);
            WriteString(block, header.Value);
        }
        return block.ToArray();
    }

    /// <summary>Integer with a prefix of <paramref name="prefixBits"/> bits, the bits above it zero; RFC 7541 section 5.1.</summary>
    public static void WriteInteger(Stream output, int value, int prefixBits)
    {
        int mask = (1 << prefixBits) - 1;
        if (value < mask)
        {
            output.WriteByte((byte)value);
            return;
        }
        output.WriteByte((byte)mask);
        for (value -= mask; value >= 0x80; value >>= 7) output.WriteByte((byte)(value | 0x80));
        output.WriteByte((byte)value);
    }

    private static void WriteString(Stream output, string text)
    {
        WriteInteger(output, text.Length, 7);
        output.Write(Encoding.Latin1.GetBytes(text));
    }
}
