namespace SolverGrpc.Market.Readers;

/// <summary>The orders of one instrument and, of them, the sizes at each price.</summary>
internal sealed class OrderBook
{
    private readonly Dictionary<long, (bool IsBid, long Price, long Volume)> _orders = [];
    private readonly SortedDictionary<long, long> _bids = new(Comparer<long>.Create((a, b) => b.CompareTo(a)));
    private readonly SortedDictionary<long, long> _asks = [];

    /// <summary>Whether an order of this id is there.</summary>
    public bool Contains(long id) => _orders.ContainsKey(id);

    /// <summary>Adds an order; false if its id is taken.</summary>
    public bool TryAdd(long id, bool isBid, long price, long volume)
    {
        if (!_orders.TryAdd(id, (isBid, price, volume))) return false;
        Change(isBid ? _bids : _asks, price, volume);
        return true;
    }

    /// <summary>Gives an order another price and volume; the part that went away, ≥ 0.</summary>
    public long Change(long id, long price, long volume)
    {
        (bool isBid, long oldPrice, long oldVolume) = _orders[id];
        SortedDictionary<long, long> side = isBid ? _bids : _asks;
        Change(side, oldPrice, -oldVolume);
        Change(side, price, volume);
        _orders[id] = (isBid, price, volume);
        return Math.Max(0, oldVolume - volume);
    }

    /// <summary>Takes an order away; the volume it had left.</summary>
    public long Remove(long id)
    {
        _orders.Remove(id, out (bool IsBid, long Price, long Volume) order);
        Change(order.IsBid ? _bids : _asks, order.Price, -order.Volume);
        return order.Volume;
    }

    /// <summary>Writes the best levels.</summary>
    public void CopyTo(BookSnapshot target, double partsPerShare)
    {
        Copy(_bids, target.Bids, partsPerShare);
        Copy(_asks, target.Asks, partsPerShare);
    }

    private static void Copy(SortedDictionary<long, long> levels, BookSide side, double partsPerShare)
    {
        side.Clear();
        foreach ((long price, long volume) in levels)
        {
            side.Add(price / (double)FieldText.PartsPerOne, volume / partsPerShare);
            if (side.Count == BookSide.LevelsMax) return;
        }
    }

    private static void Change(SortedDictionary<long, long> levels, long price, long by)
    {
        long size = levels.GetValueOrDefault(price) + by;
        if (size == 0) levels.Remove(price);
        else levels[price] = size;
    }
}
