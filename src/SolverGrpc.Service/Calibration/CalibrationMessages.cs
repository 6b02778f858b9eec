using Google.Protobuf.WellKnownTypes;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Mapping.Responses;
using SolverGrpc.Market.Forecast;
using SolverGrpc.Market.Impact;
using SolverGrpc.Market.Sessions;

namespace SolverGrpc.Service.Calibration;

/// <summary>What was estimated, as a message.</summary>
internal static class CalibrationMessages
{
    /// <summary>Everything.</summary>
    public static Contracts.V1.Calibration Of(
        CalibrationSettings settings, RecordedSession session, PeriodMap periods, ImpactEstimate impact, SessionForecast forecast, DataReport report)
    {
        IReadOnlyList<PeriodImpact> all = impact.Periods;
        var message = new Contracts.V1.Calibration
        {
            Problem = Problem(settings, session, periods, impact, forecast),
            Curve = Curve(impact.Curve),
            CurveErrors = { impact.OutOfSampleError.Select(error => new CurveError { Curve = Curve(error.Key), RelativeError = Wire.Finite(error.Value.RootMeanSquare) }) },
            Exponent = Estimate(impact.Exponent),
            ReferenceSize = impact.ReferenceSize,
            Sizes = { impact.Sizes },
            Samples = { all.Select(period => period.Samples) },
            HalfSpread = Column(all.Select(period => period.HalfSpread)),
            ReferenceSlippage = Column(all.Select(period => period.ReferenceSlippage)),
            Slippage = Column(all.SelectMany(period => period.Slippage)),
            Censored = { all.SelectMany(period => period.Censored) },
            RSquared = { all.Select(period => Wire.Finite(period.RSquared)) },
            ObservedVolatility = { forecast.ObservedVariance.Select(variance => Wire.Finite(Math.Sqrt(variance))) },
            ObservedVolume = { forecast.ObservedVolume },
            TradeHalfSpread = Wire.Finite(forecast.RollHalfSpread),
            Conditioning = new()
            {
                SpreadSlope = Wire.Finite(impact.Conditioning.SpreadSlope),
                ImbalanceSlope = Wire.Finite(impact.Conditioning.ImbalanceSlope),
                OutOfSampleRSquared = Wire.Finite(impact.Conditioning.OutOfSampleRSquared),
                Predicts = impact.Conditioning.Predicts,
            },
            Data = report,
        };
        (message.Alpha, message.Beta) = impact.Curve switch
        {
            CurveKind.PowerLaw => (Column(all.Select(period => period.PowerAlpha)), Column(all.Select(period => period.PowerBeta))),
            CurveKind.Linear => (Column(all.Select(period => period.LinearAlpha)), null),
            CurveKind.Quadratic => (Column(all.Select(period => period.QuadraticAlpha)), Column(all.Select(period => period.QuadraticBeta))),
            _ => (null, null),
        };
        if (forecast.Regimes is { } regimes) message.Regimes = Regimes(regimes);
        return message;
    }

    private static Problem Problem(CalibrationSettings settings, RecordedSession session, PeriodMap periods, ImpactEstimate impact, SessionForecast forecast)
    {
        const long NsPerSecond = 1_000_000_000;
        var cost = new CostModel
        {
            Basis = impact.Curve == CurveKind.PiecewiseLinear ? ImpactBasis.TotalCost : ImpactBasis.PerShare,
            HalfSpread = { impact.Periods.Select(period => period.HalfSpread.Value) },
            ValidUpTo = { impact.Periods.Select(period => period.ValidUpTo) },
        };
        SetModel(cost, impact);
        double price = Enumerable.Range(0, session.Count).Select(t => session[t]).Last(slot => slot.HasBook).Mid;
        var problem = new Problem
        {
            Side = settings.Side,
            Quantity = settings.Quantity,
            Grid = new()
            {
                PeriodCount = periods.Count,
                Start = new Timestamp { Seconds = periods.StartNs / NsPerSecond, Nanos = (int)(periods.StartNs % NsPerSecond) },
                DurationSeconds = { periods.DurationSeconds },
            },
            Cost = cost,
            Dynamics = new() { Volatility = { forecast.Volatility } },
            Instrument = new() { Symbol = settings.Symbol, ArrivalPrice = price },
        };
        if (forecast.Volume.Any(volume => volume > 0)) problem.Bounds = new() { Volume = { forecast.Volume } };
        return problem;
    }

    private static void SetModel(CostModel cost, ImpactEstimate impact)
    {
        IReadOnlyList<PeriodImpact> all = impact.Periods;
        switch (impact.Curve)
        {
            case CurveKind.PowerLaw:
                cost.PowerLaw = new() { Alpha = { all.Select(period => period.PowerAlpha.Value) }, Beta = { all.Select(period => period.PowerBeta.Value) } };
                break;
            case CurveKind.Linear:
                cost.Linear = new() { Alpha = { all.Select(period => period.LinearAlpha.Value) } };
                break;
            case CurveKind.Quadratic:
                cost.Quadratic = new() { Alpha = { all.Select(period => period.QuadraticAlpha.Value) }, Beta = { all.Select(period => period.QuadraticBeta.Value) } };
                break;
            default:
                // beyond the largest size the last price goes on: the range says that this is extrapolated
                double[] widths = [.. impact.Sizes.Select((size, j) => j == 0 ? size : j == impact.Sizes.Count - 1 ? double.PositiveInfinity : size - impact.Sizes[j - 1])];
                cost.PiecewiseLinear = new()
                {
                    LevelCount = { Enumerable.Repeat(impact.Sizes.Count, all.Count) },
                    LevelSize = { all.SelectMany(_ => widths) },
                    LevelPrice = { all.SelectMany(period => period.LevelPrice) },
                };
                break;
        }
    }

    private static ImpactCurve Curve(CurveKind kind) => (ImpactCurve)((int)kind + 1);

    private static Estimate Estimate(Interval interval) => new() { Value = Wire.Finite(interval.Value), Low = Wire.Finite(interval.Low), High = Wire.Finite(interval.High) };

    private static EstimateColumn Column(IEnumerable<Interval> intervals)
    {
        var column = new EstimateColumn();
        foreach (Interval interval in intervals)
        {
            column.Value.Add(Wire.Finite(interval.Value));
            column.Low.Add(Wire.Finite(interval.Low));
            column.High.Add(Wire.Finite(interval.High));
        }

        return column;
    }

    private static Regimes Regimes(TwoRegimes regimes) => new()
    {
        Present = regimes.AreThere,
        Stressed = { regimes.Smoothed.Select(Wire.Finite) },
        StressFactor = Wire.Finite(Math.Pow(regimes.Mean.Stressed / regimes.Mean.Calm, 1.5)),
        CalmStays = regimes.Stay.Calm,
        StressStays = regimes.Stay.Stressed,
    };
}
