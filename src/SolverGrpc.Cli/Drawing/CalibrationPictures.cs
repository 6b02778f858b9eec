using System.Globalization;
using Google.Protobuf.Collections;
using SolverGrpc.Cli.Problems;
using SolverGrpc.Contracts.V1;

namespace SolverGrpc.Cli.Drawing;

/// <summary>Four pictures of a calibration: cost curves with their bands, the U-shapes of volume and volatility, residuals.</summary>
internal static class CalibrationPictures
{
    private const string Found = "#0072b2", Band = "#9ecae1", Other = "#d55e00";

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

        foreach ((string name, SvgChart chart) in ((string, SvgChart)[])
            [
                ("slippage.svg", Slippage(found)),
                ("volume.svg", Shape("Volume", "shares", found.ObservedVolume, found.Problem.Bounds?.Volume ?? [])),
                ("volatility.svg", Shape("Volatility", "currency per share", found.ObservedVolatility, found.Problem.Dynamics.Volatility)),
                ("residuals.svg", Residuals(found)),
            ])
        {
            await OutputFile.WriteAsync(Path.Combine(folder, name), chart.ToString(), cancellation);
        }
    }

    // first, middle and last period with books
    private static SvgChart Slippage(Calibration found)
    {
        int[] seen = Seen(found);
        int[] shown = [.. ((int[])[seen[0], seen[seen.Length / 2], seen[^1]]).Distinct()];
        int sizes = found.Sizes.Count;
        double top = shown.Max(i => Enumerable.Range(0, sizes).Max(j => Math.Min(found.Slippage.High[(i * sizes) + j], 2 * found.Slippage.Value[(i * sizes) + j])));
        var chart = new SvgChart("Slippage beyond the half-spread, with 95 % bands", ("shares", 0, found.Sizes[^1]), ("currency per share", 0, top));
        string[] colors = [Found, Other, "#009e73"];
        for (int k = 0; k < shown.Length; k++)
        {
            int i = shown[k];
            (double, double)[] Points(IList<double> values) => [.. found.Sizes.Select((size, j) => (size, Math.Clamp(values[(i * sizes) + j], 0, top)))];
            chart.AddLine(Points(found.Slippage.Low), Band);
            chart.AddLine(Points(found.Slippage.High), Band);
            chart.AddLine(Points(found.Slippage.Value), colors[k], string.Create(CultureInfo.InvariantCulture, $"period {i + 1}"));
        }

        return chart;
    }

    private static SvgChart Shape(string title, string unit, RepeatedField<double> observed, RepeatedField<double> expected)
    {
        var chart = new SvgChart(title, ("period", 0, Math.Max(1, observed.Count - 1)), (unit, 0, observed.Concat(expected).Max()));
        chart.AddLine(observed.Select((y, i) => ((double)i, y)), Band, "observed");
        if (expected.Count > 0) chart.AddLine(expected.Select((y, i) => ((double)i, y)), Found, "expected");
        return chart;
    }

    // mean slippage over the curve, less one, at each size
    private static SvgChart Residuals(Calibration found)
    {
        int sizes = found.Sizes.Count;
        var points = new List<(double X, double Y, string Name)>();
        foreach (int i in Seen(found))
        {
            for (int j = 0; j < sizes; j++)
            {
                double fitted = CalibratedCurve.At(found.Problem.Cost, i, found.Sizes[j]), mean = found.Slippage.Value[(i * sizes) + j];
                if (fitted > 0) points.Add((found.Sizes[j], (mean / fitted) - 1, string.Create(CultureInfo.InvariantCulture, $"period {i + 1}, {found.Sizes[j]:G6} shares")));
            }
        }

        double most = points.Select(p => Math.Abs(p.Y)).DefaultIfEmpty(1).Max();
        var chart = new SvgChart("Residuals of the curve", ("shares", 0, found.Sizes[^1]), ("relative to the curve", -most, most));
        chart.AddLine([(0, 0), (found.Sizes[^1], 0)], Other);
        chart.AddPoints(points, Found);
        return chart;
    }

    private static int[] Seen(Calibration found) => [.. Enumerable.Range(0, found.Samples.Count).Where(i => found.Samples[i] > 0)];
}
