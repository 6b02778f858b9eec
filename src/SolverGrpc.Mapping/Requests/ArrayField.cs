namespace SolverGrpc.Mapping.Requests;

/// <summary>The per-period arrays of doubles of a problem, in the order of its fields.</summary>
internal enum ArrayField
{
    /// <summary>grid.duration_seconds.</summary>
    DurationSeconds,

    /// <summary>cost.half_spread.</summary>
    HalfSpread,

    /// <summary>cost.power_law.alpha.</summary>
    PowerLawAlpha,

    /// <summary>cost.power_law.sigma.</summary>
    PowerLawSigma,

    /// <summary>cost.power_law.beta.</summary>
    PowerLawBeta,

    /// <summary>cost.quadratic.alpha.</summary>
    QuadraticAlpha,

    /// <summary>cost.quadratic.beta.</summary>
    QuadraticBeta,

    /// <summary>cost.linear.alpha.</summary>
    LinearAlpha,

    /// <summary>cost.linear.beta.</summary>
    LinearBeta,

    /// <summary>cost.linear.volatility.</summary>
    LinearVolatility,

    /// <summary>cost.linear.liquidity.</summary>
    LinearLiquidity,

    /// <summary>cost.linear.price.</summary>
    LinearPrice,

    /// <summary>cost.piecewise_linear.level_size; not one value per period.</summary>
    LevelSize,

    /// <summary>cost.piecewise_linear.level_price; not one value per period.</summary>
    LevelPrice,

    /// <summary>cost.composite.a.</summary>
    CompositeA,

    /// <summary>cost.composite.b.</summary>
    CompositeB,

    /// <summary>cost.composite.c.</summary>
    CompositeC,

    /// <summary>cost.composite.d.</summary>
    CompositeD,

    /// <summary>bounds.min_quantity.</summary>
    MinQuantity,

    /// <summary>bounds.max_quantity.</summary>
    MaxQuantity,

    /// <summary>bounds.minimum_slice.</summary>
    MinimumSlice,

    /// <summary>bounds.participation_rate.</summary>
    ParticipationRate,

    /// <summary>bounds.volume.</summary>
    Volume,

    /// <summary>bounds.target.</summary>
    Target,

    /// <summary>bounds.max_deviation.</summary>
    MaxDeviation,

    /// <summary>dynamics.volatility.</summary>
    Volatility,

    /// <summary>dynamics.drift.</summary>
    Drift,

    /// <summary>dynamics.permanent_impact.</summary>
    PermanentImpact,

    /// <summary>slippage_limits.per_period.</summary>
    SlippagePerPeriod,

    /// <summary>cost.valid_up_to.</summary>
    ValidUpTo,
}
