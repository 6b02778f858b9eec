using Google.Protobuf.WellKnownTypes;
using SolverGrpc.Contracts.V1;
using SolverGrpc.Mapping.Responses;
using SolverGrpc.Market.Forecast;
using SolverGrpc.Market.Impact;
using SolverGrpc.Market.Readers;
using SolverGrpc.Market.Sessions;

namespace SolverGrpc.Service.Calibration;

/// <summary>What was estimated, as a message.</summary>
internal static class CalibrationMessages
{
    private const double NsPerSecond = 1e9;

    /// <summary>Everything.</summary>
    /// <exception cref="MarketDataException">The rest of a session is asked for, and there is none.</exception>
    public static Contracts.V1.Calibration Of(CalibrationPlan plan, IReadOnlyList<SessionDay> days, ImpactEstimate impact, SessionForecast forecast, DataReport report)
    {
        int first = plan.IsRest ? FirstPeriodOfRest(days[^1]) : 0;
        PeriodImpact[] all = [.. impact.Periods.Skip(first)];
        double[] factor = ConditionFactors(plan, days[^1], impact, first);
        var message = new Contracts.V1.Calibration
        {
            Problem = Problem(plan, days[^1], impact, all, first, forecast, factor),
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
            FitError = { all.Select(period => Wire.Finite(period.FitError)) },
            ObservedVolatility = { forecast.ObservedVariance.Skip(first).Select(variance => Wire.Finite(Math.Sqrt(variance))) },
            ObservedVolume = { forecast.ObservedVolume.Skip(first) },
            TradeHalfSpread = Wire.Finite(forecast.Roll.HalfSpread),
            Conditioning = Conditioning(impact.Conditioning),
            Data = report,
            Days = { days.Select((_, d) => Day(impact, forecast, d)) },
            ExpectedLevel = new()
            {
                Impact = Level(impact.Levels, 1),
                HalfSpread = Level(impact.SpreadLevels, 1),
                Volatility = Level(forecast.VarianceLevels, 0.5),
                Volume = Level(forecast.VolumeLevels, 1),
            },
            FirstPeriod = first,
            Notes = { CalibrationNotes.Of(plan, days, impact, forecast) },
        };
        if (factor.Any(f => f != 1)) message.ConditionFactor.Add(factor);
        (message.Alpha, message.Beta) = impact.Curve switch
        {
            CurveKind.PowerLaw => (Column(all.Select(period => period.PowerAlpha)), Column(all.Select(period => period.PowerBeta))),
            CurveKind.Linear => (Column(all.Select(period => period.LinearAlpha)), null),
            CurveKind.Quadratic => (Column(all.Select(period => period.QuadraticAlpha)), Column(all.Select(period => period.QuadraticBeta))),
            _ => (null, null),
        };
        if (impact.Curve == CurveKind.PiecewiseLinear) message.LevelPrice = Column(all.SelectMany(period => period.LevelPrice));
        if (forecast.Regimes is { } regimes) message.Regimes = Regimes(regimes);
        return message;
    }

    // the first that begins after the data ends
    private static int FirstPeriodOfRest(SessionDay day)
    {
        double begin = 0, ended = (day.Session.LastNs - day.Periods.StartNs) / NsPerSecond;
        for (int i = 0; i < day.Periods.Count; i++)
        {
            if (begin > ended) return i;
            begin += day.Periods.DurationSeconds[i];
        }

        throw new MarketDataException("the last session is over: none of its periods begins after its data ends");
    }

    private static double[] ConditionFactors(CalibrationPlan plan, SessionDay day, ImpactEstimate impact, int first)
    {
        Market.Impact.Conditioning found = impact.Conditioning;
        double usual = 2 * impact.Periods[first].HalfSpread.Value, factor = 1;
        double sign = plan.Impact.IsBuy ? 1 : -1;
        if (plan.Settings.Current is { } current)
        {
            factor = found.Factor(current.Spread / usual, sign * current.Imbalance);
        }
        else if (plan.IsRest)
        {
            RecordedSession.Slot last = Enumerable.Range(0, day.Session.Count).Select(t => day.Session[t]).Last(slot => slot.HasBook);
            factor = found.Factor(2 * last.HalfSpread / usual, sign * last.Imbalance);
        }

        return [.. Enumerable.Range(0, impact.Periods.Count - first).Select(k => found.Later(factor, k))];
    }

