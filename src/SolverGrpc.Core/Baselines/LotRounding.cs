using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Baselines;

/// <summary>
/// Whole lots from fractions: the lots up to and including period i are the fractions up to there, rounded. No period is
/// off by a whole lot, bounds that are whole lots still hold, and the sum is that of the order. What does not fill a
/// lot goes to the last period.
/// </summary>
internal static class LotRounding
{
    /// <summary>Rounds <paramref name="schedule"/>, in lots and with K as its sum, and turns it into shares.</summary>
    public static void ToShares(in LotGrid grid, Span<double> schedule)
    {
        double upTo = 0;
        long given = 0;
        for (int i = 0; i < schedule.Length; i++)
        {
            bool last = i == schedule.Length - 1;
            upTo += schedule[i];
            long rounded = last ? grid.Lots : Math.Clamp((long)Math.Round(upTo), given, grid.Lots);
            schedule[i] = grid.Shares(rounded - given, carries: last);
            given = rounded;
        }
    }
}
