namespace SolverGrpc.Market.Readers;

/// <summary>Who took liquidity in a trade.</summary>
public enum Aggressor
{
    /// <summary>Not told.</summary>
    Unknown,

    /// <summary>The buyer.</summary>
    Buyer,

    /// <summary>The seller.</summary>
    Seller,
}

/// <summary>One thing that a market data file tells: a book, a trade, or both. Reused by readers: copy what must be kept.</summary>
public sealed class MarketEvent
{
    /// <summary>When it happened, in nanoseconds since 1970-01-01 UTC.</summary>
    public long TimeNs { get; set; }

    /// <summary>The book after it; only with <see cref="HasBook"/>.</summary>
    public BookSnapshot Book { get; } = new();

    /// <summary>The book is whole, trusted by its source and not crossed.</summary>
    public bool HasBook { get; set; }

    /// <summary>Shares traded; 0: no trade.</summary>
    public double TradeSize { get; set; }

    /// <summary>Price of the trade in currency per share; only with a trade.</summary>
    public double TradePrice { get; set; }

    /// <summary>Who took liquidity; only with a trade.</summary>
    public Aggressor Aggressor { get; set; }

    internal void Clear()
    {
        HasBook = false;
        TradeSize = 0;
        Aggressor = Aggressor.Unknown;
        Book.Clear();
    }
}
