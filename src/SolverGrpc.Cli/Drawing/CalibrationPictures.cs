using System.Globalization;
using Google.Protobuf.Collections;
using SolverGrpc.Cli.Problems;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Cli.Drawing;

/// <summary>Pictures of a calibration: cost curves with their bands, the shapes of impact, spread, volume and volatility over the day, residuals.</summary>
internal static class CalibrationPictures
{
    private const string Blue = "#0072b2", Orange = "#d55e00", Green = "#009e73", Grey = "#8a8a8a";
    private const int PointsOfACurve = 60;
    private const double Tenth = 0.1, Headroom = 1.05, LeastResidual = 0.01;

    /// <summary>Draws them into a folder, which is made if need be.</summary>
    /// <exception cref="InputException">They cannot be written.</exception>
    public static async Task WriteAsync(Calibration found, string folder, CancellationToken cancellation)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(e.Message);
        }

        string impact = string.Create(CultureInfo.InvariantCulture, $"Slippage of {found.ReferenceSize:N0} shares beyond the half-spread");
        foreach ((string name, SvgChart chart) in ((string, SvgChart)[])
            [
                ("slippage.svg", Slippage(found)),
                ("impact.svg", Banded(found, impact, found.ReferenceSlippage)),
                ("half-spread.svg", Banded(found, "Half-spread", found.HalfSpread)),
                ("volume.svg", Shape(found, "Volume", "shares per period", found.ObservedVolume, found.Problem.Bounds?.Volume ?? [])),
                ("volatility.svg", Shape(found, "Volatility", "currency per share and period", found.ObservedVolatility, found.Problem.Dynamics.Volatility)),
                ("residuals.svg", Residuals(found)),
            ])
        {
            await OutputFile.WriteAsync(Path.Combine(folder, name), chart.ToString(), cancellation);
        }
    }

    // a cheap, a middling and a dear period: means of the books with their intervals, and the curve that the solver gets, broken beyond its range
    private static SvgChart Slippage(Calibration found)
    {
        int sizes = found.Sizes.Count;
        int[] seen = [.. Seen(found).OrderBy(i => found.ReferenceSlippage.Value[i])];
        int[] shown = [.. ((int[])[seen[seen.Length / 20], seen[seen.Length / 2], seen[^((seen.Length / 20) + 1)]]).Distinct()];
        double top = Headroom * shown.Max(i => Enumerable.Range(i * sizes, sizes).Max(k => Math.Min(found.Slippage.High[k], 2 * found.Slippage.Value[k])));
        var chart = new SvgChart(
            $"Slippage beyond the half-spread: books (dots, 95 % bands) and the {Reports.CalibrationReport.Name(found.Curve)} curve",
            ("shares", 0, found.Sizes[^1] * Headroom),
            ("currency per share", 0, top));
        string[] colors = [Green, Blue, Orange];
        for (int k = 0; k < shown.Length; k++)
        {
            int i = shown[k];
            double At(IList<double> values, int j) => Math.Clamp(values[(i * sizes) + j], 0, top);
            (double, double)[] Curve(double from, double to) =>
            [
                .. Enumerable.Range(0, PointsOfACurve + 1).Select(p => from + ((to - from) * p / PointsOfACurve)).Where(x => x > 0)
                    .Select(x => (x, Math.Min(top, CalibratedCurve.At(found.Problem.Cost, i, x)))),
            ];
            double range = Math.Min(found.Problem.Cost.ValidUpTo[i], found.Sizes[^1]);
            chart.AddBand([.. found.Sizes.Select((size, j) => (size, At(found.Slippage.Low, j), At(found.Slippage.High, j)))], colors[k]);
            chart.AddLine(Curve(0, range), colors[k], PeriodName(found, i));
            if (range < found.Sizes[^1]) chart.AddLine(Curve(range, found.Sizes[^1]), colors[k], isDashed: true);
            chart.AddPoints(found.Sizes.Select((size, j) => (size, At(found.Slippage.Value, j), string.Create(CultureInfo.InvariantCulture, $"{size:G6} shares, {100 * found.Censored[(i * sizes) + j]:0.#} % not filled"))), colors[k], 3.5);
        }

        return chart;
    }

    private static SvgChart Banded(Calibration found, string title, EstimateColumn column)
    {
        double top = Headroom * column.High.Zip(column.Value, (high, value) => Math.Min(high, 2 * value)).Max();
        var chart = new SvgChart(title, Time(found), ("currency per share", 0, top));
        chart.AddBand([.. column.Value.Select((_, i) => ((double)i, Math.Clamp(column.Low[i], 0, top), Math.Clamp(column.High[i], 0, top)))], Blue);
        chart.AddLine(column.Value.Select((y, i) => ((double)i, Math.Min(y, top))), Blue, "estimate, 95 % band");
        return chart;
    }

    private static SvgChart Shape(Calibration found, string title, string unit, RepeatedField<double> observed, RepeatedField<double> expected)
    {
        var chart = new SvgChart(title, Time(found), (unit, 0, Headroom * observed.Concat(expected).DefaultIfEmpty(1).Max()));
        chart.AddPoints(observed.Select((y, i) => (i, y)).Where(p => p.y > 0).Select(p => ((double)p.i, p.y, PeriodName(found, p.i))), Grey, 2.5, 0.7, "observed");
        if (expected.Count > 0) chart.AddLine(expected.Select((y, i) => ((double)i, y)), Blue, "expected");
        return chart;
    }

    // mean slippage over the curve, less one, at each size; where most of them lie, and their median
    private static SvgChart Residuals(Calibration found)
    {
        int sizes = found.Sizes.Count;
        int[] seen = Seen(found);
        (double Residual, string Name)[][] residuals = [.. found.Sizes.Select((size, j) => Residuals(found, seen, size, i => found.Slippage.Value[(i * sizes) + j]))];
        // a curve that goes through the means leaves rounding only
        double most = Headroom * Math.Max(LeastResidual, residuals.SelectMany(r => r).Select(r => Math.Abs(r.Residual)).DefaultIfEmpty(1).Max());
        var axis = new ChartAxis("shares", found.Sizes[0] / 1.2, found.Sizes[^1] * 1.2) { IsLogarithmic = true };
        var chart = new SvgChart("What the books cost beyond the curve, relative to it", axis, ("relative", -most, most));
        chart.AddLine([(axis.Low, 0), (axis.High, 0)], Grey);
        chart.AddPoints(residuals.SelectMany((r, j) => r.Select(p => (found.Sizes[j], p.Residual, p.Name))), Blue, 2.5, 0.25, "a period");
        (double Size, double[] Sorted)[] columns = [.. residuals.Select((r, j) => (found.Sizes[j], r.Select(p => p.Residual).Order().ToArray())).Where(c => c.Item2.Length > 0)];
        chart.AddBand([.. columns.Select(c => (c.Size, c.Sorted[(int)(Tenth * (c.Sorted.Length - 1))], c.Sorted[(int)((1 - Tenth) * (c.Sorted.Length - 1))]))], Orange);
        chart.AddLine(columns.Select(c => (c.Size, c.Sorted[c.Sorted.Length / 2])), Orange, "median, and where 80 % lie");
        return chart;
    }

    private static (double Residual, string Name)[] Residuals(Calibration found, int[] seen, double size, Func<int, double> mean) =>
    [
        .. seen.Select(i => (Fitted: CalibratedCurve.At(found.Problem.Cost, i, size), Period: i)).Where(p => p.Fitted > 0)
            .Select(p => ((mean(p.Period) / p.Fitted) - 1, string.Create(CultureInfo.InvariantCulture, $"{PeriodName(found, p.Period)}, {size:G6} shares"))),
    ];

    private static ChartAxis Time(Calibration found)
    {
        PeriodGrid grid = found.Problem.Grid;
        bool isEven = grid.DurationSeconds.Distinct().Count() == 1;
        return ChartAxis.OfPeriods(grid.PeriodCount, isEven ? grid.Start?.ToDateTime() : null, grid.DurationSeconds[0]);
    }

    private static string PeriodName(Calibration found, int period)
    {
        PeriodGrid grid = found.Problem.Grid;
        string number = string.Create(CultureInfo.InvariantCulture, $"period {found.FirstPeriod + period}");
        return grid.Start is null ? number : $"{number}, {grid.Start.ToDateTime().AddSeconds(grid.DurationSeconds.Take(period).Sum()).ToString("HH:mm", CultureInfo.InvariantCulture)}";
    }

    private static int[] Seen(Calibration found) => [.. Enumerable.Range(0, found.Samples.Count).Where(i => found.Samples[i] > 0)];
}
