using System.Globalization;

namespace SolverGrpc.Cli.Drawing;

/// <summary>An axis of a chart: its range, linear or logarithmic, and the round values that are marked on it.</summary>
/// <param name="Title">What it shows, with the unit.</param>
/// <param name="Low">Where it begins.</param>
/// <param name="High">Where it ends.</param>
internal sealed record ChartAxis(string Title, double Low, double High)
{
    private const int TickCountAim = 6;

    /// <summary>Equal factors are equal distances; the range must be above 0.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>What to mark instead of round values.</summary>
    public IReadOnlyList<(double At, string Label)>? Marks { get; init; }

    /// <summary>A linear axis.</summary>
    public static implicit operator ChartAxis((string Title, double Low, double High) axis) => new(axis.Title, axis.Low, axis.High);

    /// <summary>An axis of periods, marked with times of day where the grid has them.</summary>
    /// <param name="count">Periods.</param>
    /// <param name="start">Begin of the first; null: numbers.</param>
    /// <param name="seconds">Length of each.</param>
    public static ChartAxis OfPeriods(int count, DateTime? start, double seconds)
    {
        ChartAxis axis = ("period", -0.5, count - 0.5);
        if (start is not { } begin || !(seconds > 0)) return axis;
        double[] steps = [1, 5, 15, 60, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400];
        double step = steps.FirstOrDefault(s => count * seconds / s <= TickCountAim + 2);
        if (step == 0) return axis;
        var marks = new List<(double, string)>();
        for (double at = Math.Ceiling(begin.TimeOfDay.TotalSeconds / step) * step - begin.TimeOfDay.TotalSeconds; at <= count * seconds; at += step)
            marks.Add(((at / seconds) - 0.5, begin.AddSeconds(at).ToString(step < 60 ? "HH:mm:ss" : "HH:mm", CultureInfo.InvariantCulture)));
        return axis with { Title = "time of day, UTC", Marks = marks };
    }

    /// <summary>Where a value lies between the ends, 0 to 1 within the range.</summary>
    public double Part(double value)
    {
        (double low, double high) = Widened();
        return IsLogarithmic ? Math.Log(value / low) / Math.Log(high / low) : (value - low) / (high - low);
    }

    /// <summary>The values to mark, within the range.</summary>
    public IEnumerable<(double At, string Label)> Ticks()
    {
        (double low, double high) = Widened();
        IEnumerable<(double At, string Label)> all = Marks ?? (IsLogarithmic ? Decades(low, high) : Round(low, high)).Select(value => (value, Text(value)));
        return all.Where(tick => tick.At >= low && tick.At <= high);
    }

    // steps of 1, 2 or 5 times a power of ten
    private static IEnumerable<double> Round(double low, double high)
    {
        double rough = (high - low) / TickCountAim;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * ((rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
        for (double k = Math.Ceiling(low / step); k * step <= high; k++)
            yield return k * step;
    }

    // 1, 2 and 5 times powers of ten
    private static IEnumerable<double> Decades(double low, double high)
    {
        for (double power = Math.Pow(10, Math.Floor(Math.Log10(low))); power <= high; power *= 10)
        {
            foreach (int digit in (int[])[1, 2, 5]) yield return digit * power;
        }
    }

    private static string Text(double value) => value.ToString(Math.Abs(value) is >= 1e4 and < 1e9 ? "#,##0" : "G6", CultureInfo.InvariantCulture);

    // a range without extent gets one, so that everything on it can be placed
    private (double Low, double High) Widened()
    {
        if (High > Low) return (Low, High);
        double extent = Math.Max(Math.Abs(Low) * 0.1, 1e-9);
        return (Low - extent, Low + extent);
    }
}
