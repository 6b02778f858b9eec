using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Service.Tests;

/// <summary>A valid request with one thing broken: just that is named.</summary>
public sealed class ValidationTests
{
    private const double NaN = double.NaN, Infinity = double.PositiveInfinity;

    private static readonly (string Field, Action<SolveRequest> Break)[] Faults =
    [
        ("request_id", r => r.RequestId = new string('x', 65)),
        ("problem", r => r.Problem = null),
        ("problem.side", r => r.Problem.Side = Side.Unspecified),
        ("problem.side", r => r.Problem.Side = (Side)3),
        ("problem.quantity", r => r.Problem.ClearParentQuantity()),
        ("problem.quantity", r => r.Problem.Quantity = -1),
        ("problem.quantity", r => r.Problem.Quantity = NaN),
        ("problem.quantity", r => r.Problem.Quantity = Infinity),
        ("problem.quantity_units", r => r.Problem.QuantityUnits = -1),
        ("problem.quantity_units", r => r.Problem.QuantityUnits = (1L << 53) + 1),
        ("problem.quantity_units", r => (r.Problem.QuantityUnits, r.Problem.Instrument) = (1L << 50, new() { Quantum = 1e300 })),
        ("problem.grid", r => r.Problem.Grid = null),
        ("problem.grid.period_count", r => r.Problem.Grid.PeriodCount = 0),
        ("problem.grid.period_count", r => r.Problem.Grid.PeriodCount = -1),
        ("problem.grid.period_count", r => r.Problem.Grid.PeriodCount = 1_000_001),
        ("problem.grid.start", r => r.Problem.Grid.Start = new() { Seconds = 253_402_300_800 }),
        ("problem.grid.start", r => r.Problem.Grid.Start = new() { Nanos = -1 }),
        ("problem.grid.duration_seconds", r => r.Problem.Grid.DurationSeconds.Add([60, 60])),
        ("problem.grid.duration_seconds[0]", r => r.Problem.Grid.DurationSeconds.Add(0)),
        ("problem.grid.duration_seconds[2]", r => r.Problem.Grid.DurationSeconds.Add([60, 60, Infinity])),
        ("problem.grid.merge_count", r => r.Problem.Grid.MergeCount = -1),
        ("problem.cost", r => r.Problem.Cost = null),
        ("problem.cost.basis", r => r.Problem.Cost.Basis = ImpactBasis.Unspecified),
        ("problem.cost.basis", r => r.Problem.Cost.Basis = (ImpactBasis)3),
        ("problem.cost.half_spread[1]", r => r.Problem.Cost.HalfSpread.Add([0, -0.1, 0])),
        ("problem.cost.valid_up_to[1]", r => r.Problem.Cost.ValidUpTo.Add([5, -1, Infinity])),
        ("problem.cost.valid_up_to", r => r.Problem.Cost.ValidUpTo.Add([5, 1])),
        ("problem.cost.model", r => r.Problem.Cost.ClearModel()),
        ("problem.cost.power_law.alpha", r => r.Problem.Cost.PowerLaw.Alpha.Clear()),
        ("problem.cost.power_law.alpha", r => r.Problem.Cost.PowerLaw.Alpha.Add(1)),
        ("problem.cost.power_law.alpha[0]", r => r.Problem.Cost.PowerLaw.Alpha[0] = -1),
        ("problem.cost.power_law.sigma[1]", r => r.Problem.Cost.PowerLaw.Sigma[1] = NaN),
        ("problem.cost.power_law.beta", r => r.Problem.Cost.PowerLaw.Beta.Clear()),
        ("problem.cost.power_law.beta[2]", r => r.Problem.Cost.PowerLaw.Beta[2] = 0),
        ("problem.cost.power_law.alpha[2]", r => r.Problem.Cost.PowerLaw.Alpha[2] = r.Problem.Cost.PowerLaw.Sigma[2] = 1e200),
        ("problem.cost.power_law.alpha[0]", r => Model(r, new() { PowerLaw = new() { Alpha = { 1e200 }, Sigma = { 1e200 }, Beta = { 1 } } })),
        ("problem.cost.quadratic.alpha[0]", r => Model(r, new() { Quadratic = new() { Alpha = { -1 } } })),
        ("problem.cost.quadratic.beta[0]", r => Model(r, new() { Quadratic = new() { Beta = { -1 } } })),
        ("problem.cost.linear.alpha", r => Model(r, new() { Linear = new() })),
        ("problem.cost.linear.beta[0]", r => Model(r, new() { Linear = new() { Alpha = { 1 }, Beta = { NaN } } })),
        ("problem.cost.linear.volatility[0]", r => Model(r, new() { Linear = new() { Alpha = { 1 }, Volatility = { -1 } } })),
        ("problem.cost.linear.liquidity[0]", r => Model(r, new() { Linear = new() { Alpha = { 1 }, Liquidity = { -1 } } })),
        ("problem.cost.linear.price[0]", r => Model(r, new() { Linear = new() { Alpha = { 1 }, Price = { Infinity } } })),
        ("problem.cost.linear.beta[1]", r => Model(r, new() { Linear = new() { Alpha = { 1 }, Beta = { 1, -2, 1 }, Volatility = { 1 } } })),
        ("problem.cost.linear.volatility[2]", r => Model(r, new() { Linear = new() { Alpha = { 1 }, Beta = { -2 }, Volatility = { 0, 0, 1 } } })),
        ("problem.cost.piecewise_linear.level_count", r => Model(r, new() { PiecewiseLinear = new() })),
        ("problem.cost.piecewise_linear.level_count[0]", r => Model(r, new() { PiecewiseLinear = new() { LevelCount = { 0 } } })),
        ("problem.cost.piecewise_linear.level_count[1]", r => Model(r, new() { PiecewiseLinear = new() { LevelCount = { 1, 1025, 1 } } })),
        ("problem.cost.piecewise_linear.level_size", r => Model(r, new() { PiecewiseLinear = Book([2], [1, 1, 1], [1, 1, 1]) })),
        ("problem.cost.piecewise_linear.level_price", r => Model(r, new() { PiecewiseLinear = Book([2], [1, 1], [1]) })),
        ("problem.cost.piecewise_linear.level_size[0]", r => Model(r, new() { PiecewiseLinear = Book([2], [Infinity, 1], [1, 2]) })),
        ("problem.cost.piecewise_linear.level_size[1]", r => Model(r, new() { PiecewiseLinear = Book([2], [1, -1], [1, 2]) })),
        ("problem.cost.piecewise_linear.level_price[1]", r => Model(r, new() { PiecewiseLinear = Book([2], [1, 1], [2, 1]) })),
        ("problem.cost.piecewise_linear.level_price[5]", r => Model(r, new() { PiecewiseLinear = Book([2, 2, 2], [1, 1, 1, 1, 1, 1], [2, 3, 1, 2, 2, 1]) })),
        ("problem.cost.composite.a[0]", r => Model(r, new() { Composite = new() { A = { NaN } } })),
        ("problem.cost.composite.b[0]", r => Model(r, new() { Composite = new() { B = { -1 } } })),
        ("problem.cost.composite.c[0]", r => Model(r, new() { Composite = new() { C = { -1 }, D = { 2 } } })),
        ("problem.cost.composite.d", r => Model(r, new() { Composite = new() { C = { 1 } } })),
        ("problem.cost.composite.d[0]", r => Model(r, new() { Composite = new() { C = { 1 }, D = { 0 } } })),
        ("problem.cost.composite.a[0]", r => Model(r, new() { Composite = new() { A = { -1 } } })),
        ("problem.cost.composite.c[2]", r => Model(r, new() { Composite = new() { B = { 1 }, C = { 0, 0, 1 }, D = { 1.5 } } })),
        ("problem.bounds.min_quantity[1]", r => r.Problem.Bounds = new() { MinQuantity = { 1, -1, 1 } }),
        ("problem.bounds.min_quantity[0]", r => r.Problem.Bounds = new() { MinQuantity = { Infinity } }),
        ("problem.bounds.max_quantity[0]", r => r.Problem.Bounds = new() { MaxQuantity = { NaN } }),
        ("problem.bounds.max_quantity[1]", r => r.Problem.Bounds = new() { MinQuantity = { 5 }, MaxQuantity = { 6, 4, 5 } }),
        ("problem.bounds.min_quantity[2]", r => r.Problem.Bounds = new() { MinQuantity = { 1, 2, 6 }, MaxQuantity = { 5 } }),
        ("problem.bounds.minimum_slice[0]", r => r.Problem.Bounds = new() { MinimumSlice = { Infinity } }),
        ("problem.bounds.participation_rate[0]", r => r.Problem.Bounds = new() { ParticipationRate = { 1.1 }, Volume = { 1 } }),
        ("problem.bounds.volume", r => r.Problem.Bounds = new() { ParticipationRate = { 0.1 } }),
        ("problem.bounds.volume[0]", r => r.Problem.Bounds = new() { Volume = { -1 } }),
        ("problem.bounds.target", r => r.Problem.Bounds = new() { MaxDeviation = { 1 } }),
        ("problem.bounds.target[0]", r => r.Problem.Bounds = new() { Target = { -1 }, MaxDeviation = { 1 } }),
        ("problem.bounds.max_deviation", r => r.Problem.Bounds = new() { Target = { 1 } }),
        ("problem.bounds.max_deviation[0]", r => r.Problem.Bounds = new() { Target = { 1 }, MaxDeviation = { -1 } }),
        ("problem.dynamics.volatility[0]", r => r.Problem.Dynamics = new() { Volatility = { -1 } }),
        ("problem.dynamics.volatility[1]", r => r.Problem.Dynamics = new() { Volatility = { 1, 1e200, 1 } }),
        ("problem.dynamics.drift[0]", r => r.Problem.Dynamics = new() { Drift = { NaN } }),
        ("problem.dynamics.permanent_impact[0]", r => r.Problem.Dynamics = new() { PermanentImpact = { -1 } }),
        ("problem.dynamics", r => r.Problem.Risk = new() { RiskAversion = 1 }),
        ("problem.risk.risk_aversion", r => Risk(r, new() { RiskAversion = -1 })),
        ("problem.risk.variance_limit", r => Risk(r, new() { VarianceLimit = NaN })),
        ("problem.risk.value_at_risk_limit.limit", r => Risk(r, new() { ValueAtRiskLimit = new() { Limit = Infinity, Confidence = 0.9 } })),
        ("problem.risk.value_at_risk_limit.confidence", r => Risk(r, new() { ValueAtRiskLimit = new() { Limit = 1, Confidence = 0.4 } })),
        ("problem.risk.minimize_value_at_risk", r => Risk(r, new() { MinimizeValueAtRisk = 1 })),
        ("problem.quantity_units", r => r.Problem.WholeLots = new() { LotUnits = 10 }),
        ("problem.whole_lots.lot_units", r => (r.Problem.QuantityUnits, r.Problem.WholeLots) = (100, new())),
        ("problem.whole_lots.odd_lot", r => (r.Problem.QuantityUnits, r.Problem.WholeLots) = (100, new() { LotUnits = 10, OddLot = (OddLot)4 })),
        ("problem.quantity_units", r => (r.Problem.QuantityUnits, r.Problem.WholeLots) = (105, new() { LotUnits = 10 })),
        ("problem.concentration.min_period_count", r => r.Problem.Concentration = new() { MinPeriodCount = -1 }),
        ("problem.concentration.max_period_share", r => r.Problem.Concentration = new() { MaxPeriodShare = 1.1 }),
        ("problem.slippage_limits.per_period[0]", r => r.Problem.SlippageLimits = new() { PerPeriod = { -1 } }),
        ("problem.slippage_limits.per_order", r => r.Problem.SlippageLimits = new() { PerOrder = NaN }),
        ("problem.instrument.symbol", r => r.Problem.Instrument = new() { Symbol = new string('x', 65) }),
        ("problem.instrument.currency", r => r.Problem.Instrument = new() { Currency = "a currency" }),
        ("problem.instrument.quantum", r => r.Problem.Instrument = new() { Quantum = -1 }),
        ("problem.instrument.tick_size", r => r.Problem.Instrument = new() { TickSize = NaN }),
        ("problem.instrument.arrival_price", r => r.Problem.Instrument = new() { ArrivalPrice = Infinity }),
        ("options.method", r => r.Options = new() { Method = (Method)15 }),
        ("options.method", r => r.Options = new() { Method = (Method)(-1) }),
        ("options.relative_tolerance", r => r.Options = new() { RelativeTolerance = 0.2 }),
        ("options.time_budget", r => r.Options = new() { TimeBudget = new() }),
        ("options.time_budget", r => r.Options = new() { TimeBudget = new() { Seconds = -1 } }),
        ("options.node_limit", r => r.Options = new() { NodeLimit = -1 }),
        ("options.warm_lambda", r => r.Options = new() { WarmLambda = NaN }),
        ("options.grid_step", r => r.Options = new() { GridStep = -1 }),
        ("output_mask.paths[1]", r => r.OutputMask = new() { Paths = { "lambda", "lamda" } }),
    ];

