using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Coupled;

/// <summary>
/// Finds the κ that meets a <see cref="RiskTarget"/>: a bracket grown by powers, then the Illinois method (Dowell and Jarratt,
/// BIT 11, 1971) in log κ. If the bracket closes on a κ where V jumps, or rounding blurs it, schedules of both sides minimise E + κ V, and so
/// does every mixture of them: the one that meets the limit exactly is taken.
/// </summary>
internal static class AversionSearch
{
    private const double Growth = 16;
    private const int SolveLimit = 200;

    /// <summary>
    /// Searches κ in (0, <paramref name="most"/>], starting at <paramref name="first"/>, and leaves <paramref name="path"/> solved at the best κ on
    /// the feasible side. False: there is none, or the budget is exhausted before one is found.
    /// </summary>
    public static bool TryMeet(ref FixedAversion path, in RiskTarget target, double first, double most, SolveBudget budget, Workspace workspace)
    {
        Span<double> tooRisky = workspace.Take(path.Schedule.Length);
        double low = 0, lowExcess = double.NaN, high = double.NaN, highExcess = double.NaN;
        double aversion = Math.Min(first, most);
        int sameSide = 0;
        for (int solves = 0; solves < SolveLimit && !budget.Exhausted; solves++)
        {
            path.Solve(aversion);
            double excess = target.Excess(path);
            if (target.Met(path)) return true;
            if (excess > 0)
            {
                low = aversion;
                path.Schedule.CopyTo(tooRisky);
                lowExcess = excess;
                if (aversion == most || path.Variance == 0) break;
                if (sameSide < 0) sameSide = 0;
                if (++sameSide > 1) highExcess /= 2;
            }
            else
            {
                high = aversion;
                highExcess = excess;
                if (sameSide > 0) sameSide = 0;
                if (--sameSide < -1) lowExcess /= 2;
            }

            double next = double.IsNaN(high) ? Math.Min(aversion * Growth, most)
                : low == 0 ? aversion / Growth
                : low * Math.Pow(high / low, lowExcess / (lowExcess - highExcess));
            if (!double.IsNaN(high) && !(next > low && next < high)) next = Math.Sqrt(low) * Math.Sqrt(high);
            if (next == low || next == high || !double.IsFinite(next)) break;
            aversion = next;
        }

        if (double.IsNaN(high)) return false;
        if (path.Aversion != high) path.Solve(high);
        if (low > 0) path.Blend(tooRisky, target);
        return target.Feasible(path);
    }
}
