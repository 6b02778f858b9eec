namespace SolverGrpc.Mapping.Requests;

/// <summary>The fields of a <c>Problem</c> that are not arrays, as they came over the wire; enums by their numbers.</summary>
internal record struct ProblemScalars
{
    /// <summary>Longest text that is told from longer ones, in bytes.</summary>
    public const int TextBytesMax = 64;

    /// <summary>Problem.side.</summary>
    public int Side { get; set; }

    /// <summary>Which of the two quantities is set.</summary>
    public QuantityKind QuantityKind { get; set; }

    /// <summary>quantity.</summary>
    public double Quantity { get; set; }

    /// <summary>quantity_units.</summary>
    public long QuantityUnits { get; set; }

    /// <summary>grid is present.</summary>
    public bool HasGrid { get; set; }

    /// <summary>grid.period_count.</summary>
    public int PeriodCount { get; set; }

    /// <summary>grid.start.</summary>
    public WireTime Start { get; set; }

    /// <summary>grid.merge_count.</summary>
    public int MergeCount { get; set; }

    /// <summary>cost is present.</summary>
    public bool HasCost { get; set; }

    /// <summary>cost.basis.</summary>
    public int Basis { get; set; }

    /// <summary>Which model is set.</summary>
    public CostModelKind Model { get; set; }

    /// <summary>dynamics is present.</summary>
    public bool HasDynamics { get; set; }

    /// <summary>Which preference of risk is set.</summary>
    public RiskCase Risk { get; set; }

    /// <summary>The value of that preference; the limit of value_at_risk_limit.</summary>
    public double RiskValue { get; set; }

    /// <summary>risk.value_at_risk_limit.confidence.</summary>
    public double Confidence { get; set; }

    /// <summary>whole_lots is present.</summary>
    public bool HasLots { get; set; }

    /// <summary>whole_lots.lot_units.</summary>
    public long LotUnits { get; set; }

    /// <summary>whole_lots.odd_lot.</summary>
    public int OddLot { get; set; }

    /// <summary>concentration.min_period_count.</summary>
    public int MinPeriodCount { get; set; }

    /// <summary>concentration.max_period_share.</summary>
    public double MaxPeriodShare { get; set; }

    /// <summary>slippage_limits.per_order.</summary>
    public double PerOrderSlippage { get; set; }

    /// <summary>Length of instrument.symbol in bytes; one more than <see cref="TextBytesMax"/> if it is longer.</summary>
    public int SymbolBytes { get; set; }

    /// <summary>Length of instrument.currency in bytes; one more than <see cref="TextBytesMax"/> if it is longer.</summary>
    public int CurrencyBytes { get; set; }

    /// <summary>instrument.quantum.</summary>
    public double Quantum { get; set; }

    /// <summary>instrument.tick_size.</summary>
    public double TickSize { get; set; }

    /// <summary>instrument.arrival_price.</summary>
    public double ArrivalPrice { get; set; }
}

/// <summary>The cases of Problem.parent_quantity.</summary>
internal enum QuantityKind
{
    /// <summary>Not set.</summary>
    None,

    /// <summary>quantity.</summary>
    Shares,

    /// <summary>quantity_units.</summary>
    Units,
}

/// <summary>The cases of CostModel.model.</summary>
internal enum CostModelKind
{
    /// <summary>Not set.</summary>
    None,

    /// <summary>power_law.</summary>
    PowerLaw,

    /// <summary>quadratic.</summary>
    Quadratic,

    /// <summary>linear.</summary>
    Linear,

    /// <summary>piecewise_linear.</summary>
    PiecewiseLinear,

    /// <summary>composite.</summary>
    Composite,
}

/// <summary>The cases of Risk.preference.</summary>
internal enum RiskCase
{
    /// <summary>Not set.</summary>
    None,

    /// <summary>risk_aversion.</summary>
    RiskAversion,

    /// <summary>variance_limit.</summary>
    VarianceLimit,

    /// <summary>value_at_risk_limit.</summary>
    ValueAtRiskLimit,

    /// <summary>minimize_value_at_risk.</summary>
    MinimizeValueAtRisk,
}

/// <summary>A <c>Timestamp</c> or <c>Duration</c>.</summary>
/// <param name="Present">The field is set.</param>
/// <param name="Seconds">Seconds.</param>
/// <param name="Nanos">Nanoseconds on top.</param>
internal readonly record struct WireTime(bool Present, long Seconds, int Nanos);