    public static TheoryData<int> Indexes => [.. Enumerable.Range(0, Faults.Length)];

    [Fact]
    public void Valid_Request_HasNoViolation() => Assert.Empty(Check.Fields(Valid.Request()));

    [Theory]
    [MemberData(nameof(Indexes))]
    public void Request_OneThingBroken_NamesJustThat(int index)
    {
        SolveRequest request = Valid.Request();
        Faults[index].Break(request);
        Assert.Equal([Faults[index].Field], Check.Fields(request));
    }

    [Fact]
    public void Request_EveryFieldBroken_NamesAllInTheOrderOfTheFields()
    {
        SolveRequest request = Valid.Request();
        request.RequestId = new string('x', 65);
        request.Problem.Side = Side.Unspecified;
        request.Problem.Quantity = -1;
        request.Problem.Cost.PowerLaw.Alpha[1] = NaN;
        request.Problem.Bounds = new() { MinQuantity = { NaN }, Volume = { 1, 2 } };
        request.Problem.Dynamics = new() { Drift = { NaN } };
        request.Problem.Risk = new() { RiskAversion = -1 };
        request.Problem.Instrument = new() { Quantum = -1 };
        request.Options = new() { NodeLimit = -1 };
        Assert.Equal(
            [
                "request_id", "problem.side", "problem.quantity", "problem.cost.power_law.alpha[1]", "problem.bounds.min_quantity[0]", "problem.bounds.volume",
                "problem.dynamics.drift[0]", "problem.risk.risk_aversion", "problem.instrument.quantum", "options.node_limit",
            ],
            Check.Fields(request));
    }

