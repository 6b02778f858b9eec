using System.Buffers.Text;
using System.Globalization;
using System.Text;
using SolverGrpc.Market.Readers;

namespace SolverGrpc.Market.Generation;

/// <summary>Writes books and trades as MBP-10 CSV, in the columns and the order of Databento's: decimals, ISO 8601 times.</summary>
public sealed class Mbp10CsvWriter
{
    private const int RowBytesMax = 2_048;
    private const byte Last = MessageFlags.Last;

    private readonly Stream _stream;
    private readonly byte[] _row = new byte[RowBytesMax];
    private readonly byte[] _symbol;
    private int _length;
    private long _sequence;

    /// <summary>Writes the header.</summary>
    /// <param name="stream">Where to; not closed.</param>
    /// <param name="symbol">Name of the instrument, at most 64 bytes.</param>
    public Mbp10CsvWriter(Stream stream, string symbol)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(symbol);
        _symbol = Encoding.UTF8.GetBytes(symbol);
        if (_symbol.Length > 64) throw new ArgumentException("A symbol has at most 64 bytes.", nameof(symbol));
        _stream = stream;
        IEnumerable<string> levels = Enumerable.Range(0, BookSide.LevelsMax)
            .SelectMany(k => (string[])[$"bid_px_{k:00}", $"ask_px_{k:00}", $"bid_sz_{k:00}", $"ask_sz_{k:00}", $"bid_ct_{k:00}", $"ask_ct_{k:00}"]);
        const string First = "ts_recv,ts_event,rtype,publisher_id,instrument_id,action,side,depth,price,size,flags,ts_in_delta,sequence,";
        stream.Write(Encoding.UTF8.GetBytes(First + string.Join(',', levels) + ",symbol\n"));
    }

    /// <summary>Writes one event: a trade if it has one, else a change of the book.</summary>
    public void Write(MarketEvent item)
    {
        ArgumentNullException.ThrowIfNull(item);
        bool isTrade = item.TradeSize > 0;
        bool bidSide = isTrade ? item.Aggressor == Aggressor.Buyer : item.Book.Bids.Count > 0;
        BookSide side = bidSide ? item.Book.Bids : item.Book.Asks;
        _length = 0;
        Time(item.TimeNs);
        Time(item.TimeNs);
        Text("10,1,1,"u8);
        Text(isTrade ? "T,"u8 : "A,"u8);
        Text(isTrade && item.Aggressor == Aggressor.Unknown ? "N,"u8 : bidSide ? "B,"u8 : "A,"u8);
        Text("0,"u8);
        Price(isTrade ? item.TradePrice : side.Count > 0 ? side.Price[0] : 0);
        Whole(isTrade ? item.TradeSize : side.Count > 0 ? side.Size[0] : 0);
        Whole(item.HasBook ? Last : 0);
        Text("0,"u8);
        Whole(++_sequence);
        for (int k = 0; k < BookSide.LevelsMax; k++)
        {
            Price(k < item.Book.Bids.Count ? item.Book.Bids.Price[k] : 0);
            Price(k < item.Book.Asks.Count ? item.Book.Asks.Price[k] : 0);
            Whole(k < item.Book.Bids.Count ? item.Book.Bids.Size[k] : 0);
            Whole(k < item.Book.Asks.Count ? item.Book.Asks.Size[k] : 0);
            Text(k < item.Book.Bids.Count ? "1,"u8 : "0,"u8);
            Text(k < item.Book.Asks.Count ? "1,"u8 : "0,"u8);
        }

        Text(_symbol);
        _row[_length++] = (byte)'\n';
        _stream.Write(_row, 0, _length);
    }

    private void Text(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_row.AsSpan(_length));
        _length += text.Length;
    }

    private void Whole(double value)
    {
        Utf8Formatter.TryFormat((long)value, _row.AsSpan(_length), out int written);
        _length += written;
        _row[_length++] = (byte)',';
    }

    // no price is an empty field
    private void Price(double price)
    {
        if (price > 0)
        {
            Utf8Formatter.TryFormat(new decimal(Math.Round(price, 9)), _row.AsSpan(_length), out int written);
            _length += written;
        }

        _row[_length++] = (byte)',';
    }

    private void Time(long ns)
    {
        const long NsPerTick = 100, NsPerSecond = 1_000_000_000;
        DateTime time = DateTime.UnixEpoch.AddTicks(ns / NsPerTick);
        time.TryFormat(_row.AsSpan(_length), out int written, "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
        _length += written;
        _row[_length++] = (byte)'.';
        Utf8Formatter.TryFormat((int)(ns % NsPerSecond), _row.AsSpan(_length), out written, new System.Buffers.StandardFormat('D', 9));
        _length += written;
        Text("Z,"u8);
    }
}
