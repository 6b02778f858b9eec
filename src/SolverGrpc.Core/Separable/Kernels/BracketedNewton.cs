namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>
/// The root of a non-decreasing function by Newton's method that cannot get lost: a step that leaves the bracket is answered by the
/// middle of the bracket, and after the first eight every third one is. The middle is that of the doubles between, so that 64 of
/// them suffice whatever the scale: at most 200 steps, usually five.
/// </summary>
/// <param name="low">The function is not positive here; −∞ if unknown.</param>
/// <param name="high">The function is not negative here; +∞ if unknown.</param>
/// <param name="reach">While a side is unknown, the longest first step; each that is cut to it doubles it.</param>
internal struct BracketedNewton(double low, double high, double reach)
{
    /// <summary>More steps than it can need.</summary>
    public const int StepLimit = 260;

    private const int FreeSteps = 8;

    private int _steps;

    /// <summary>Where to look next; the point itself if no double is left between the bounds.</summary>
    /// <param name="point">The point just looked at.</param>
    /// <param name="above">The root is above it.</param>
    /// <param name="step">Newton's step from it; NaN and infinite steps are not taken.</param>
    public double Next(double point, bool above, double step)
    {
        if (above) low = point;
        else high = point;
        if (!double.IsFinite(high - low)) return point + Outwards(above, step);

        double next = point + step;
        _steps++;
        bool halve = _steps > FreeSteps && _steps % 3 == 0;
        if (!halve && next > low && next < high) return next;
        double middle = OrderedDouble.Middle(low, high);
        return middle > low && middle < high ? middle : point;
    }

    /// <summary>Where to look next if it is open on which side of the point the root is; the point itself if the step leaves the bracket.</summary>
    public double Undecided(double point, double step)
    {
        double next = double.IsFinite(high - low) ? point + step : point + Outwards(step > 0, step);
        return next > low && next < high ? next : point;
    }

    private double Outwards(bool above, double step)
    {
        double size = Math.Abs(step);
        if (!(size < reach))
        {
            size = reach;
            reach *= 2;
        }

        return above ? size : -size;
    }
}
