using System.Buffers.Binary;
using System.Globalization;

namespace SolverGrpc.Market.Readers;

/// <summary>
/// Databento Binary Encoding, versions 1 to 3: "DBN", version, length of the metadata, metadata (<see cref="DbnMetadata"/>), records. Reads mbp-10
/// records, which all versions share, with or without the time of sending at their end; records of other kinds are skipped by their length
/// and counted. One instrument is chosen by a name that the metadata or a record maps to it, or by its number. Line numbers in faults are
/// record numbers, columns are bytes within the record.
/// </summary>
public sealed class DbnReader : MarketReader
{
    private const int HeaderBytes = 16, Mbp10Bytes = 368, SendTimeBytes = 8, RecordBytesMax = 4 * byte.MaxValue;
    private const int InstrumentAt = 4, EventTimeAt = 8;
    private const byte Mbp10Type = 10, SymbolMappingType = 22;
    private const int MetadataBytesMax = 1 << 26, ProgressEvery = 1 << 12, NamesShown = 5;
    private const long UnsetPrice = long.MaxValue;

    private readonly Stream _stream;
    private readonly Action<long>? _progress;
    private readonly byte[] _record = new byte[RecordBytesMax];
    private readonly string _symbol;
    private readonly byte _version;
    private readonly DbnMetadata _metadata;
    private readonly HashSet<uint> _chosen = [];
    private readonly bool _isByName;
    private bool _isFiltered;
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
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        if (length > MetadataBytesMax) throw new MarketDataException(FormattableString.Invariant($"{length} bytes of metadata are more than a file can have"));
        byte[] metadata = new byte[length];
        if (_stream.ReadAtLeast(metadata, metadata.Length, throwOnEndOfStream: false) < metadata.Length) throw new MarketDataException("the file ends within its metadata");
        (_symbol, _version, _metadata) = (options.Symbol, head[3], new DbnMetadata(head[3], metadata));
        string[] names = [.. _metadata.Names];
        _isByName = names.Contains(_symbol);
        _isFiltered = _isByName || (_symbol.Length > 0 && uint.TryParse(_symbol, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) && _chosen.Add(number));
        // a file that names no instrument holds a single one
        if (_symbol.Length > 0 && !_isFiltered && names.Length > 0)
            throw new MarketDataException($"the file has no instrument '{_symbol}'; it has {string.Join(", ", names.Take(NamesShown))}{(names.Length > NamesShown ? " and others" : "")}");
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
        ReadOnlySpan<byte> record = _record.AsSpan(0, length);
        if (record[1] == SymbolMappingType) Learn(record);
        if (record[1] != Mbp10Type || IsOther(record))
        {
            Report.OtherRows++;
            return RowOutcome.Nothing;
        }

        return length is Mbp10Bytes or Mbp10Bytes + SendTimeBytes ? Assemble(target, record) : Corrupt(_number, 0, FormattableString.Invariant($"an mbp-10 record of {length} bytes"));
    }

    // streams tell on the way which number a name has
    private void Learn(ReadOnlySpan<byte> record)
    {
        int name = _version == 1 ? DbnMetadata.NameBytesOfVersion1 : DbnMetadata.NameBytesSince, kind = _version == 1 ? 0 : 1;
        int first = HeaderBytes + kind, second = first + name + kind;
        if (_symbol.Length == 0 || record.Length < second + name) return;
        if (DbnMetadata.Text(record.Slice(first, name)) != _symbol && DbnMetadata.Text(record.Slice(second, name)) != _symbol) return;
        _isFiltered = true;
        _chosen.Add(BinaryPrimitives.ReadUInt32LittleEndian(record[InstrumentAt..]));
    }

    private bool IsOther(ReadOnlySpan<byte> record)
    {
        uint instrument = BinaryPrimitives.ReadUInt32LittleEndian(record[InstrumentAt..]);
        if (!_isFiltered)
        {
            if (_instrument < 0) _instrument = instrument;
            if (instrument != _instrument) throw new MarketDataException(FormattableString.Invariant($"record {_number}: the file holds several instruments ({_instrument}, {instrument}): say which"));
            return false;
        }

        return !_chosen.Contains(instrument) && !(_isByName && _metadata.Has(_symbol, instrument, (long)Math.Min(long.MaxValue, BinaryPrimitives.ReadUInt64LittleEndian(record[EventTimeAt..]))));
    }

    private RowOutcome Assemble(MarketEvent target, ReadOnlySpan<byte> record)
    {
        const int Price = 16, Size = 24, Action = 28, Side = 29, Flags = 30, Levels = 48, LevelBytes = 32;
        ulong time = BinaryPrimitives.ReadUInt64LittleEndian(record[EventTimeAt..]);
        if (time > long.MaxValue) return Corrupt(_number, EventTimeAt, "there is no time");
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
}
