using SolverGrpc.Core.Problems;

namespace SolverGrpc.Core.Certificates;

/// <summary>Checks the rules that are not bounds: minimum slices, whole lots, the carrier of an odd lot, the sum in units.</summary>
internal static class DiscreteRules
{
    /// <summary>Largest distance in shares of a slice from what its rules allow; 0 if all are met, NaN if x is.</summary>
    public static double Violation(AllocationProblem problem, ReadOnlySpan<double> x)
    {
        double violation = 0;
        if (problem.HasMinimumSlice)
        {
            for (int i = 0; i < x.Length; i++)
                if (x[i] != 0) violation = Math.Max(violation, Math.Min(Math.Abs(x[i]), problem.MinimumSlice[i] - x[i]));
        }

        return problem.Lots.Active ? Math.Max(violation, LotViolation(problem.Lots, x)) : violation;
    }

    /// <summary>S − Σ x in shares, counted in whole units; +∞ if some slice is too large to be counted exactly.</summary>
    public static double UnitError(LotRule rule, ReadOnlySpan<double> x)
    {
        Int128 units = rule.QuantityUnits;
        foreach (double slice in x)
        {
            double count = Math.Round(slice / rule.Unit);
            if (!(Math.Abs(count) <= 1L << 53)) return double.PositiveInfinity;
            units -= (long)count;
        }

        return Math.Abs((double)units) * rule.Unit;
    }

    // distance from whole units; one period at most is not in whole lots, and it may only be the carrier (how much it carries,
    // the sum in units tells)
    private static double LotViolation(LotRule rule, ReadOnlySpan<double> x)
    {
        long odd = rule.QuantityUnits % rule.LotUnits;
        double violation = 0;
        int carriers = 0, carrier = -1;
        for (int i = 0; i < x.Length; i++)
        {
            double units = Math.Round(x[i] / rule.Unit);
            violation = Math.Max(violation, Math.Abs(x[i] - (units * rule.Unit)));
            if (IsWhole(units, rule.LotUnits)) continue;
            carriers++;
            carrier = i;
        }

        bool met = odd == 0 ? carriers == 0
            : carriers == 1 && (rule.OddLot == OddLotRule.BestPeriod || (rule.OddLot == OddLotRule.LastPeriod && carrier == x.Length - 1));
        return met ? violation : Math.Max(violation, Math.Max(odd, 1) * rule.Unit);
    }

    // units % lot == 0, without the remainder, whose time grows with the quotient: one number of lots at most can give these units, and the product is rounded once
    private static bool IsWhole(double units, double lot) => Math.FusedMultiplyAdd(Math.Round(units / lot), -lot, units) == 0;
}
