using SolverGrpc.Core.Costs;

namespace SolverGrpc.Core.Baselines;

/// <summary>What rounding leaves of S − Σ x.</summary>
internal static class Remainder
{
    private const int Passes = 8;

    /// <summary>
    /// Gives the remainder to the largest x_i strictly between its bounds, where it changes least; where there is none,
    /// to the period with the most room. Repeated while a period takes less than what is left.
    /// </summary>
    public static void Close(Span<double> x, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, double quantity)
    {
        for (int pass = 0; pass < Passes; pass++)
        {
            double left = quantity - CompensatedSum.Of(x);
            if (left == 0) return;
            int taker = LargestBetween(x, lower, upper);
            if (taker < 0) taker = MostRoom(x, lower, upper, left > 0);
            x[taker] = Math.Clamp(x[taker] + left, lower[taker], upper[taker]);
        }
    }

    private static int LargestBetween(ReadOnlySpan<double> x, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper)
    {
        int best = -1;
        for (int i = 0; i < x.Length; i++)
        {
            bool between = x[i] > lower[i] && x[i] < upper[i];
            if (between && (best < 0 || x[i] > x[best])) best = i;
        }

        return best;
    }

    private static int MostRoom(ReadOnlySpan<double> x, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, bool above)
    {
        int best = 0;
        double most = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double room = above ? upper[i] - x[i] : x[i] - lower[i];
            if (room > most) (best, most) = (i, room);
        }

        return best;
    }
}
