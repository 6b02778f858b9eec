namespace SolverGrpc.Market.Generation;

/// <summary>A session to be simulated. The same options give the same session.</summary>
public sealed record SessionOptions
{
    /// <summary>Seed of everything random. Default: 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Name of the instrument. Default: SIM.</summary>
    public string Symbol { get; init; } = "SIM";

    /// <summary>Begin, in nanoseconds since 1970-01-01 UTC. Default: 2026-01-05 14:30.</summary>
    public long StartNs { get; init; } = 1_767_623_400_000_000_000;

    /// <summary>Periods, ≥ 1. Default: 390.</summary>
    public int PeriodCount { get; init; } = 390;

    /// <summary>Length of a period, > 0. Default: 60.</summary>
    public double PeriodSeconds { get; init; } = 60;

    /// <summary>Price at the begin, in currency per share. Default: 50.</summary>
    public double Price { get; init; } = 50;

    /// <summary>Currency in one tick, a multiple of 1e-9. Default: 0.01.</summary>
    public double TickSize { get; init; } = 0.01;

    /// <summary>Half the spread, in currency per share, at least a tick. Default: 0.02.</summary>
    public double HalfSpread { get; init; } = 0.02;

    /// <summary>
    /// How depth grows with the distance from the best price: the shares within y of it are in proportion to y^DepthGrowth; > 0.
    /// Walking such a book costs a slippage that grows like x^(1 / DepthGrowth). Default: 1.8.
    /// </summary>
    public double DepthGrowth { get; init; } = 1.8;

    /// <summary>Shares within <see cref="DepthTicks"/> of the best price in the middle of the session, > 0. Default: 3000.</summary>
    public double Depth { get; init; } = 3_000;

    /// <summary>Distance from the best price at which <see cref="Depth"/> is meant, in ticks, > 0. Default: 8.</summary>
    public double DepthTicks { get; init; } = 8;

    /// <summary>
    /// How much dearer, more volatile and busier begin and end of the session are than its middle, ≥ 0: 1 stands for a depth at half the
    /// distance, volatility and volume at twice that of the middle. Default: 1.
    /// </summary>
    public double UShape { get; init; } = 1;

    /// <summary>Standard deviation between periods of the logarithm of distances and half-spread, ≥ 0. Default: 0.</summary>
    public double PeriodNoise { get; init; }

    /// <summary>Standard deviation between periods of the logarithm of <see cref="DepthGrowth"/>, ≥ 0. Default: 0.</summary>
    public double GrowthNoise { get; init; }

    /// <summary>Standard deviation of the logarithm by which the distances of all levels of a side come and go together, ≥ 0. Default: 0.2.</summary>
    public double DepthNoise { get; init; } = 0.2;

    /// <summary>Correlation of that logarithm from book to book, 0 to 1 exclusive. Default: 0.3.</summary>
    public double DepthNoiseMemory { get; init; } = 0.3;

    /// <summary>How much the half-spread breathes with the depth of its side: 0 not at all, 1 in proportion. Default: 0.</summary>
    public double SpreadFollowsDepth { get; init; }

    /// <summary>Volatility of the price over the session, as a part of it, > 0. Default: 0.02.</summary>
    public double Volatility { get; init; } = 0.02;

    /// <summary>Factor of the volatility in the periods from <see cref="StressFrom"/> on, > 0. Default: 1, no stress.</summary>
    public double StressFactor { get; init; } = 1;

    /// <summary>First stressed period. Default: 0.</summary>
    public int StressFrom { get; init; }

    /// <summary>Shares expected to trade in the session, ≥ 0. Default: 2,000,000.</summary>
    public double Volume { get; init; } = 2_000_000;

    /// <summary>Books in a period, ≥ 1. Default: 60.</summary>
    public int BooksPerPeriod { get; init; } = 60;

    /// <summary>Every how manieth period has few books; 0: none. Default: 0.</summary>
    public int SparseEvery { get; init; }

    /// <summary>Books in such a period, ≥ 1. Default: 4.</summary>
    public int SparseBooks { get; init; } = 4;

    /// <summary>Trades in a period, ≥ 1. Default: 20.</summary>
    public int TradesPerPeriod { get; init; } = 20;
}
