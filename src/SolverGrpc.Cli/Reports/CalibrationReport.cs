using System.Globalization;
using System.Text;
using Google.Protobuf.Collections;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Cli.Reports;

/// <summary>A calibration in some lines for people.</summary>
internal static class CalibrationReport
{
    /// <summary>Name of a curve on the command line.</summary>
    public static string Name(ImpactCurve curve) => curve switch
    {
        ImpactCurve.PowerLaw => "power-law",
        ImpactCurve.Linear => "linear",
        ImpactCurve.Quadratic => "quadratic",
        _ => "piecewise-linear",
    };

    /// <summary>The lines.</summary>
    public static string Of(Calibration found)
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
        Line($"data        {found.Data.Rows:N0} rows, {found.Data.Intervals:N0} intervals, {found.Data.CorruptRows:N0} corrupt rows, {found.Data.UnusedBooks:N0} books not used, {found.Data.OtherRows:N0} rows of others");
        foreach (string corrupt in found.Data.FirstCorrupt) Line($"            {corrupt}");
        if (found.Data.CrossedBooks > 0) Line($"            {found.Data.CrossedBooks:N0} of these books have their best bid at or above the best ask: auctions, or messages that the source applies out of order");
        Line($"periods     {found.Samples.Count}, {found.Samples.Min()} to {found.Samples.Max()} books each, {found.Samples.Count(n => n == 0)} without any");
        string exponent = Math.Abs(found.Exponent.High) < 1e9 ? string.Create(CultureInfo.InvariantCulture, $"{found.Exponent.Low:0.0000} to {found.Exponent.High:0.0000}") : "no interval from a single book";
        Line($"exponent    {found.Exponent.Value:0.0000} ({exponent}) of the slippage per share, shared by all periods");
        Line($"curve       {Name(found.Curve)}; error out of sample: {string.Join(", ", found.CurveErrors.Select(e => string.Create(CultureInfo.InvariantCulture, $"{Name(e.Curve)} {100 * e.RelativeError:0.00} %")))}");
        Line($"{"size",12} {"slippage",10} {"95 % interval",21} {"not filled",10}");
        for (int j = 0; j < found.Sizes.Count; j++)
        {
            int[] rows = [.. Enumerable.Range(0, found.Samples.Count).Where(i => found.Samples[i] > 0).Select(i => (i * found.Sizes.Count) + j)];
            double Mean(IList<double> values) => rows.Average(row => Math.Min(values[row], 1e9));
            Line($"{found.Sizes[j],12:N2} {Mean(found.Slippage.Value),10:0.000000} {Mean(found.Slippage.Low),10:0.000000} {Mean(found.Slippage.High),10:0.000000} {100 * Mean(found.Censored),8:0.0} %");
        }

        Line($"half-spread {found.HalfSpread.Value.Average():0.000000} quoted{(found.TradeHalfSpread > 0 ? string.Create(CultureInfo.InvariantCulture, $", {found.TradeHalfSpread:0.000000} by trades (Roll)") : "")}");
        if (found.Curve != ImpactCurve.PiecewiseLinear) Line($"fit         explains {100 * Quantile(found, found.RSquared, 0.5):0.0} % of how slippage grows with size in the median period, {100 * Quantile(found, found.RSquared, 0.1):0.0} % in the worst tenth");
        if (found.Conditioning.Predicts) Line($"conditions  {Terms(found.Conditioning)} explain {100 * found.Conditioning.OutOfSampleRSquared:0.0} % of a moment out of sample; {100 * found.Conditioning.Ahead:0} % of it is left over the next period, {100 * found.Conditioning.Ahead * found.Conditioning.Fade:0} % in the one after");
        if (found.ConditionFactor.Count > 0) Line($"            the first period's impact is multiplied by {found.ConditionFactor[0]:0.000}");
        if (found.Regimes is { Present: true } regimes)
            Line($"regimes     stress has {regimes.StressFactor:0.0} times the volatility of calm, in {regimes.Stressed.Count(p => p > 0.5)} of {regimes.Stressed.Count} periods; next period stressed with {100 * regimes.StressedNext:0} %");
        if (found.Days.Count > 1) Days(found, Line);
        foreach (string note in found.Notes) Line($"note        {note}");
        return text.ToString();
    }

    private static void Days(Calibration found, Action<FormattableString> line)
    {
        line($"{"day",12} {"impact",10} {"spread",10} {"volatility",10} {"volume",10}");
        for (int d = 0; d < found.Days.Count; d++)
        {
            DayLevel day = found.Days[d];
            line($"{d + 1,12} {day.Impact,10:0.000} {day.HalfSpread,10:0.000} {day.Volatility,10:0.000} {day.Volume,10:0.000}");
        }

        ExpectedLevel level = found.ExpectedLevel;
        line($"{"expected",12} {level.Impact.Value,10:0.000} {level.HalfSpread.Value,10:0.000} {level.Volatility.Value,10:0.000} {level.Volume.Value,10:0.000}");
        line($"{"from",12} {level.Impact.Low,10:0.000} {level.HalfSpread.Low,10:0.000} {level.Volatility.Low,10:0.000} {level.Volume.Low,10:0.000}");
        line($"{"to",12} {level.Impact.High,10:0.000} {level.HalfSpread.High,10:0.000} {level.Volatility.High,10:0.000} {level.Volume.High,10:0.000}");
    }

    private static string Terms(Conditioning found)
    {
        (string Name, bool IsUsed, double Slope)[] terms = [("spread", found.UsesSpread, found.SpreadSlope), ("imbalance", found.UsesImbalance, found.ImbalanceSlope)];
        return string.Join(", ", terms.Where(term => term.IsUsed).Select(term => string.Create(CultureInfo.InvariantCulture, $"{term.Name} {term.Slope:+0.00;-0.00}")));
    }

    // of the periods with books
    private static double Quantile(Calibration found, RepeatedField<double> values, double level)
    {
        double[] sorted = [.. Enumerable.Range(0, values.Count).Where(i => found.Samples[i] > 0).Select(i => values[i]).Order()];
        return sorted[(int)(level * (sorted.Length - 1))];
    }
}
