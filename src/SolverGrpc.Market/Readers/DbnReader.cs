using System.Buffers.Binary;

namespace SolverGrpc.Market.Readers;

/// <summary>
/// Databento Binary Encoding, versions 1 to 3, uncompressed: "DBN", version, length of the metadata, metadata, records. Reads mbp-10
/// records; others are skipped by their length. Line numbers in faults are record numbers, columns are bytes within the record.
/// </summary>
public sealed class DbnReader : MarketReader
{
    private const int HeaderBytes = 16, Mbp10Bytes = 368, RecordBytesMax = 4 * byte.MaxValue;
    private const byte Mbp10Type = 10;
    private const int MetadataBytesMax = 1 << 28, ProgressEvery = 1 << 12;
    private const long UnsetPrice = long.MaxValue;

    private readonly Stream _stream;
    private readonly Action<long>? _progress;
    private readonly byte[] _record = new byte[RecordBytesMax];
    private long _number;
    private long _instrument = -1;

    /// <summary>Begins to read.</summary>
    /// <param name="stream">The bytes; closed in the end.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told the number of records now and then.</param>
    /// <exception cref="MarketDataException">This is no DBN of a version that can be read.</exception>
    internal DbnReader(Stream stream, ReadOptions options, Action<long>? progress = null)
        : base(options)
    {
        _stream = new BufferedStream(stream, 1 << 18);
        _progress = progress;
        Span<byte> head = stackalloc byte[8];
        if (_stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length || !head[..3].SequenceEqual("DBN"u8)) throw new MarketDataException("this is no DBN file");
        if (head[3] is < 1 or > 3) throw new MarketDataException(FormattableString.Invariant($"DBN version {head[3]} cannot be read; versions 1 to 3 can"));
        uint metadata = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        if (metadata > MetadataBytesMax) throw new MarketDataException(FormattableString.Invariant($"{metadata} bytes of metadata are more than a file can have"));
        Skip((int)metadata);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _stream.Dispose();

    /// <inheritdoc/>
    private protected override RowOutcome ReadRow(MarketEvent target)
    {
        int first = _stream.ReadByte();
        if (first < 0) return RowOutcome.End;
        _number++;
        if (_number % ProgressEvery == 0) _progress?.Invoke(_number);
        int length = 4 * first;
        // nothing tells where the next record begins
        if (length < HeaderBytes) throw new MarketDataException(FormattableString.Invariant($"record {_number} says it is {length} bytes long"));
        _record[0] = (byte)first;
        if (_stream.ReadAtLeast(_record.AsSpan(1, length - 1), length - 1, throwOnEndOfStream: false) < length - 1)
            return Corrupt(_number, 0, "the file ends within the record");
        if (_record[1] != Mbp10Type)
        {
            Report.OtherRows++;
            return RowOutcome.Nothing;
        }

        return length == Mbp10Bytes ? Assemble(target, _record.AsSpan(0, length)) : Corrupt(_number, 0, FormattableString.Invariant($"an mbp-10 record of {length} bytes"));
    }

    private RowOutcome Assemble(MarketEvent target, ReadOnlySpan<byte> record)
    {
        const int Instrument = 4, EventTime = 8, Price = 16, Size = 24, Action = 28, Side = 29, Flags = 30, Levels = 48, LevelBytes = 32;
        uint instrument = BinaryPrimitives.ReadUInt32LittleEndian(record[Instrument..]);
        if (_instrument < 0) _instrument = instrument;
        if (instrument != _instrument) throw new MarketDataException(FormattableString.Invariant($"record {_number}: the file holds several instruments ({_instrument}, {instrument})"));
        ulong time = BinaryPrimitives.ReadUInt64LittleEndian(record[EventTime..]);
        if (time > long.MaxValue) return Corrupt(_number, EventTime, "there is no time");
        target.TimeNs = (long)time;
        for (int k = 0; k < BookSide.LevelsMax; k++)
        {
            ReadOnlySpan<byte> level = record.Slice(Levels + (k * LevelBytes), LevelBytes);
            if (!Add(target.Book.Bids, k, level, 0, 16) || !Add(target.Book.Asks, k, level, 8, 20))
                return Corrupt(_number, Levels + (k * LevelBytes), "the level's price or size cannot be");
        }

        if (target.Book.Fault() is { } wrong) return Corrupt(_number, Levels, wrong);
        if (record[Action] == 'T')
        {
            long price = BinaryPrimitives.ReadInt64LittleEndian(record[Price..]);
            uint size = BinaryPrimitives.ReadUInt32LittleEndian(record[Size..]);
            if (price is <= 0 or UnsetPrice || size == 0) return Corrupt(_number, Price, "a trade needs a price and a size");
            target.TradePrice = price / (double)FieldText.PartsPerOne;
            target.TradeSize = size;
            target.Aggressor = record[Side] switch { (byte)'B' => Aggressor.Buyer, (byte)'A' => Aggressor.Seller, _ => Aggressor.Unknown };
        }

        target.HasBook = MessageFlags.AllowBook(record[Flags], Report);
        return Finish(target);
    }

    // false: no level of a book can be so
    private static bool Add(BookSide side, int level, ReadOnlySpan<byte> bytes, int priceAt, int sizeAt)
    {
        long price = BinaryPrimitives.ReadInt64LittleEndian(bytes[priceAt..]);
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(bytes[sizeAt..]);
        if (price == UnsetPrice) return size == 0;
        if (price <= 0 || size == 0 || side.Count != level) return false;
        side.Add(price / (double)FieldText.PartsPerOne, size);
        return true;
    }

    private void Skip(int bytes)
    {
        while (bytes > 0)
        {
            int read = _stream.Read(_record, 0, Math.Min(bytes, _record.Length));
            if (read == 0) throw new MarketDataException("the file ends within its metadata");
            bytes -= read;
        }
    }
}
