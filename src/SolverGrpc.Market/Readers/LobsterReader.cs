using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SolverGrpc.Market.Readers;

/// <summary>
/// LOBSTER: a message file and an order book file, line by line together, without headers. Messages: seconds after midnight, type 1
/// to 7, order, size, price, direction of the resting order. Books: ask price, ask size, bid price, bid size of each level. Prices are
/// whole parts of 1e-4; ±9999999999 stands for no level. Types 4 and 5 are trades (5: of a hidden order), 7 is a halt.
/// </summary>
public sealed class LobsterReader : MarketReader
{
    private const double PartsPerOne = 10_000;
    private const long NoLevel = 9_999_999_999;
    private const int MessageFields = 6, ValuesPerLevel = 4;
    private const int Traded = 4, TradedHidden = 5, Halt = 7;

    private readonly LineReader _messages, _books;
    private readonly long _midnightNs;

    /// <summary>Begins to read.</summary>
    /// <param name="messages">The message file; closed in the end.</param>
    /// <param name="books">The order book file; closed in the end.</param>
    /// <param name="date">Day of the messages.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told the number of lines after every block.</param>
    internal LobsterReader(Stream messages, Stream books, DateOnly date, ReadOptions options, Action<long>? progress = null)
        : base(options)
    {
        _messages = new LineReader(messages, null);
        _books = new LineReader(books, progress);
        _midnightNs = (date.DayNumber - new DateOnly(1970, 1, 1).DayNumber) * 86_400L * FieldText.PartsPerOne;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _messages.Dispose();
        _books.Dispose();
    }

    /// <inheritdoc/>
    private protected override RowOutcome ReadRow(MarketEvent target)
    {
        bool hasMessage = _messages.TryRead(out ReadOnlySpan<byte> message);
        bool hasBook = _books.TryRead(out ReadOnlySpan<byte> book);
        if (!hasMessage && !hasBook) return RowOutcome.End;
        if (hasMessage != hasBook) throw new MarketDataException($"the {(hasBook ? "message" : "order book")} file ends before the other");

        Span<long> fields = stackalloc long[MessageFields];
        string? wrong = Split(message, fields, out int column, firstIsTime: true);
        if (wrong is not null) return Corrupt(_messages.LineNumber, column, "message: " + wrong);
        long type = fields[1];
        if (type is < 1 or > Halt) return Corrupt(_messages.LineNumber, 2, "message: there is no such type");
        target.TimeNs = _midnightNs + fields[0];
        if (type is Traded or TradedHidden)
        {
            if (fields[3] <= 0 || fields[4] <= 0) return Corrupt(_messages.LineNumber, 4, "message: a trade needs a price and a size");
            (target.TradeSize, target.TradePrice) = (fields[3], fields[4] / PartsPerOne);
            target.Aggressor = fields[5] < 0 ? Aggressor.Buyer : Aggressor.Seller; // the other side rested
        }

        wrong = Fill(target.Book, book, out column) ?? target.Book.Fault();
        if (wrong is not null) return Corrupt(_books.LineNumber, column, "book: " + wrong);
        target.HasBook = type != Halt;
        return Finish(target);
    }

    private static string? Fill(BookSnapshot target, ReadOnlySpan<byte> line, out int column)
    {
        Span<long> level = stackalloc long[ValuesPerLevel];
        ref byte at = ref MemoryMarshal.GetReference(line);
        ref byte end = ref Unsafe.Add(ref at, line.Length);
        column = 0;
        for (int k = 0; ; k++)
        {
            for (int i = 0; i < ValuesPerLevel; i++)
            {
                column++;
                if (!Signed(ref at, out level[i], out int length)) return "this is no whole number";
                at = ref Unsafe.Add(ref at, length);
                if (Unsafe.AreSame(ref at, ref end))
                {
                    if (i < ValuesPerLevel - 1) return "the last level is not complete";
                    return Add(target.Asks, k, level[0], level[1]) && Add(target.Bids, k, level[2], level[3]) ? null : "a level's price or size cannot be";
                }

                if (at != ',') return "this is no whole number";
                at = ref Unsafe.Add(ref at, 1);
            }

            if (!Add(target.Asks, k, level[0], level[1]) || !Add(target.Bids, k, level[2], level[3])) return "a level's price or size cannot be";
        }
    }

    // false: no level of a book can be so
    private static bool Add(BookSide side, int level, long price, long size)
    {
        if (level >= BookSide.LevelsMax || Math.Abs(price) == NoLevel) return true;
        if (price <= 0 || size <= 0 || side.Count != level) return false;
        side.Add(price / PartsPerOne, size);
        return true;
    }

    private static string? Split(ReadOnlySpan<byte> line, Span<long> fields, out int column, bool firstIsTime)
    {
        ref byte at = ref MemoryMarshal.GetReference(line);
        ref byte end = ref Unsafe.Add(ref at, line.Length);
        for (column = 1; column <= fields.Length; column++)
        {
            ref long field = ref fields[column - 1];
            int length;
            if (firstIsTime && column == 1)
            {
                if (!FieldText.Nano(ref at, out field, out length, out bool isDecimal)) return "this is no time";
                if (!isDecimal) field *= FieldText.PartsPerOne;
            }
            else if (!Signed(ref at, out field, out length))
            {
                return "this is no whole number";
            }

            at = ref Unsafe.Add(ref at, length);
            bool ended = Unsafe.AreSame(ref at, ref end);
            // some files have further fields
            if (column == fields.Length) return ended || at == ',' ? null : "this is no whole number";
            if (ended) return FormattableString.Invariant($"the line ends after {column} fields");
            if (at != ',') return "this is no number";
            at = ref Unsafe.Add(ref at, 1);
        }

        return null;
    }

    private static bool Signed(ref byte at, out long value, out int length)
    {
        bool isNegative = at == '-';
        bool isWhole = FieldText.Whole(ref Unsafe.Add(ref at, isNegative ? 1 : 0), out value, out length);
        if (isNegative) (value, length) = (-value, length + 1);
        return isWhole;
    }
}
