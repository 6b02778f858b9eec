using SolverGrpc.Market.Impact;

namespace SolverGrpc.Market.Online;

/// <summary>What was calibrated before the session: the parameters that it is watched against. All arrays have one row per period.</summary>
public sealed record OnlineBaseline
{
    /// <summary>Buy, or sell.</summary>
    public required bool IsBuy { get; init; }

    /// <summary>Sizes that books are walked for in each period, in shares, ascending; the same number in each.</summary>
    public required double[][] Sizes { get; init; }

    /// <summary>Slippage per share beyond the half-spread at each of them, in currency, > 0.</summary>
    public required double[][] Slippage { get; init; }

    /// <summary>Half-spread in currency per share, > 0.</summary>
    public required double[] HalfSpread { get; init; }

    /// <summary>Standard deviation of the price change, in currency per share; 0: not known.</summary>
    public required double[] Volatility { get; init; }

    /// <summary>Volume in shares; 0: not known.</summary>
    public required double[] Volume { get; init; }

    /// <summary>What spread and imbalance of the moment say about impact; the default says nothing.</summary>
    public Conditioning Conditioning { get; init; } = new();

    /// <summary>Number of periods.</summary>
    public int PeriodCount => HalfSpread.Length;
}
