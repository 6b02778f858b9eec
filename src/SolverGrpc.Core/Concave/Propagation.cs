namespace SolverGrpc.Core.Concave;

/// <summary>
/// Draws conclusions from a box l ≤ z ≤ u without losing the optimum:
/// the others' bounds and the sum bound each period; minimum slices exclude what is between 0 and themselves; of twins
/// the earlier takes no less; and at an optimum at most one period is strictly between its bounds where its cost is
/// strictly concave (two of them could trade with each other and both directions cannot lose).
/// </summary>
internal static class Propagation
{
    private const int Rounds = 4;

    /// <summary>Tightens the box in place. False if nothing is left in it.</summary>
    public static bool Tighten(in SearchSpace space, Span<double> low, Span<double> high)
    {
        double tolerance = space.SumTolerance;
        for (int round = 0; round < Rounds; round++)
        {
            if (!Snap(space, low, high, tolerance)) return false;
            double floors = 0, caps = 0;
            for (int i = 0; i < low.Length; i++)
            {
                floors += low[i];
                caps += high[i];
            }

            if (floors > space.Total + tolerance || caps < space.Total - tolerance) return false;
            bool changed = Share(low, high, Math.Max(0, space.Total - floors), Math.Max(0, caps - space.Total), tolerance);
            changed |= OrderTwins(space, low, high);
            if (!KeepOneInside(space, low, high, ref changed)) return false;
            if (!changed) break;
        }

        return Snap(space, low, high, tolerance);
    }

    private static bool Snap(in SearchSpace space, Span<double> low, Span<double> high, double tolerance)
    {
        for (int i = 0; i < low.Length; i++)
        {
            double minimum = space.Minimum[i];
            if (minimum > 0)
            {
                // what rounding leaves of nothing is nothing, and what it lacks to the minimum slice is there
                low[i] = low[i] > tolerance ? Math.Max(low[i], minimum) : 0;
                high[i] = high[i] < minimum - tolerance ? 0 : Math.Max(high[i], minimum);
            }

            if (low[i] <= high[i]) continue;
            if (low[i] - high[i] > tolerance) return false;
            low[i] = high[i];
        }

        return true;
    }

    // a change within rounding is none: a floor of 1e-15 instead of 0 is dear where the cost is steep
    private static bool Share(Span<double> low, Span<double> high, double free, double excess, double tolerance)
    {
        bool changed = false;
        for (int i = 0; i < low.Length; i++)
        {
            double up = low[i] + free, down = high[i] - excess;
            bool lower = up < high[i] - tolerance, higher = down > low[i] + tolerance;
            changed |= lower | higher;
            if (lower) high[i] = up;
            if (higher) low[i] = Math.Min(down, high[i]);
        }

        return changed;
    }

    private static bool OrderTwins(in SearchSpace space, Span<double> low, Span<double> high)
    {
        bool changed = false;
        for (int i = 0; i < low.Length; i++)
        {
            int earlier = space.Twin[i];
            if (earlier < 0 || high[i] <= high[earlier]) continue;
            high[i] = high[earlier];
            changed = true;
        }

        for (int i = low.Length - 1; i >= 0; i--)
        {
            int earlier = space.Twin[i];
            if (earlier < 0 || low[i] <= low[earlier]) continue;
            low[earlier] = low[i];
            changed = true;
        }

        return changed;
    }

    private static bool KeepOneInside(in SearchSpace space, Span<double> low, Span<double> high, ref bool changed)
    {
        int inside = -1;
        for (int i = 0; i < low.Length; i++)
        {
            if (!ExcludesFloor(space, i, low[i]) || !ExcludesCap(space, i, high[i])) continue;
            if (inside >= 0) return false;
            inside = i;
        }

        if (inside < 0) return true;
        for (int i = 0; i < low.Length; i++)
        {
            if (i == inside || low[i] == high[i]) continue;
            double floor = space.IsSemicontinuous(i, low[i]) ? space.Minimum[i] : low[i];
            bool onFloor = low[i] == space.Lower[i] || low[i] == space.Minimum[i];
            if (ExcludesFloor(space, i, low[i]) && IsConcave(space, i, space.Upper[i])) low[i] = high[i];
            else if (onFloor && high[i] > floor && ExcludesCap(space, i, high[i])) high[i] = floor;
            else continue;
            changed = true;
        }

        return true;
    }

    // clearly above the floor (or the minimum slice, once it trades), rounding errors of the sum aside
    private static bool ExcludesFloor(in SearchSpace space, int i, double low) =>
        space.Inflection[i] > 0 && low > Math.Max(space.Lower[i], space.Minimum[i]) + Margin(space);

    // clearly below the cap, and concave up to there
    private static bool ExcludesCap(in SearchSpace space, int i, double high) =>
        high < space.Upper[i] - Margin(space) && IsConcave(space, i, high);

    private static bool IsConcave(in SearchSpace space, int i, double high) => high <= space.Inflection[i] - (space.Whole ? 1 : 0);

    private static double Margin(in SearchSpace space) => space.Whole ? 0 : 1e-9 * space.Total;
}
