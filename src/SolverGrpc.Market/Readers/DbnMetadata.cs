using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace SolverGrpc.Market.Readers;

/// <summary>
/// The header of DBN, versions 1 to 3: a fixed part of 100 bytes, then lists of symbols and what they are mapped to on which days. Names have
/// 22 bytes in version 1 and as many as the header says after that; version 3 fills up to a multiple of eight. What no reader needs is skipped.
/// </summary>
internal sealed class DbnMetadata
{
    /// <summary>Bytes of a name in records of version 1, and since.</summary>
    public const int NameBytesOfVersion1 = 22, NameBytesSince = 71;

    private const int FixedBytes = 100, NameLengthAt = 45, NameBytesMax = 1 << 10;
    private const byte InstrumentId = 0; // of the enumeration of symbologies
    private const long NsPerTick = 100;

    private readonly List<(string Name, uint Instrument, long FromNs, long ToNs)> _mappings = [];

    /// <summary>Reads what follows the eight bytes at the begin of the file.</summary>
    /// <param name="version">1 to 3.</param>
    /// <param name="bytes">As many as the file says; none: a stream without any.</param>
    /// <exception cref="MarketDataException">It is no metadata.</exception>
    public DbnMetadata(byte version, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return;
        if (bytes.Length < FixedBytes) throw new MarketDataException(FormattableString.Invariant($"{bytes.Length} bytes of metadata are fewer than the {FixedBytes} that every file has"));
        // dataset 16, schema 2, begin 8, end 8, limit 8, in version 1 a count of 8; then one byte each: symbology in, out, send times; then the length of names
        int kinds = version == 1 ? 50 : 42;
        (byte from, byte to) = (bytes[kinds], bytes[kinds + 1]);
        int nameBytes = version == 1 ? NameBytesOfVersion1 : BinaryPrimitives.ReadUInt16LittleEndian(bytes[NameLengthAt..]);
        if (nameBytes is < 2 or > NameBytesMax) throw new MarketDataException(FormattableString.Invariant($"names of {nameBytes} bytes in the metadata"));
        var rest = new Cursor(bytes[FixedBytes..], nameBytes);
        rest.Skip(rest.Count()); // the layout, never used so far
        for (int list = 0; list < 3; list++)
        {
            for (int k = rest.Count(); k > 0; k--) rest.Name(); // asked for, in part not found, not found
        }

        for (int mapping = rest.Count(); mapping > 0; mapping--)
        {
            string asked = rest.Name();
            for (int interval = rest.Count(); interval > 0; interval--)
            {
                (int begin, int end, string given) = (rest.Count(), rest.Count(), rest.Name());
                (string name, string number) = to == InstrumentId ? (asked, given) : from == InstrumentId ? (given, asked) : (asked, "");
                if (uint.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out uint instrument)) _mappings.Add((name, instrument, Ns(begin), Ns(end)));
            }
        }
    }

    /// <summary>The names that the file maps to instruments, each once.</summary>
    public IEnumerable<string> Names => _mappings.Select(mapping => mapping.Name).Distinct();

    /// <summary>Whether an instrument had a name at a time.</summary>
    public bool Has(string name, uint instrument, long timeNs)
    {
        foreach ((string Name, uint Instrument, long FromNs, long ToNs) mapping in _mappings)
        {
            if (mapping.Instrument == instrument && timeNs >= mapping.FromNs && timeNs < mapping.ToNs && mapping.Name == name) return true;
        }

        return false;
    }

    /// <summary>A name that ends at its first 0.</summary>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        return Encoding.ASCII.GetString(end < 0 ? bytes : bytes[..end]);
    }

    // a day as 20201228; a last day that is none, as in streams that go on, is the end of time
    private static long Ns(int date)
    {
        string text = date.ToString("D8", CultureInfo.InvariantCulture);
        return DateTime.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime day)
            ? (day.Ticks - DateTime.UnixEpoch.Ticks) * NsPerTick
            : long.MaxValue;
    }

    // lists of names behind their counts
    private ref struct Cursor(ReadOnlySpan<byte> bytes, int nameBytes)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        public int Count() => (int)Math.Min(int.MaxValue, BinaryPrimitives.ReadUInt32LittleEndian(Skip(sizeof(uint))));

        public string Name() => Text(Skip(nameBytes));

        public ReadOnlySpan<byte> Skip(int length)
        {
            if (length > _rest.Length) throw new MarketDataException("the metadata ends within its lists");
            ReadOnlySpan<byte> taken = _rest[..length];
            _rest = _rest[length..];
            return taken;
        }
    }
}
