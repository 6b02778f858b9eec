namespace SolverGrpc.Market.Readers;

/// <summary>A row that cannot be used.</summary>
/// <param name="Line">Its line from 1 on; in binary files its record.</param>
/// <param name="Column">The field from 1 on; in binary files the byte within the record from 0 on.</param>
/// <param name="Reason">What is wrong.</param>
public sealed record CorruptRow(long Line, int Column, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"line {Line}, column {Column}: {Reason}");
}

/// <summary>What reading a file came across. Nothing that is counted here was used.</summary>
public sealed class ReadReport
{
    private const int KeptMax = 20;

    private readonly List<CorruptRow> _corrupt = [];

    /// <summary>Data rows or records, good and bad.</summary>
    public long Rows { get; internal set; }

    /// <summary>Rows that are no data: wrong shape, not a number, levels out of order.</summary>
    public long CorruptRows { get; private set; }

    /// <summary>The first of them.</summary>
    public IReadOnlyList<CorruptRow> FirstCorrupt => _corrupt;

    /// <summary>Books in the middle of an event: more messages of it follow (flag LAST not set).</summary>
    public long UnfinishedBooks { get; internal set; }

    /// <summary>Books whose source does not trust them (flag MAYBE_BAD_BOOK).</summary>
    public long UntrustedBooks { get; internal set; }

    /// <summary>Books whose time their source does not trust (flag BAD_TS_RECV).</summary>
    public long UntimelyBooks { get; internal set; }

    /// <summary>Books with a best bid at or above the best ask.</summary>
    public long CrossedBooks { get; internal set; }

    /// <summary>Rows of other instruments, and records of other kinds.</summary>
    public long OtherRows { get; internal set; }

    /// <summary>Order events that name an order nobody has seen: it was there before the file begins.</summary>
    public long UnknownOrders { get; internal set; }

    internal void Add(CorruptRow row, int most)
    {
        CorruptRows++;
        if (_corrupt.Count < KeptMax) _corrupt.Add(row);
        if (CorruptRows > most) throw new MarketDataException(FormattableString.Invariant($"{CorruptRows} rows are corrupt, more than the {most} allowed; the last is {row}"));
    }
}

/// <summary>A market data file cannot be used; the message says where and why.</summary>
public sealed class MarketDataException : Exception
{
    /// <summary>With its message.</summary>
    public MarketDataException(string message)
        : base(message)
    {
    }

    /// <summary>With its message and cause.</summary>
    public MarketDataException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
