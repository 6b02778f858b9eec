using System.Globalization;
using SolverGrpc.Market.Forecast;
using SolverGrpc.Market.Impact;
using SolverGrpc.Market.Sessions;

namespace SolverGrpc.Service.Calibration;

/// <summary>What a reader of a calibration's numbers must know, in sentences.</summary>
internal static class CalibrationNotes
{
    private const double Noisy = 0.5, TooThin = 0.5;

    /// <summary>The sentences, if any.</summary>
    public static IEnumerable<string> Of(CalibrationPlan plan, IReadOnlyList<SessionDay> days, ImpactEstimate impact, SessionForecast forecast)
    {
        if (forecast.Roll.Doubt is { } doubt) yield return $"no half-spread by trades (Roll): {doubt}";
        if (!impact.Conditioning.Predicts) yield return "spread and imbalance of the moment explain nothing on books that they were not fitted on: not used";
        else if (impact.Conditioning.Ahead == 0) yield return "what spread and imbalance say of a moment has gone before a period is over: coming periods are not adjusted";
        if (plan.Settings.Current is not null && impact.Conditioning is not { Predicts: true, Ahead: > 0 }) yield return "the current book was given and changes nothing";
        if (impact.OutOfSampleError[impact.Curve] is { Count: > 0 } error && error.RootMeanSquare > Noisy)
            yield return Text($"the curve errs by {100 * error.RootMeanSquare:0} % on books that it was not fitted on: too few books or too much noise to rely on it");
        int empty = impact.Periods.Count(period => period.Samples == 0), thin = impact.Periods.Count(period => period.Censored[^1] > TooThin);
        if (empty > 0) yield return Text($"{empty} periods have no book and take what the others share");
        if (thin > 0) yield return Text($"in {thin} periods most books are too thin for the largest size: their curve is valid up to a smaller one");
        if (days.Count == 1) yield return "a single day cannot tell how days differ: the intervals are those of this day's parameters";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