    private static DayLevel Day(ImpactEstimate impact, SessionForecast forecast, int day)
    {
        static double Value(double log, double power) => double.IsNaN(log) ? 1 : Math.Exp(power * log);
        return new()
        {
            Impact = Value(impact.Levels.Log[day], 1),
            HalfSpread = Value(impact.SpreadLevels.Log[day], 1),
            Volatility = Value(forecast.VarianceLevels.Log[day], 0.5),
            Volume = Value(forecast.VolumeLevels.Log[day], 1),
        };
    }

    // a power of what the levels are of
    private static Estimate Level(DayLevels levels, double power) => Estimate(Interval.LogNormal(power * Known(levels.Expected), power * Math.Sqrt(Known(levels.Variance))));

    private static double Known(double value) => double.IsNaN(value) ? 0 : value;

    private static Contracts.V1.Conditioning Conditioning(Market.Impact.Conditioning found) => new()
    {
        SpreadSlope = Wire.Finite(found.SpreadSlope),
        ImbalanceSlope = Wire.Finite(found.ImbalanceSlope),
        OutOfSampleRSquared = Wire.Finite(found.OutOfSampleRSquared),
        Predicts = found.Predicts,
        UsesSpread = found.UsesSpread,
        UsesImbalance = found.UsesImbalance,
        MeanImbalance = Wire.Finite(found.MeanImbalance),
        Ahead = Wire.Finite(found.Ahead),
        Fade = Wire.Finite(found.Fade),
    };

    private static Problem Problem(
        CalibrationPlan plan, SessionDay day, ImpactEstimate impact, PeriodImpact[] all, int first, SessionForecast forecast, double[] factor)
    {
        var cost = new CostModel
        {
            Basis = impact.Curve == CurveKind.PiecewiseLinear ? ImpactBasis.TotalCost : ImpactBasis.PerShare,
            HalfSpread = { all.Select(period => period.HalfSpread.Value) },
            ValidUpTo = { all.Select(period => period.ValidUpTo) },
        };
        SetModel(cost, impact, all);
        if (factor.Any(f => f != 1)) cost.MergeFrom(Conditioned(cost, factor));
        double price = Enumerable.Range(0, day.Session.Count).Select(t => day.Session[t]).Last(slot => slot.HasBook).Mid;
        long startNs = day.Periods.StartNs + (long)(day.Periods.DurationSeconds.Take(first).Sum() * NsPerSecond);
        var problem = new Problem
        {
            Side = plan.Settings.Side,
            Quantity = plan.Settings.Quantity,
            Grid = new()
            {
                PeriodCount = all.Length,
                Start = new Timestamp { Seconds = startNs / (long)NsPerSecond, Nanos = (int)(startNs % (long)NsPerSecond) },
                DurationSeconds = { day.Periods.DurationSeconds.Skip(first) },
            },
            Cost = cost,
            Dynamics = new() { Volatility = { forecast.Volatility.Skip(first) } },
            Instrument = new() { Symbol = plan.Settings.Symbol, ArrivalPrice = price },
        };
        if (forecast.Volume.Any(volume => volume > 0)) problem.Bounds = new() { Volume = { forecast.Volume.Skip(first) } };
        return problem;
    }

    // takes the arrays that are scaled out of the model, so that the scaled ones can be merged in
    private static CostModel Conditioned(CostModel cost, double[] factor)
    {
        CostModel scaled = ScaledCost.Of(cost, factor.Length, factor);
        cost.PowerLaw?.Alpha.Clear();
        cost.Linear?.Alpha.Clear();
        cost.Quadratic?.Alpha.Clear();
        cost.Quadratic?.Beta.Clear();
        if (cost.PiecewiseLinear is not null) cost.PiecewiseLinear = new();
        return scaled;
    }

    private static void SetModel(CostModel cost, ImpactEstimate impact, PeriodImpact[] all)
    {
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
                    LevelCount = { Enumerable.Repeat(impact.Sizes.Count, all.Length) },
                    LevelSize = { all.SelectMany(_ => widths) },
                    LevelPrice = { all.SelectMany(period => period.LevelPrice.Select(price => price.Value)) },
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
        StressedNext = Wire.Finite(regimes.Forecast(1)),
    };
}
