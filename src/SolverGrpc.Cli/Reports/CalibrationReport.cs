using System.Globalization;
using System.Text;
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
        Line($"periods     {found.Samples.Count}, {found.Samples.Min()} to {found.Samples.Max()} books each, {found.Samples.Count(n => n == 0)} without any");
        Line($"exponent    {found.Exponent.Value:0.0000} ({found.Exponent.Low:0.0000} to {found.Exponent.High:0.0000}) of the slippage per share, shared by all periods");
        Line($"curve       {Name(found.Curve)}; error out of sample: {string.Join(", ", found.CurveErrors.Select(e => string.Create(CultureInfo.InvariantCulture, $"{Name(e.Curve)} {100 * e.RelativeError:0.00} %")))}");
        Line($"{"size",12} {"slippage",10} {"95 % interval",21} {"not filled",10}");
        for (int j = 0; j < found.Sizes.Count; j++)
        {
            int[] rows = [.. Enumerable.Range(0, found.Samples.Count).Where(i => found.Samples[i] > 0).Select(i => (i * found.Sizes.Count) + j)];
            double Mean(IList<double> values) => rows.Average(row => Math.Min(values[row], 1e9));
            Line($"{found.Sizes[j],12:N2} {Mean(found.Slippage.Value),10:0.000000} {Mean(found.Slippage.Low),10:0.000000} {Mean(found.Slippage.High),10:0.000000} {100 * Mean(found.Censored),8:0.0} %");
        }

        Line($"half-spread {found.HalfSpread.Value.Average():0.000000} quoted, {found.TradeHalfSpread:0.000000} by trades (Roll)");
        Line($"conditions  spread {found.Conditioning.SpreadSlope:+0.00;-0.00}, imbalance {found.Conditioning.ImbalanceSlope:+0.00;-0.00}: explain {100 * found.Conditioning.OutOfSampleRSquared:0.0} % out of sample");
        if (found.Regimes is { Present: true } regimes)
            Line($"regimes     stress has {regimes.StressFactor:0.0} times the volatility of calm, in {regimes.Stressed.Count(p => p > 0.5)} of {regimes.Stressed.Count} periods");
        return text.ToString();
    }
}
