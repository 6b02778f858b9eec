using System.Globalization;

namespace SolverGrpc.Sessions.State;

/// <summary>What of a plan lies beyond the range that the costs were estimated for, cost.valid_up_to: its cost is a guess there.</summary>
/// <param name="Period">The period that leaves its range by the largest part of it.</param>
/// <param name="Units">What it trades in all.</param>
/// <param name="PeriodCount">How many periods leave theirs.</param>
internal readonly record struct Extrapolation(int Period, long Units, int PeriodCount)
{
    // as in Solve: what is beyond by rounding only is within
    private const double Rounding = 1e-9;

    /// <summary>Looks at a plan.</summary>
    /// <param name="validUpTo">Range of each period in shares; empty: no range is known.</param>
    /// <param name="units">What each period trades in all.</param>
    /// <param name="committed">How much of it is filled or works already: a period without more is not the plan's.</param>
    /// <param name="quantum">Shares in a unit.</param>
    /// <param name="first">Number of the first period.</param>
    /// <returns>Null: all is within.</returns>
    public static Extrapolation? Find(ReadOnlySpan<double> validUpTo, ReadOnlySpan<long> units, ReadOnlySpan<long> committed, double quantum, int first)
    {
        (int count, int worst, double most) = (0, -1, 0);
        for (int i = 0; i < validUpTo.Length; i++)
        {
            double shares = units[i] * quantum;
            if (units[i] <= committed[i] || shares <= validUpTo[i] * (1 + Rounding)) continue;
            count++;
            if (worst >= 0 && shares / validUpTo[i] <= most) continue;
            (worst, most) = (i, shares / validUpTo[i]);
        }

        return count == 0 ? null : new(first + worst, units[worst], count);
    }

    /// <summary>Whether an earlier plan has said so: the same periods, by the look of it.</summary>
    public bool IsSaidBy(Extrapolation? earlier) => earlier is { } said && (said.Period, said.PeriodCount) == (Period, PeriodCount);

    /// <summary>For people.</summary>
    public override string ToString()
    {
        string others = PeriodCount == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", and so are {PeriodCount - 1} other periods");
        return string.Create(CultureInfo.InvariantCulture, $"period {Period} is planned beyond cost.valid_up_to{others}");
    }
}
