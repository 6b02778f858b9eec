using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace SolverGrpc.Market.Readers;

/// <summary>
/// Order by order (L3) as CSV with a header, rebuilt into a book: id, timestamp (ms), price, volume (whole parts of 1e-8), action
/// (created, changed, deleted) and direction (bid, ask), by their names in any order. An order that shrinks or is deleted with nothing
/// left was filled. Every trade fills one bid and one ask, so that the fills of bids alone are the volume; their price is the bid's.
/// </summary>
public sealed class OrderEventReader : MarketReader
{
    private const double PartsPerShare = 1e8;
    private const long NsPerMs = 1_000_000;

    private static readonly string[] Names = ["id", "timestamp", "price", "volume", "action", "direction"];

    private readonly LineReader _lines;
    private readonly int[] _field;
    private readonly OrderBook _book = new();

    /// <summary>Begins to read.</summary>
    /// <param name="stream">The text; closed in the end.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told the number of lines after every block.</param>
    /// <exception cref="MarketDataException">The header is none.</exception>
    internal OrderEventReader(Stream stream, ReadOptions options, Action<long>? progress = null)
        : base(options)
    {
        _lines = new LineReader(stream, progress);
        if (!_lines.TryRead(out ReadOnlySpan<byte> header)) throw new MarketDataException("the file is empty");
        string[] columns = Encoding.UTF8.GetString(header).Split(',');
        _field = [.. columns.Select(name => Array.IndexOf(Names, name.Trim()))];
        foreach (string name in Names)
        {
            if (!columns.Contains(name)) throw new MarketDataException($"the header has no column {name}");
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _lines.Dispose();

    /// <inheritdoc/>
    private protected override RowOutcome ReadRow(MarketEvent target)
    {
        if (!_lines.TryRead(out ReadOnlySpan<byte> line)) return RowOutcome.End;
        var order = default(Order);
        ref byte at = ref MemoryMarshal.GetReference(line);
        ref byte lineEnd = ref Unsafe.Add(ref at, line.Length);
        for (int i = 0; i < _field.Length; i++)
        {
            ref byte end = ref FieldText.End(ref at);
            ReadOnlySpan<byte> text = MemoryMarshal.CreateReadOnlySpan(ref at, (int)Unsafe.ByteOffset(ref at, ref end));
            if (_field[i] >= 0 && !Take(text, _field[i], ref order)) return Corrupt(_lines.LineNumber, i + 1, $"'{Encoding.Latin1.GetString(text)}' is no {Names[_field[i]]}");
            bool ended = Unsafe.AreSame(ref end, ref lineEnd);
            if (ended != (i == _field.Length - 1)) return Corrupt(_lines.LineNumber, i + 1, "the row has another number of fields than the header");
            at = ref Unsafe.Add(ref end, 1);
        }

        return Apply(target, order);
    }

    private RowOutcome Apply(MarketEvent target, in Order order)
    {
        target.TimeNs = order.TimeMs * NsPerMs;
        double filled = 0;
        if (order.Action == Action.Created)
        {
            if (!_book.TryAdd(order.Id, order.IsBid, order.PriceNano, order.Volume)) return Corrupt(_lines.LineNumber, 1, "an order of this id is there already");
        }
        else if (!_book.Contains(order.Id))
        {
            Report.UnknownOrders++;
            return RowOutcome.Nothing;
        }
        else if (order.Action == Action.Changed)
        {
            filled = _book.Change(order.Id, order.PriceNano, order.Volume);
        }
        else
        {
            double left = _book.Remove(order.Id);
            if (order.Volume == 0) filled = left;
        }

        if (filled > 0 && order.IsBid) (target.TradeSize, target.TradePrice) = (filled / PartsPerShare, order.PriceNano / (double)FieldText.PartsPerOne);
        _book.CopyTo(target.Book, PartsPerShare);
        target.HasBook = true;
        return Finish(target);
    }

    private static bool Take(ReadOnlySpan<byte> text, int field, ref Order order)
    {
        ref byte at = ref MemoryMarshal.GetReference(text);
        int length = 0;
        switch (field)
        {
            case 0: return FieldText.Whole(ref at, out order.Id, out length) && length == text.Length;
            case 1: return FieldText.Whole(ref at, out order.TimeMs, out length) && length == text.Length && order.TimeMs < long.MaxValue / NsPerMs;
            case 2:
                if (!FieldText.Nano(ref at, out order.PriceNano, out length, out bool isDecimal) || length != text.Length) return false;
                if (!isDecimal) order.PriceNano = order.PriceNano < long.MaxValue / FieldText.PartsPerOne ? order.PriceNano * FieldText.PartsPerOne : 0;
                return order.PriceNano > 0;
            case 3: return FieldText.Whole(ref at, out order.Volume, out length) && length == text.Length;
            case 4:
                order.Action = text.SequenceEqual("created"u8) ? Action.Created : text.SequenceEqual("changed"u8) ? Action.Changed : Action.Deleted;
                return order.Action != Action.Deleted || text.SequenceEqual("deleted"u8);
            default:
                order.IsBid = text.SequenceEqual("bid"u8);
                return order.IsBid || text.SequenceEqual("ask"u8);
        }
    }

    private enum Action
    {
        Created,
        Changed,
        Deleted,
    }

    private struct Order
    {
        public long Id, TimeMs, PriceNano, Volume;
        public Action Action;
        public bool IsBid;
    }
}
