using SolverGrpc.Core.Solving;

namespace SolverGrpc.Core.Coupled;

/// <summary>
/// Finds the κ that meets a <see cref="RiskTarget"/>: secants in log κ, inside the bracket as soon as there is one, which is halved where they do not
/// shrink it. If the bracket closes on a κ where V jumps, or rounding blurs it, schedules of both sides minimise E + κ V, and so
/// does every mixture of them: the one that meets the limit exactly is taken.
/// </summary>
internal static class AversionSearch
{
    private const double Growth = 16;
    private const int SolveLimit = 200;

    /// <summary>Solves in which the bracket must halve.</summary>
    private const int Patience = 3;

    /// <summary>
    /// Searches κ in (0, <paramref name="most"/>], starting at <paramref name="first"/>, and leaves <paramref name="path"/> solved at the best κ on
    /// the feasible side. False: there is none, the search went beyond κ*, or the budget is exhausted before one is found.
    /// </summary>
    public static bool TryMeet(ref FixedAversion path, in RiskTarget target, double first, double most, SolveBudget budget, Workspace workspace)
    {
        Span<double> tooRisky = workspace.Take(path.Schedule.Length);
        double low = 0, high = double.NaN, before = double.NaN, excessBefore = double.NaN, width = double.PositiveInfinity;
        double aversion = Math.Min(path.Approach(target, first), most);
        int patience = Patience;
        for (int solves = 0; solves < SolveLimit && !budget.Exhausted; solves++)
        {
            path.Solve(aversion);
            double excess = target.Excess(path);
            if (target.Met(path)) return true;
            if (target.IsBeyond(path)) break;
            if (excess > 0)
            {
                low = aversion;
                path.Schedule.CopyTo(tooRisky);
                if (aversion == most || path.Variance == 0) break;
            }
            else
            {
                high = aversion;
            }

            double slope = double.IsNaN(before) ? target.UsualSlope(path) : (excess - excessBefore) / Math.Log(aversion / before);
            double next = aversion * (slope < 0 ? Math.Clamp(Math.Exp(-excess / slope), 1 / Growth, Growth) : excess > 0 ? Growth : 1 / Growth);
            (before, excessBefore) = (aversion, excess);
            if (double.IsNaN(high))
            {
                next = Math.Min(next, most);
            }
            else if (low > 0)
            {
                bool outside = !(next > low && next < high);
                if (--patience == 0)
                {
                    outside |= Math.Log(high / low) > width / 2;
                    width = Math.Log(high / low);
                    patience = Patience;
                }

                if (outside) next = Math.Sqrt(low) * Math.Sqrt(high);
            }

            if (next == low || next == high || !(next > 0 && double.IsFinite(next))) break;
            aversion = next;
        }

        if (double.IsNaN(high)) return false;
        if (path.Aversion != high) path.Solve(high);
        if (low > 0) path.Blend(tooRisky, target);
        return target.Feasible(path);
    }
}