    [Fact]
    public void Array_ManyElementsBroken_NamesFourAndCountsTheOthers()
    {
        SolveRequest request = Valid.Request(100);
        for (int i = 10; i < 100; i++) request.Problem.Cost.PowerLaw.Beta[i] = -i;
        var violations = Check.Prepare(request).Violations;
        Assert.Equal(90, violations.Count);
        Assert.Equal(
            ["problem.cost.power_law.beta[10]", "problem.cost.power_law.beta[11]", "problem.cost.power_law.beta[12]", "problem.cost.power_law.beta[13]", "problem.cost.power_law.beta"],
            violations.Kept.Select(v => v.Field));
        Assert.Equal("and 86 more", violations.Kept.Last().Description);
    }

    private static void Model(SolveRequest request, CostModel model)
    {
        model.Basis = model.PiecewiseLinear is null ? ImpactBasis.PerShare : ImpactBasis.TotalCost;
        request.Problem.Cost = model;
    }

    private static void Risk(SolveRequest request, Risk risk)
    {
        request.Problem.Dynamics = new() { Volatility = { 1 } };
        request.Problem.Risk = risk;
    }

    private static PiecewiseLinearModel Book(int[] counts, double[] sizes, double[] prices) => new() { LevelCount = { counts }, LevelSize = { sizes }, LevelPrice = { prices } };
}
