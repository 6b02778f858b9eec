using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Coupled;

/// <summary>
/// Weighs risk against a limit on E, that is on the order's slippage. With ν the price of the limit, (1 + ν) E + κ V and (1 + ν) E + z √V are minimised by
/// the schedules that minimise E + κ' V for some smaller κ', along which E rises with κ'. The κ' at which E is the limit is searched by the
/// Illinois method (Dowell and Jarratt, BIT 11, 1971) in log κ'; what is left between the two sides is taken from their mixtures.
/// </summary>
internal static class CostLimitSearch
{
    private const double Shrink = 1.0 / 16;
    private const int SolveLimit = 200;

    /// <summary>Width of the bracket, relative to κ, at which the mixture decides.</summary>
    private const double Narrow = 1e-9;

    /// <summary>
    /// Leaves <paramref name="path"/> at the schedule of the largest κ ≤ <paramref name="most"/> with E ≤ <paramref name="limit"/> (currency).
    /// False: there is none; the path is then at κ = 0, where E is smallest.
    /// </summary>
    public static bool TryMeet(ref FixedAversion path, double limit, double most, SolveBudget budget, Workspace workspace)
    {
        path.Solve(most);
        if (path.Cost <= limit) return true;
        Span<double> tooDear = workspace.Take(path.Schedule.Length);
        path.Schedule.CopyTo(tooDear);
        double high = most, highExcess = path.Cost - limit, low = 0;
        path.Solve(0);
        if (path.Cost > limit) return false;

        double lowExcess = path.Cost - limit;
        int sameSide = 0;
        for (int solves = 0; solves < SolveLimit && high - low > Narrow * high && !budget.Exhausted; solves++)
        {
            double next = low == 0 ? high * Shrink : low * Math.Pow(high / low, lowExcess / (lowExcess - highExcess));
            if (!(next > low && next < high)) next = low == 0 ? 0 : Math.Sqrt(low) * Math.Sqrt(high);
            if (next <= low || next >= high) break;
            path.Solve(next);
            double excess = path.Cost - limit;
            if (excess > 0)
            {
                high = next;
                highExcess = excess;
                path.Schedule.CopyTo(tooDear);
                if (sameSide > 0) lowExcess /= 2;
                sameSide = 1;
            }
            else
            {
                low = next;
                lowExcess = excess;
                if (excess == 0) return true;
                if (sameSide < 0) highExcess /= 2;
                sameSide = -1;
            }
        }

        if (path.Aversion != low) path.Solve(low);
        if (low > 0) path.Blend(tooDear, new RiskTarget(RiskKind.None, limit, 0));
        return true;
    }
}
