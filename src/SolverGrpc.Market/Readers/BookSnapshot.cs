namespace SolverGrpc.Market.Readers;

/// <summary>A displayed book: what can be bought and sold at once. A lower bound on the liquidity that is there.</summary>
public sealed class BookSnapshot
{
    /// <summary>Buyers, highest price first.</summary>
    public BookSide Bids { get; } = new();

    /// <summary>Sellers, lowest price first.</summary>
    public BookSide Asks { get; } = new();

    /// <summary>There are a best bid and a best ask.</summary>
    public bool IsTwoSided => Bids.Count > 0 && Asks.Count > 0;

    /// <summary>Midpoint of best bid and ask, in currency per share. Needs <see cref="IsTwoSided"/>.</summary>
    public double Mid => (Bids.Price[0] + Asks.Price[0]) / 2;

    /// <summary>Half the spread between them, in currency per share. Needs <see cref="IsTwoSided"/>.</summary>
    public double HalfSpread => (Asks.Price[0] - Bids.Price[0]) / 2;

    /// <summary>Forgets all levels.</summary>
    public void Clear()
    {
        Bids.Clear();
        Asks.Clear();
    }

    /// <summary>Takes over another book.</summary>
    public void CopyFrom(BookSnapshot other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Bids.CopyFrom(other.Bids);
        Asks.CopyFrom(other.Asks);
    }

    /// <summary>All prices and sizes are the same.</summary>
    public bool SameAs(BookSnapshot other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Bids.SameAs(other.Bids) && Asks.SameAs(other.Asks);
    }

    /// <summary>Why the levels are no book, in a sentence; null if they are one. A crossed book is not looked for: see <see cref="IsCrossed"/>.</summary>
    internal string? Fault()
    {
        if (!IsOrdered(Bids.Price, -1)) return "bid prices do not fall from level to level";
        return IsOrdered(Asks.Price, 1) ? null : "ask prices do not rise from level to level";
    }

    /// <summary>The best bid is at or above the best ask: an auction, or messages that are not applied yet.</summary>
    internal bool IsCrossed => IsTwoSided && Bids.Price[0] >= Asks.Price[0];

    private static bool IsOrdered(ReadOnlySpan<double> price, int direction)
    {
        for (int i = 1; i < price.Length; i++)
        {
            if (!((price[i] - price[i - 1]) * direction > 0)) return false;
        }

        return true;
    }
}
