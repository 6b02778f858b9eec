namespace SolverGrpc.Market.Readers;

/// <summary>How a market data file is read.</summary>
public sealed record ReadOptions
{
    /// <summary>Only this instrument's rows, by the symbol or the number that the file gives; empty: the file must hold one instrument.</summary>
    public string Symbol { get; init; } = "";

    /// <summary>Rows that may be corrupt before reading fails, ≥ 0. Default: 100.</summary>
    public int CorruptRowsMax { get; init; } = 100;

    /// <summary>Day that times of day count from (LOBSTER), in UTC; null: from the file's name, else 1970-01-01.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>Told after every block of the file; null: nobody.</summary>
    public IProgress<ReadProgress>? Progress { get; init; }
}

/// <summary>How far reading has come.</summary>
/// <param name="Bytes">Bytes of the file that are read, compressed if it is.</param>
/// <param name="TotalBytes">All; 0: not known.</param>
/// <param name="Rows">Rows so far.</param>
public readonly record struct ReadProgress(long Bytes, long TotalBytes, long Rows);
