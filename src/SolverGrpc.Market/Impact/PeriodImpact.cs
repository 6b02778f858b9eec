namespace SolverGrpc.Market.Impact;

/// <summary>What one period's books say about the slippage of one side.</summary>
public sealed record PeriodImpact
{
    /// <summary>Books that were walked.</summary>
    public required int Samples { get; init; }

    /// <summary>Half the spread in currency per share, beyond which the curves count.</summary>
    public required Interval HalfSpread { get; init; }

    /// <summary>Slippage per share beyond the half-spread at each size, in currency; NaN without books.</summary>
    public required IReadOnlyList<Interval> Slippage { get; init; }

    /// <summary>Part of the books that could not fill each size: there the values above rest on the fitted curve.</summary>
    public required IReadOnlyList<double> Censored { get; init; }

    /// <summary>Power law: alpha, in currency per share^(1 + beta).</summary>
    public required Interval PowerAlpha { get; init; }

    /// <summary>Power law: beta.</summary>
    public required Interval PowerBeta { get; init; }

    /// <summary>Power law: slippage per share at the reference size, in currency.</summary>
    public required Interval ReferenceSlippage { get; init; }

    /// <summary>Linear: alpha, in currency per share².</summary>
    public required Interval LinearAlpha { get; init; }

    /// <summary>Quadratic: alpha, in currency per share².</summary>
    public required Interval QuadraticAlpha { get; init; }

    /// <summary>Quadratic: beta, in currency per share³.</summary>
    public required Interval QuadraticBeta { get; init; }

    /// <summary>Piecewise linear: price of the shares between one size and the next, beyond the half-spread, in currency per share.</summary>
    public required IReadOnlyList<Interval> LevelPrice { get; init; }

    /// <summary>Part of the variation of the mean slippages over the sizes that the chosen curve explains; NaN without books.</summary>
    public required double RSquared { get; init; }

    /// <summary>Root mean square of the mean slippages minus the chosen curve, in currency per share; NaN without books.</summary>
    public required double FitError { get; init; }

    /// <summary>Largest size that at least half of the books could fill: beyond it the curve is extrapolated. In shares.</summary>
    public required double ValidUpTo { get; init; }
}
