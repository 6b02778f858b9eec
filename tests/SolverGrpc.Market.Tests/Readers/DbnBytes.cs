using System.Buffers.Binary;
using System.Text;

namespace SolverGrpc.Market.Tests.Readers;

/// <summary>DBN files in memory, written from the published layout.</summary>
internal static class DbnBytes
{
    public const int RecordBytes = 368;
    public const long TimeNs = 1_609_160_400_000_429_831; // 2020-12-28

    /// <summary>Begin of a file whose metadata maps names to numbers from one day to before another.</summary>
    public static byte[] Head(byte version, params (string Name, uint Instrument, int From, int To)[] mappings)
    {
        int name = version == 1 ? 22 : 71;
        var metadata = new List<byte>();
        metadata.AddRange(Name("XNAS.ITCH", 16));
        metadata.AddRange(new byte[2 + 8 + 8 + 8 + (version == 1 ? 8 : 0)]);
        metadata[16] = 2; // mbp-10
        metadata.AddRange([1, 0, 0]); // names in, numbers out, no times of sending
        if (version > 1) metadata.AddRange([(byte)name, 0]);
        metadata.AddRange(new byte[100 - metadata.Count]);
        metadata.AddRange(Whole(0));
        metadata.AddRange(Whole(mappings.Length));
        foreach (var mapping in mappings) metadata.AddRange(Name(mapping.Name, name));
        metadata.AddRange(Whole(0));
        metadata.AddRange(Whole(0));
        metadata.AddRange(Whole(mappings.Length));
        foreach (var mapping in mappings)
        {
            metadata.AddRange(Name(mapping.Name, name));
            metadata.AddRange([.. Whole(1), .. Whole(mapping.From), .. Whole(mapping.To)]);
            metadata.AddRange(Name($"{mapping.Instrument}", name));
        }

        while (version == 3 && metadata.Count % 8 != 0) metadata.Add(0);
        return [.. Bare(version, metadata.Count), .. metadata];
    }

    /// <summary>The first eight bytes alone.</summary>
    public static byte[] Bare(byte version, int metadataBytes) => [.. "DBN"u8, version, .. Whole(metadataBytes)];

    /// <summary>Another kind of record, of 32 bytes.</summary>
    public static byte[] Other()
    {
        byte[] record = new byte[32];
        (record[0], record[1]) = (8, 0x17);
        return record;
    }

    /// <summary>A record that maps a name to a number from now on, as in a live stream.</summary>
    public static byte[] Mapping(byte version, string asked, uint instrument)
    {
        int name = version == 1 ? 22 : 71;
        List<byte> record = [0, 22, 1, 0, .. Whole((int)instrument), .. new byte[8]];
        if (version > 1) record.Add(1);
        record.AddRange(Name(asked, name));
        if (version > 1) record.Add(1);
        record.AddRange(Name(asked, name));
        while (record.Count % 8 != 0) record.Add(0);
        record.AddRange(new byte[16]);
        record[0] = (byte)(record.Count / 4);
        return [.. record];
    }

    public static byte[] Record(long ask, uint size, char action = 'A', char side = 'B', byte flags = 128, uint instrument = 5482, bool sendTime = false)
    {
        byte[] record = new byte[RecordBytes + (sendTime ? 8 : 0)];
        Span<byte> r = record;
        (r[0], r[1]) = ((byte)(record.Length / 4), 10);
        BinaryPrimitives.WriteUInt32LittleEndian(r[4..], instrument);
        BinaryPrimitives.WriteUInt64LittleEndian(r[8..], TimeNs);
        BinaryPrimitives.WriteInt64LittleEndian(r[16..], ask);
        BinaryPrimitives.WriteUInt32LittleEndian(r[24..], 50);
        (r[28], r[29], r[30]) = ((byte)action, (byte)side, flags);
        for (int k = 0; k < 10; k++)
        {
            Span<byte> level = r[(48 + (32 * k))..];
            BinaryPrimitives.WriteInt64LittleEndian(level, 99_990_000_000 - (k * 10_000_000));
            BinaryPrimitives.WriteInt64LittleEndian(level[8..], ask + (k * 10_000_000));
            BinaryPrimitives.WriteUInt32LittleEndian(level[16..], size);
            BinaryPrimitives.WriteUInt32LittleEndian(level[20..], size);
        }

        return record;
    }

    private static byte[] Whole(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Name(string text, int length) => [.. Encoding.ASCII.GetBytes(text), .. new byte[length - text.Length]];
}
