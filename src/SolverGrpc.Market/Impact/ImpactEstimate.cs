using SolverGrpc.Market.Forecast;

namespace SolverGrpc.Market.Impact;

/// <summary>The impact of one side of a session.</summary>
public sealed record ImpactEstimate
{
    /// <summary>Sizes that the books were walked for, in shares, ascending.</summary>
    public required IReadOnlyList<double> Sizes { get; init; }

    /// <summary>Per period.</summary>
    public required IReadOnlyList<PeriodImpact> Periods { get; init; }

    /// <summary>The exponent of the power law that all periods share.</summary>
    public required Interval Exponent { get; init; }

    /// <summary>Size at which the level of a power law is estimated independently of its exponent, in shares.</summary>
    public required double ReferenceSize { get; init; }

    /// <summary>The curve that was asked for, or the simplest of the best out of sample.</summary>
    public required CurveKind Curve { get; init; }

    /// <summary>Error of each curve on halves of the books that it was not fitted on, relative to the slippage.</summary>
    public required IReadOnlyDictionary<CurveKind, OutOfSampleError> OutOfSampleError { get; init; }

    /// <summary>How slippage depends on spread and imbalance of the moment.</summary>
    public required Conditioning Conditioning { get; init; }

    /// <summary>How much dearer each day was than the others, and what is expected.</summary>
    public required DayLevels Levels { get; init; }

    /// <summary>How much wider its spread was.</summary>
    public required DayLevels SpreadLevels { get; init; }
}
