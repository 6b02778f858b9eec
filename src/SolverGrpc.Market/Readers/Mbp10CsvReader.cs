using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Role = SolverGrpc.Market.Readers.Mbp10Columns.Role;

namespace SolverGrpc.Market.Readers;

/// <summary>
/// Market by price, ten levels, as CSV with a header (Databento's mbp-10). Prices are decimals or whole parts of 1e-9, told apart by
/// the first price of the file; an unset price is empty or 9223372036854775807. Times are ISO 8601 or nanoseconds.
/// </summary>
public sealed class Mbp10CsvReader : MarketReader
{
    private const long Unset = -1, NoInstrument = -2;
    private const long LeastRawPrice = 10_000_000; // as a decimal nobody's share costs that; as parts of 1e-9 it is one cent

    private readonly LineReader _lines;
    private readonly Mbp10Columns _columns;
    private readonly byte[] _symbol;
    private readonly bool _isFiltered, _hasFlags;
    private readonly long _instrument; // chosen by its number
    private readonly long[] _price = new long[2 * BookSide.LevelsMax];
    private readonly long[] _size = new long[2 * BookSide.LevelsMax];
    private readonly TimeText _eventTime = new(), _receiveTime = new();
    private PriceForm _form;
    private byte[]? _seenSymbol;
    private long _seenInstrument = Unset;

    /// <summary>Begins to read.</summary>
    /// <param name="stream">The text; closed in the end.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told the number of lines after every block.</param>
    /// <exception cref="MarketDataException">The header is none.</exception>
    internal Mbp10CsvReader(Stream stream, ReadOptions options, Action<long>? progress = null)
        : base(options)
    {
        _lines = new LineReader(stream, progress);
        if (!_lines.TryRead(out ReadOnlySpan<byte> header)) throw new MarketDataException("the file is empty");
        _columns = Mbp10Columns.Parse(header);
        _symbol = Encoding.UTF8.GetBytes(options.Symbol);
        if (!_columns.Has(Role.Instrument) || !long.TryParse(options.Symbol, NumberStyles.None, CultureInfo.InvariantCulture, out _instrument)) _instrument = NoInstrument;
        _isFiltered = _symbol.Length > 0 && (_columns.Has(Role.Symbol) || _instrument != NoInstrument);
        _hasFlags = _columns.Has(Role.Flags);
    }

    private enum PriceForm
    {
        NotKnown,
        Decimal,
        Raw,
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _lines.Dispose();

    /// <inheritdoc/>
    private protected override RowOutcome ReadRow(MarketEvent target)
    {
        if (!_lines.TryRead(out ReadOnlySpan<byte> line)) return RowOutcome.End;
        var row = new Row { Price = Unset, Instrument = Unset, Flags = _hasFlags ? 0 : MessageFlags.Last, EventTime = Unset, ReceiveTime = Unset };
        _price.AsSpan().Fill(Unset);
        _size.AsSpan().Clear();

        ref byte at = ref MemoryMarshal.GetReference(line);
        ref byte lineEnd = ref Unsafe.Add(ref at, line.Length);
        (Role Role, byte Level)[] columns = _columns.All;
        string? wrong = null;
        for (int i = 0; i < columns.Length; i++)
        {
            ref byte end = ref TakeField(ref at, columns[i], ref row, ref wrong);
            if (columns[i].Role == Role.Symbol) row.Symbol = (line.Length - (int)Unsafe.ByteOffset(ref at, ref lineEnd))..(line.Length - (int)Unsafe.ByteOffset(ref end, ref lineEnd));
            if (wrong is not null) return Corrupt(i, $"{_columns.Names[i]} '{FieldText.Show(ref at, ref FieldText.End(ref at))}' {wrong}");
            bool isLast = i == columns.Length - 1;
            bool ended = Unsafe.AreSame(ref end, ref lineEnd);
            if (isLast != ended) return Corrupt(i, isLast ? "there are more fields than columns" : FormattableString.Invariant($"the line ends after {i + 1} of {columns.Length} fields"));
            at = ref Unsafe.Add(ref end, 1);
        }

        return IsOther(line, row) ? Other() : Assemble(target, ref row);
    }

    private RowOutcome Corrupt(int column, string reason) => Corrupt(_lines.LineNumber, column + 1, reason);

    private RowOutcome Other()
    {
        Report.OtherRows++;
        return RowOutcome.Nothing;
    }

    // returns the field's end; wrong: why the field cannot be used
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref byte TakeField(ref byte at, (Role Role, byte Level) column, scoped ref Row row, scoped ref string? wrong)
    {
        switch (column.Role)
        {
            case Role.BidPrice: return ref TakePrice(ref at, ref _price[column.Level], ref wrong);
            case Role.AskPrice: return ref TakePrice(ref at, ref _price[BookSide.LevelsMax + column.Level], ref wrong);
            case Role.Price: return ref TakePrice(ref at, ref row.Price, ref wrong);
            case Role.BidSize: return ref TakeWhole(ref at, ref _size[column.Level], ref wrong);
            case Role.AskSize: return ref TakeWhole(ref at, ref _size[BookSide.LevelsMax + column.Level], ref wrong);
            case Role.Size: return ref TakeWhole(ref at, ref row.Size, ref wrong);
            case Role.Skip: return ref FieldText.End(ref at);
            default: return ref TakeOther(ref at, column.Role, ref row, ref wrong);
        }
    }

