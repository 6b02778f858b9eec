using Google.Protobuf.WellKnownTypes;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Mapping.Requests;

/// <summary>Fills a <see cref="ProblemInput"/> from a generated message.</summary>
internal static class ProblemMessageReader
{
    /// <summary>Copies everything a problem says.</summary>
    public static void Read(Problem message, ProblemInput input)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(input);
        input.Clear();
        ref ProblemScalars scalars = ref input.Scalars;
        scalars.Side = (int)message.Side;
        scalars.QuantityKind = message.ParentQuantityCase switch
        {
            Problem.ParentQuantityOneofCase.Quantity => QuantityKind.Shares,
            Problem.ParentQuantityOneofCase.QuantityUnits => QuantityKind.Units,
            _ => QuantityKind.None,
        };
        scalars.Quantity = message.Quantity;
        scalars.QuantityUnits = message.QuantityUnits;
        if (message.Grid is { } grid) ReadGrid(grid, input);
        if (message.Cost is { } cost) ReadCost(cost, input);
        if (message.Bounds is { } bounds) ReadBounds(bounds, input);
        if (message.Dynamics is { } dynamics) ReadDynamics(dynamics, input);
        if (message.Risk is { } risk) ReadRisk(risk, ref scalars);
        if (message.WholeLots is { } lots)
            (scalars.HasLots, scalars.LotUnits, scalars.OddLot) = (true, lots.LotUnits, (int)lots.OddLot);
        if (message.Concentration is { } concentration)
            (scalars.MinPeriodCount, scalars.MaxPeriodShare) = (concentration.MinPeriodCount, concentration.MaxPeriodShare);
        if (message.SlippageLimits is { } limits)
        {
            input[ArrayField.SlippagePerPeriod].Append(limits.PerPeriod);
            scalars.PerOrderSlippage = limits.PerOrder;
        }

        if (message.Instrument is { } instrument) ReadInstrument(instrument, ref scalars);
    }

    internal static WireTime Time(Duration? duration) => duration is null ? default : new(true, duration.Seconds, duration.Nanos);

    private static void ReadGrid(PeriodGrid grid, ProblemInput input)
    {
        ref ProblemScalars scalars = ref input.Scalars;
        scalars.HasGrid = true;
        scalars.PeriodCount = grid.PeriodCount;
        scalars.Start = grid.Start is { } start ? new(true, start.Seconds, start.Nanos) : default;
        scalars.MergeCount = grid.MergeCount;
        input[ArrayField.DurationSeconds].Append(grid.DurationSeconds);
    }

    private static void ReadCost(CostModel cost, ProblemInput input)
    {
        input.Scalars.HasCost = true;
        input.Scalars.Basis = (int)cost.Basis;
        input[ArrayField.HalfSpread].Append(cost.HalfSpread);
        input[ArrayField.ValidUpTo].Append(cost.ValidUpTo);
        switch (cost.ModelCase)
        {
            case CostModel.ModelOneofCase.PowerLaw:
                input.Scalars.Model = CostModelKind.PowerLaw;
                input[ArrayField.PowerLawAlpha].Append(cost.PowerLaw.Alpha);
                input[ArrayField.PowerLawSigma].Append(cost.PowerLaw.Sigma);
                input[ArrayField.PowerLawBeta].Append(cost.PowerLaw.Beta);
                break;
            case CostModel.ModelOneofCase.Quadratic:
                input.Scalars.Model = CostModelKind.Quadratic;
                input[ArrayField.QuadraticAlpha].Append(cost.Quadratic.Alpha);
                input[ArrayField.QuadraticBeta].Append(cost.Quadratic.Beta);
                break;
            case CostModel.ModelOneofCase.Linear:
                input.Scalars.Model = CostModelKind.Linear;
                input[ArrayField.LinearAlpha].Append(cost.Linear.Alpha);
                input[ArrayField.LinearBeta].Append(cost.Linear.Beta);
                input[ArrayField.LinearVolatility].Append(cost.Linear.Volatility);
                input[ArrayField.LinearLiquidity].Append(cost.Linear.Liquidity);
                input[ArrayField.LinearPrice].Append(cost.Linear.Price);
                break;
            case CostModel.ModelOneofCase.PiecewiseLinear:
                input.Scalars.Model = CostModelKind.PiecewiseLinear;
                input.LevelCount.Append(cost.PiecewiseLinear.LevelCount);
                input[ArrayField.LevelSize].Append(cost.PiecewiseLinear.LevelSize);
                input[ArrayField.LevelPrice].Append(cost.PiecewiseLinear.LevelPrice);
                break;
            case CostModel.ModelOneofCase.Composite:
                input.Scalars.Model = CostModelKind.Composite;
                input[ArrayField.CompositeA].Append(cost.Composite.A);
                input[ArrayField.CompositeB].Append(cost.Composite.B);
                input[ArrayField.CompositeC].Append(cost.Composite.C);
                input[ArrayField.CompositeD].Append(cost.Composite.D);
                break;
        }
    }

    private static void ReadBounds(Bounds bounds, ProblemInput input)
    {
        input[ArrayField.MinQuantity].Append(bounds.MinQuantity);
        input[ArrayField.MaxQuantity].Append(bounds.MaxQuantity);
        input[ArrayField.MinimumSlice].Append(bounds.MinimumSlice);
        input[ArrayField.ParticipationRate].Append(bounds.ParticipationRate);
        input[ArrayField.Volume].Append(bounds.Volume);
        input[ArrayField.Target].Append(bounds.Target);
        input[ArrayField.MaxDeviation].Append(bounds.MaxDeviation);
    }

    private static void ReadDynamics(PriceDynamics dynamics, ProblemInput input)
    {
        input.Scalars.HasDynamics = true;
        input[ArrayField.Volatility].Append(dynamics.Volatility);
        input[ArrayField.Drift].Append(dynamics.Drift);
        input[ArrayField.PermanentImpact].Append(dynamics.PermanentImpact);
    }

    private static void ReadRisk(Risk risk, ref ProblemScalars scalars)
    {
        (scalars.Risk, scalars.RiskValue, scalars.Confidence) = risk.PreferenceCase switch
        {
            Risk.PreferenceOneofCase.RiskAversion => (RiskCase.RiskAversion, risk.RiskAversion, 0),
            Risk.PreferenceOneofCase.VarianceLimit => (RiskCase.VarianceLimit, risk.VarianceLimit, 0),
            Risk.PreferenceOneofCase.ValueAtRiskLimit => (RiskCase.ValueAtRiskLimit, risk.ValueAtRiskLimit.Limit, risk.ValueAtRiskLimit.Confidence),
            Risk.PreferenceOneofCase.MinimizeValueAtRisk => (RiskCase.MinimizeValueAtRisk, risk.MinimizeValueAtRisk, 0),
            _ => (RiskCase.None, 0, 0.0),
        };
    }

    private static void ReadInstrument(Instrument instrument, ref ProblemScalars scalars)
    {
        scalars.SymbolBytes = Length(instrument.Symbol);
        scalars.CurrencyBytes = Length(instrument.Currency);
        scalars.Quantum = instrument.Quantum;
        scalars.TickSize = instrument.TickSize;
        scalars.ArrivalPrice = instrument.ArrivalPrice;
    }

    private static int Length(string text) => Math.Min(System.Text.Encoding.UTF8.GetByteCount(text), ProblemScalars.TextBytesMax + 1);
}
