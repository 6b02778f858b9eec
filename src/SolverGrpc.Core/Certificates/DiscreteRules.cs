using SolverGrpc.Core.Problems;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Certificates;

/// <summary>Checks the rules that are not bounds: minimum slices, whole lots, the carrier of an odd lot, the sum in units.</summary>
internal static class DiscreteRules
{
    /// <summary>Largest distance in shares of a slice from nothing or its minimum; 0 if all are met, NaN if x is.</summary>
    public static double SliceViolation(ReadOnlySpan<double> minimum, ReadOnlySpan<double> x)
    {
        double violation = 0;
        for (int i = 0; i < x.Length; i++)
            if (x[i] != 0) violation = Math.Max(violation, Math.Min(Math.Abs(x[i]), minimum[i] - x[i]));
        return violation;
    }

    /// <summary>
    /// Largest distance in shares of a slice from what its rules allow (0 if all are met, NaN if x is), and |S − Σ x| in shares, counted in whole
    /// units (+∞ if some slice is too large to be counted exactly).
    /// </summary>
    public static (double Violation, double UnitError) Lots(LotRule rule, ReadOnlySpan<double> x)
    {
        // sums of units up to this size are exact in any order
        Totals counted = KernelSelection.Run<Call, Totals>(new(rule, x));
        if (!(counted.Second <= WholeNumber.Largest)) return (Violation(rule, x), UnitError(rule, x));
        return (Violation(rule, x, (int)counted.Third, counted.Largest), Math.Abs(rule.QuantityUnits - (long)counted.First) * rule.Unit);
    }

    private static double UnitError(LotRule rule, ReadOnlySpan<double> x)
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

    private static double Violation(LotRule rule, ReadOnlySpan<double> x)
    {
        double violation = 0;
        int carriers = 0;
        foreach (double slice in x)
        {
            double units = Math.Round(slice / rule.Unit);
            violation = Math.Max(violation, Math.Abs(slice - (units * rule.Unit)));
            if (!IsWhole(units, rule.LotUnits)) carriers++;
        }

        return Violation(rule, x, carriers, violation);
    }

    // beside the distance from whole units: one period at most is not in whole lots, and it may only be the carrier (how much it carries, the sum in
    // units tells)
    private static double Violation(LotRule rule, ReadOnlySpan<double> x, int carriers, double violation)
    {
        long odd = rule.QuantityUnits % rule.LotUnits;
        bool met = odd == 0 ? carriers == 0
            : carriers == 1 && (rule.OddLot == OddLotRule.BestPeriod || (rule.OddLot == OddLotRule.LastPeriod && !IsWhole(Math.Round(x[^1] / rule.Unit), rule.LotUnits)));
        return met ? violation : Math.Max(violation, Math.Max(odd, 1) * rule.Unit);
    }

    // units % lot == 0, without the remainder, whose time grows with the quotient: one number of lots at most can give these units, and the product is rounded once
    private static bool IsWhole(double units, double lot) => Math.FusedMultiplyAdd(Math.Round(units / lot), -lot, units) == 0;

    private readonly unsafe ref struct Call(LotRule rule, ReadOnlySpan<double> schedule) : ILaneCall<Totals>
    {
        private readonly ReadOnlySpan<double> _schedule = schedule;

        public Totals With<TLane>()
            where TLane : struct, ILane<TLane>
        {
            fixed (double* x = _schedule) return ChunkedPass.Run(new LotRulePass<TLane>(x, rule.Unit, rule.LotUnits), _schedule.Length);
        }
    }
}