    private ref byte TakeOther(ref byte at, Role role, scoped ref Row row, scoped ref string? wrong)
    {
        ref byte end = ref FieldText.End(ref at);
        ReadOnlySpan<byte> text = MemoryMarshal.CreateReadOnlySpan(ref at, (int)Unsafe.ByteOffset(ref at, ref end));
        switch (role)
        {
            case Role.EventTime when !_eventTime.TryParse(text, out row.EventTime):
            case Role.ReceiveTime when !_receiveTime.TryParse(text, out row.ReceiveTime):
                wrong = "is no time";
                break;
            case Role.Action:
                if (text.Length != 1 || !"ACMRTFN"u8.Contains(text[0])) wrong = "is no action";
                else row.Action = text[0];
                break;
            case Role.Side:
                if (text.Length != 1 || !"ABN"u8.Contains(text[0])) wrong = "is no side";
                else row.Side = text[0];
                break;
            case Role.Flags:
                if (!FieldText.Whole(ref at, out long flags, out int length) || length != text.Length || flags > byte.MaxValue) wrong = "are no flags";
                else row.Flags = (int)flags;
                break;
            case Role.Instrument:
                if (!FieldText.Whole(ref at, out row.Instrument, out int digits) || digits != text.Length) wrong = "is no instrument";
                break;
        }

        return ref end;
    }

    // looked at once the row is known to be whole
    private bool IsOther(ReadOnlySpan<byte> line, in Row row)
    {
        ReadOnlySpan<byte> symbol = line[row.Symbol];
        if (_isFiltered) return !symbol.SequenceEqual(_symbol) && row.Instrument != _instrument;
        _seenSymbol ??= symbol.ToArray();
        if (!symbol.SequenceEqual(_seenSymbol)) throw SeveralInstruments(Encoding.UTF8.GetString(_seenSymbol), Encoding.UTF8.GetString(symbol));
        if (_seenInstrument == Unset) _seenInstrument = row.Instrument;
        if (row.Instrument != _seenInstrument) throw SeveralInstruments(FormattableString.Invariant($"{_seenInstrument}"), FormattableString.Invariant($"{row.Instrument}"));
        return false;
    }

    private MarketDataException SeveralInstruments(string one, string other) =>
        new(FormattableString.Invariant($"line {_lines.LineNumber}: the file holds several instruments ({one}, {other}): say which"));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref byte TakePrice(ref byte at, scoped ref long price, scoped ref string? wrong)
    {
        if (FieldText.Nano(ref at, out long value, out int length, out bool isDecimal) && value > 0)
        {
            ref byte end = ref Unsafe.Add(ref at, length);
            if (end is (byte)',' or (byte)'\n' or (byte)'\r' && IsForm(isDecimal, value))
            {
                price = isDecimal || _form == PriceForm.Raw ? value : value * FieldText.PartsPerOne;
                return ref end;
            }
        }

        return ref TakeUnsetPrice(ref at, ref wrong);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ref byte TakeUnsetPrice(ref byte at, scoped ref string? wrong)
    {
        ref byte end = ref FieldText.End(ref at);
        ReadOnlySpan<byte> text = MemoryMarshal.CreateReadOnlySpan(ref at, (int)Unsafe.ByteOffset(ref at, ref end));
        if (!text.IsEmpty && !text.SequenceEqual("9223372036854775807"u8)) wrong = "is no price";
        return ref end;
    }

    // the first price of the file decides
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsForm(bool isDecimal, long value)
    {
        if (_form == PriceForm.NotKnown) _form = isDecimal || value < LeastRawPrice ? PriceForm.Decimal : PriceForm.Raw;
        return _form == PriceForm.Raw ? !isDecimal : isDecimal || value < LeastRawPrice;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref byte TakeWhole(ref byte at, scoped ref long value, scoped ref string? wrong)
    {
        bool isWhole = FieldText.Whole(ref at, out long number, out int length);
        ref byte end = ref Unsafe.Add(ref at, length);
        bool ended = end is (byte)',' or (byte)'\n' or (byte)'\r';
        if (ended && (isWhole || length == 0))
        {
            value = length == 0 ? 0 : number;
            return ref end;
        }

        wrong = "is no whole number";
        return ref at;
    }

    private RowOutcome Assemble(MarketEvent target, ref Row row)
    {
        target.TimeNs = row.EventTime != Unset ? row.EventTime : row.ReceiveTime;
        string? wrong = Fill(target.Book.Bids, 0) ?? Fill(target.Book.Asks, BookSide.LevelsMax) ?? target.Book.Fault();
        if (wrong is not null) return Corrupt(0, wrong);
        if (row.Action == 'T')
        {
            if (row.Price == Unset || row.Size == 0) return Corrupt(0, "a trade needs a price and a size");
            target.TradePrice = row.Price / (double)FieldText.PartsPerOne;
            target.TradeSize = row.Size;
            target.Aggressor = row.Side switch { (byte)'B' => Aggressor.Buyer, (byte)'A' => Aggressor.Seller, _ => Aggressor.Unknown };
        }

        target.HasBook = MessageFlags.AllowBook(row.Flags, Report);
        return Finish(target);
    }

    private string? Fill(BookSide side, int first)
    {
        ReadOnlySpan<long> price = _price.AsSpan(first, BookSide.LevelsMax), size = _size.AsSpan(first, BookSide.LevelsMax);
        int count = 0;
        while (count < price.Length && price[count] != Unset)
        {
            if (size[count] == 0) return FormattableString.Invariant($"level {count} has a price and no size");
            side.Add(price[count] / (double)FieldText.PartsPerOne, size[count]);
            count++;
        }

        for (int i = count; i < price.Length; i++)
        {
            if (size[i] != 0 || price[i] != Unset) return FormattableString.Invariant($"level {count} has no price although level {i} is filled");
        }

        return null;
    }

    private struct Row
    {
        public long EventTime, ReceiveTime, Price, Size, Instrument;
        public int Flags;
        public byte Action, Side;
        public Range Symbol;
    }
}
