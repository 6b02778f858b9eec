using Google.Protobuf.Collections;
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
            Copy(limits.PerPeriod, input[ArrayField.SlippagePerPeriod]);
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
        Copy(grid.DurationSeconds, input[ArrayField.DurationSeconds]);
    }

    private static void ReadCost(CostModel cost, ProblemInput input)
    {
        input.Scalars.HasCost = true;
        input.Scalars.Basis = (int)cost.Basis;
        Copy(cost.HalfSpread, input[ArrayField.HalfSpread]);
        Copy(cost.ValidUpTo, input[ArrayField.ValidUpTo]);
        switch (cost.ModelCase)
        {
            case CostModel.ModelOneofCase.PowerLaw:
                input.Scalars.Model = CostModelKind.PowerLaw;
                Copy(cost.PowerLaw.Alpha, input[ArrayField.PowerLawAlpha]);
                Copy(cost.PowerLaw.Sigma, input[ArrayField.PowerLawSigma]);
                Copy(cost.PowerLaw.Beta, input[ArrayField.PowerLawBeta]);
                break;
            case CostModel.ModelOneofCase.Quadratic:
                input.Scalars.Model = CostModelKind.Quadratic;
                Copy(cost.Quadratic.Alpha, input[ArrayField.QuadraticAlpha]);
                Copy(cost.Quadratic.Beta, input[ArrayField.QuadraticBeta]);
                break;
            case CostModel.ModelOneofCase.Linear:
                input.Scalars.Model = CostModelKind.Linear;
                Copy(cost.Linear.Alpha, input[ArrayField.LinearAlpha]);
                Copy(cost.Linear.Beta, input[ArrayField.LinearBeta]);
                Copy(cost.Linear.Volatility, input[ArrayField.LinearVolatility]);
                Copy(cost.Linear.Liquidity, input[ArrayField.LinearLiquidity]);
                Copy(cost.Linear.Price, input[ArrayField.LinearPrice]);
                break;
            case CostModel.ModelOneofCase.PiecewiseLinear:
                input.Scalars.Model = CostModelKind.PiecewiseLinear;
                Copy(cost.PiecewiseLinear.LevelCount, input.LevelCount);
                Copy(cost.PiecewiseLinear.LevelSize, input[ArrayField.LevelSize]);
                Copy(cost.PiecewiseLinear.LevelPrice, input[ArrayField.LevelPrice]);
                break;
            case CostModel.ModelOneofCase.Composite:
                input.Scalars.Model = CostModelKind.Composite;
                Copy(cost.Composite.A, input[ArrayField.CompositeA]);
                Copy(cost.Composite.B, input[ArrayField.CompositeB]);
                Copy(cost.Composite.C, input[ArrayField.CompositeC]);
                Copy(cost.Composite.D, input[ArrayField.CompositeD]);
                break;
        }
    }

    private static void ReadBounds(Bounds bounds, ProblemInput input)
    {
        Copy(bounds.MinQuantity, input[ArrayField.MinQuantity]);
        Copy(bounds.MaxQuantity, input[ArrayField.MaxQuantity]);
        Copy(bounds.MinimumSlice, input[ArrayField.MinimumSlice]);
        Copy(bounds.ParticipationRate, input[ArrayField.ParticipationRate]);
        Copy(bounds.Volume, input[ArrayField.Volume]);
        Copy(bounds.Target, input[ArrayField.Target]);
        Copy(bounds.MaxDeviation, input[ArrayField.MaxDeviation]);
    }

    private static void ReadDynamics(PriceDynamics dynamics, ProblemInput input)
    {
        input.Scalars.HasDynamics = true;
        Copy(dynamics.Volatility, input[ArrayField.Volatility]);
        Copy(dynamics.Drift, input[ArrayField.Drift]);
        Copy(dynamics.PermanentImpact, input[ArrayField.PermanentImpact]);
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

    private static void Copy<T>(RepeatedField<T> from, Column<T> to)
        where T : unmanaged
    {
        Span<T> values = to.Append(from.Count);
        for (int i = 0; i < values.Length; i++) values[i] = from[i];
    }
}
