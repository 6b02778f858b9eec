namespace SolverGrpc.Market.Readers;

/// <summary>Reads a market data file from its begin to its end, in bounded memory.</summary>
public abstract class MarketReader : IDisposable
{
    private readonly ReadOptions _options;

    private protected MarketReader(ReadOptions options) => _options = options;

    /// <summary>What happened to a row.</summary>
    private protected enum RowOutcome
    {
        /// <summary>It tells something.</summary>
        Event,

        /// <summary>It is counted and left aside.</summary>
        Nothing,

        /// <summary><see cref="Fault"/> says why it cannot be used.</summary>
        Corrupt,

        /// <summary>There is none.</summary>
        End,
    }

    /// <summary>What was come across so far.</summary>
    public ReadReport Report { get; } = new();

    /// <summary>Reads up to the next event.</summary>
    /// <param name="target">Gets it.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="MarketDataException">The file is not what it seems, or too many rows are corrupt.</exception>
    public bool Read(MarketEvent target)
    {
        ArgumentNullException.ThrowIfNull(target);
        while (true)
        {
            target.Clear();
            RowOutcome outcome;
            try
            {
                outcome = ReadRow(target);
            }
            catch (Exception e) when (e is InvalidDataException or EndOfStreamException or IOException)
            {
                throw new MarketDataException($"reading stopped after {Report.Rows} rows: {e.Message}", e);
            }

            if (outcome == RowOutcome.End) return false;
            Report.Rows++;
            if (outcome == RowOutcome.Corrupt) Report.Add(Fault!, _options.CorruptRowsMax);
            else if (outcome == RowOutcome.Event) return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the files.</summary>
    protected abstract void Dispose(bool disposing);

    /// <summary>Reads one row into a cleared event.</summary>
    private protected abstract RowOutcome ReadRow(MarketEvent target);

    /// <summary>The last corrupt row.</summary>
    private protected CorruptRow? Fault { get; private set; }

    /// <summary>Says where and why a row is corrupt.</summary>
    private protected RowOutcome Corrupt(long line, int column, string reason)
    {
        Fault = new CorruptRow(line, column, reason);
        return RowOutcome.Corrupt;
    }

    /// <summary>A crossed book is counted and not shown; what remains of the event decides.</summary>
    private protected RowOutcome Finish(MarketEvent target)
    {
        if (target.HasBook && target.Book.IsCrossed)
        {
            Report.CrossedBooks++;
            target.HasBook = false;
        }

        return target.HasBook || target.TradeSize > 0 ? RowOutcome.Event : RowOutcome.Nothing;
    }
}
