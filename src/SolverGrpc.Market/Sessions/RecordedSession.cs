using SolverGrpc.Market.Readers;

namespace SolverGrpc.Market.Sessions;

/// <summary>
/// A session sampled on a clock: of every interval the last book, if it changed, and what was traded. Intervals in which nothing happened are left out.
/// Sampling by the clock keeps busy moments from counting more than quiet ones, and memory bounded by time instead of messages.
/// </summary>
public sealed class RecordedSession
{
    private readonly List<Slot> _slots = [];
    private readonly List<double[]> _books = [];

    /// <summary>Intervals in which something happened.</summary>
    public int Count => _slots.Count;

    /// <summary>Time of the first event, in nanoseconds since 1970-01-01 UTC.</summary>
    public long FirstNs { get; internal set; }

    /// <summary>Time of the last event.</summary>
    public long LastNs { get; internal set; }

    /// <summary>One interval.</summary>
    /// <param name="TimeNs">Its begin.</param>
    /// <param name="HasBook">There was a new two-sided book in it.</param>
    /// <param name="Mid">Of its last book.</param>
    /// <param name="HalfSpread">Of its last book.</param>
    /// <param name="Imbalance">(bid − ask) / (bid + ask) of the sizes at the best prices, −1 to 1.</param>
    /// <param name="Volume">Shares traded.</param>
    /// <param name="LastTradePrice">Of its last trade; 0: none.</param>
    public readonly record struct Slot(long TimeNs, bool HasBook, double Mid, double HalfSpread, double Imbalance, double Volume, double LastTradePrice);

    /// <summary>An interval.</summary>
    public Slot this[int index] => _slots[index];

    /// <summary>Levels of one side of an interval's last book.</summary>
    internal (ReadOnlyMemory<double> Price, ReadOnlyMemory<double> Size) Levels(int index, bool asks)
    {
        double[] values = _books[index];
        int bids = (int)values[0], count = asks ? (values.Length - 1 - (2 * bids)) / 2 : bids;
        int first = asks ? 1 + (2 * bids) : 1;
        return (values.AsMemory(first, count), values.AsMemory(first + count, count));
    }

    internal void Add(long timeNs, BookSnapshot? book, double volume, double lastTradePrice)
    {
        if (book is null)
        {
            _slots.Add(new Slot(timeNs, false, 0, 0, 0, volume, lastTradePrice));
            _books.Add([0]);
            return;
        }

        double bid = book.Bids.Size[0], ask = book.Asks.Size[0];
        _slots.Add(new Slot(timeNs, true, book.Mid, book.HalfSpread, (bid - ask) / (bid + ask), volume, lastTradePrice));
        var values = new double[1 + (2 * (book.Bids.Count + book.Asks.Count))];
        values[0] = book.Bids.Count;
        Span<double> rest = values.AsSpan(1);
        foreach (BookSide side in (BookSide[])[book.Bids, book.Asks])
        {
            side.Price.CopyTo(rest);
            side.Size.CopyTo(rest[side.Count..]);
            rest = rest[(2 * side.Count)..];
        }

        _books.Add(values);
    }
}
