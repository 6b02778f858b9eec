namespace SolverGrpc.Core.Baselines;

/// <summary>Binary heap of periods by the price of their next lot, the cheapest on top; of equal prices the earliest.</summary>
/// <param name="price">Price of the next lot of each period, by period.</param>
/// <param name="periods">Room for the periods; the first Count of them are the heap.</param>
internal ref struct MarginalHeap(Span<double> price, Span<int> periods)
{
    private readonly Span<double> _price = price;
    private readonly Span<int> _heap = periods;

    /// <summary>Periods in the heap.</summary>
    public int Count { get; private set; }

    /// <summary>The period with the cheapest next lot.</summary>
    public readonly int Top => _heap[0];

    /// <summary>Price of the cheapest next lot.</summary>
    public readonly double TopPrice => _price[_heap[0]];

    /// <summary>Adds a period.</summary>
    public void Push(int period, double price)
    {
        _price[period] = price;
        int at = Count++;
        for (; at > 0 && Before(period, _heap[(at - 1) / 2]); at = (at - 1) / 2) _heap[at] = _heap[(at - 1) / 2];
        _heap[at] = period;
    }

    /// <summary>Gives the top period a new price.</summary>
    public readonly void ReplaceTop(double price)
    {
        _price[_heap[0]] = price;
        Sink(_heap[0]);
    }

    /// <summary>Removes the top period.</summary>
    public void Pop()
    {
        Count--;
        if (Count > 0) Sink(_heap[Count]);
    }

    private readonly void Sink(int period)
    {
        int at = 0;
        while ((2 * at) + 1 < Count)
        {
            int child = (2 * at) + 1;
            if (child + 1 < Count && Before(_heap[child + 1], _heap[child])) child++;
            if (!Before(_heap[child], period)) break;
            _heap[at] = _heap[child];
            at = child;
        }

        _heap[at] = period;
    }

    private readonly bool Before(int first, int second) =>
        _price[first] < _price[second] || (_price[first] == _price[second] && first < second);
}
