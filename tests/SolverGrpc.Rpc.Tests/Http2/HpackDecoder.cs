using System.Text;

namespace SolverGrpc.Rpc.Tests.Http2;

/// <summary>RFC 7541 decoder with its dynamic table: what a server may send us. One per connection, header blocks in order.</summary>
internal sealed class HpackDecoder
{
    private readonly int _tableSizeLimit;
    private readonly List<Header> _dynamic = []; // newest first
    private int _tableSizeMax;

    public HpackDecoder(int maxTableSize = 4096) => _tableSizeLimit = _tableSizeMax = maxTableSize;

    /// <summary>Entries of the dynamic table, newest first.</summary>
    public IReadOnlyList<Header> DynamicTable => _dynamic;

    /// <summary>Size as RFC 7541 section 4.1 counts it: 32 octets more than name and value per entry.</summary>
    public int TableSize => _dynamic.Sum(SizeOf);

    public List<Header> Decode(ReadOnlySpan<byte> block)
    {
        var headers = new List<Header>();
        while (!block.IsEmpty)
        {
            byte first = block[0];
            if ((first & 0x80) != 0) // indexed field
            {
                headers.Add(Entry(ReadInteger(ref block, 7)));
            }
            else if ((first & 0xE0) == 0x20) // table size update
            {
                int size = ReadInteger(ref block, 5);
                if (size > _tableSizeLimit) throw new InvalidDataException($"HPACK: table size {size} above the limit {_tableSizeLimit}.");
                _tableSizeMax = size;
                Evict(0);
            }
            else
            {
                bool indexing = (first & 0x40) != 0;
                int index = ReadInteger(ref block, indexing ? 6 : 4);
                string name = index == 0 ? ReadString(ref block) : Entry(index).Name;
                var header = new Header(name, ReadString(ref block));
                headers.Add(header);
                if (indexing) Insert(header);
            }
        }
        return headers;
    }

    /// <summary>Integer with a prefix of <paramref name="prefixBits"/> bits, RFC 7541 section 5.1.</summary>
    public static int ReadInteger(ref ReadOnlySpan<byte> input, int prefixBits)
    {
        int mask = (1 << prefixBits) - 1;
        int value = input[0] & mask;
        input = input[1..];
        if (value < mask) return value;
        for (int shift = 0; ; shift += 7)
        {
            byte octet = input[0];
            input = input[1..];
            value = checked(value + ((octet & 0x7F) << shift));
            if ((octet & 0x80) == 0) return value;
        }
    }

    private static string ReadString(ref ReadOnlySpan<byte> input)
    {
        bool huffman = (input[0] & 0x80) != 0;
        int length = ReadInteger(ref input, 7);
        ReadOnlySpan<byte> octets = input[..length];
        input = input[length..];
        return huffman ? HpackHuffman.Decode(octets) : Encoding.Latin1.GetString(octets);
    }

    private Header Entry(int index)
    {
        Header[] fixedEntries = HpackStaticTable.Entries;
        if (index >= 1 && index <= fixedEntries.Length) return fixedEntries[index - 1];
        int dynamicIndex = index - fixedEntries.Length - 1;
        if (index == 0 || dynamicIndex >= _dynamic.Count) throw new InvalidDataException($"HPACK: no entry {index}.");
        return _dynamic[dynamicIndex];
    }

    private void Insert(Header header)
    {
        int size = SizeOf(header);
        Evict(size);
        if (size <= _tableSizeMax) _dynamic.Insert(0, header);
    }

    private void Evict(int roomFor)
    {
        while (_dynamic.Count > 0 && TableSize + roomFor > _tableSizeMax) _dynamic.RemoveAt(_dynamic.Count - 1);
    }

    private static int SizeOf(Header header) => header.Name.Length + header.Value.Length + 32;
}
