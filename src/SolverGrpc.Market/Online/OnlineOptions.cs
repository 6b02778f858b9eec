namespace SolverGrpc.Market.Online;

/// <summary>How fast a session is learnt, and how much may change at once.</summary>
public sealed record OnlineOptions
{
    /// <summary>After this many periods what was seen counts half, > 0. Default: 10.</summary>
    public double HalfLifePeriods { get; init; } = 10;

    /// <summary>Books that one own execution counts as, ≥ 0: it shows what the displayed book cannot. Default: 20.</summary>
    public double FillWeight { get; init; } = 20;

    /// <summary>Largest factor by which what is published may change from one period to the next, > 1; that of the variance is its square. Default: 1.25.</summary>
    public double StepMost { get; init; } = 1.25;
}
