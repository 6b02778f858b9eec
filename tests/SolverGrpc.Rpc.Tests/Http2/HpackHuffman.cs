using System.Text;

namespace SolverGrpc.Rpc.Tests.Http2;

/// <summary>
/// Decoder of RFC 7541 appendix B. That code is canonical: within one length the codes count upwards in symbol order, and the next
/// length starts where the last one ended, shifted left. So the lengths are the whole table.
/// </summary>
internal static class HpackHuffman
{
    private const int EndOfString = 256;
    private static readonly Dictionary<(int Length, uint Code), int> Symbols = Build();

    public static string Decode(ReadOnlySpan<byte> encoded)
    {
        var text = new StringBuilder(encoded.Length * 2);
        int length = 0;
        uint code = 0;
        foreach (byte octet in encoded)
        {
            for (int bit = 7; bit >= 0; bit--)
            {
                code = (code << 1) | (uint)((octet >> bit) & 1);
                length++;
                if (!Symbols.TryGetValue((length, code), out int symbol)) continue;
                if (symbol == EndOfString) throw new InvalidDataException("Huffman: EOS inside a string.");
                text.Append((char)symbol);
                (length, code) = (0, 0);
            }
        }
        if (length > 7 || code != (1u << length) - 1) throw new InvalidDataException("Huffman: padding is not a prefix of EOS.");
        return text.ToString();
    }

    private static Dictionary<(int, uint), int> Build()
    {
        (int Length, int[] Symbols)[] groups =
        [
            (5, Chars("012aceiost")),
            (6, Chars(" %-./3456789=A_bdfghlmnpru")),
            (7, Chars(":BCDEFGHIJKLMNOPQRSTUVWYjkqvwxyz")),
            (8, Chars("&*,;XZ")),
            (10, Chars("!\"()?")),
            (11, Chars("'+|")),
            (12, Chars("#>")),
            (13, Chars("\0$@[]~")),
            (14, Chars("^}")),
            (15, Chars("<`{")),
            (19, ['\\', 195, 208]),
            (20, [128, 130, 131, 162, 184, 194, 224, 226]),
            (21, [153, 161, 167, 172, 176, 177, 179, 209, 216, 217, 227, 229, 230]),
            (22, [129, 132, 133, 134, 136, 146, 154, 156, 160, 163, 164, 169, 170, 173, 178, 181, 185, 186, 187, 189, 190, 196, 198, 228,
                232, 233]),
            (23, [1, 135, 137, 138, 139, 140, 141, 143, 147, 149, 150, 151, 152, 155, 157, 158, 165, 166, 168, 174, 175, 180, 182, 183,
                188, 191, 197, 231, 239]),
            (24, [9, 142, 144, 145, 148, 159, 171, 206, 215, 225, 236, 237]),
            (25, [199, 207, 234, 235]),
            (26, [192, 193, 200, 201, 202, 205, 210, 213, 218, 219, 238, 240, 242, 243, 255]),
            (27, [203, 204, 211, 212, 214, 221, 222, 223, 241, 244, 245, 246, 247, 248, 250, 251, 252, 253, 254]),
            (28, [2, 3, 4, 5, 6, 7, 8, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 23, 24, 25, 26, 27, 28, 29, 30, 31, 127, 220, 249]),
            (30, [10, 13, 22, EndOfString]),
        ];
        var table = new Dictionary<(int, uint), int>();
        uint next = 0;
        int previous = 5;
        foreach ((int length, int[] symbols) in groups)
        {
            next <<= length - previous;
            previous = length;
            foreach (int symbol in symbols) table.Add((length, next++), symbol);
        }
        return table;

        static int[] Chars(string text) => [.. text.Select(c => (int)c)];
    }
}
