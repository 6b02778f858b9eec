namespace SolverGrpc.Market.Readers;

/// <summary>One side of a displayed book, best level first. Reused by readers: copy what must be kept.</summary>
public sealed class BookSide
{
    /// <summary>Most levels that are kept.</summary>
    public const int LevelsMax = 10;

    private readonly double[] _price = new double[LevelsMax];
    private readonly double[] _size = new double[LevelsMax];

    /// <summary>Number of levels, 0 to <see cref="LevelsMax"/>.</summary>
    public int Count { get; private set; }

    /// <summary>Price of each level in currency per share, strictly falling on the bid side, rising on the ask side.</summary>
    public ReadOnlySpan<double> Price => _price.AsSpan(0, Count);

    /// <summary>Shares at each level, above 0.</summary>
    public ReadOnlySpan<double> Size => _size.AsSpan(0, Count);

    /// <summary>Forgets all levels.</summary>
    public void Clear() => Count = 0;

    /// <summary>Appends the next level; one beyond <see cref="LevelsMax"/> is left out.</summary>
    public void Add(double price, double size)
    {
        if (Count == LevelsMax) return;
        _price[Count] = price;
        _size[Count++] = size;
    }

    /// <summary>All prices and sizes are the same.</summary>
    public bool SameAs(BookSide other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Price.SequenceEqual(other.Price) && Size.SequenceEqual(other.Size);
    }

    /// <summary>Takes over another side's levels.</summary>
    public void CopyFrom(BookSide other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Count = other.Count;
        other.Price.CopyTo(_price);
        other.Size.CopyTo(_size);
    }
}
