namespace SolverGrpc.Market.Impact;

/// <summary>How impact is estimated.</summary>
public sealed record ImpactOptions
{
    /// <summary>Buy (walk the asks) or sell (walk the bids). Default: buy.</summary>
    public bool IsBuy { get; init; } = true;

    /// <summary>Sizes to walk the books for, in shares, > 0, ascending, at least three; empty: chosen from the depth of the books.</summary>
    public IReadOnlyList<double> Sizes { get; init; } = [];

    /// <summary>The curve; null: the one with the least error out of sample.</summary>
    public CurveKind? Curve { get; init; }

    /// <summary>Replicates of the bootstrap, 20 to 10,000. Default: 200.</summary>
    public int Replicates { get; init; } = 200;

    /// <summary>Seed of the bootstrap. Default: 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Of several days: after so many a day counts half in the level that is expected, > 0. Default: 5.</summary>
    public double HalfLifeDays { get; init; } = 5;

    /// <summary>Of several days: the rest of the last one is asked for, not the next. Default: the next.</summary>
    public bool IsRestOfLastDay { get; init; }
}
