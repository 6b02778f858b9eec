using SolverGrpc.Core.Costs;

namespace SolverGrpc.Core.Problems;

/// <summary>
/// A problem counted in lots: x_i = k_i lots, plus the odd lot in the one period that carries it, and Σ k_i = K.
/// The same view serves a problem without lots on a grid of a given step; what S leaves beyond K steps is then an odd
/// lot that the best period carries.
/// </summary>
public readonly struct LotGrid
{
    // bounds that are a multiple of the lot up to rounding (0.3 shares in lots of 0.1) count as that multiple
    private const double Rounding = 1e-14;

    private readonly double _lotUnits;
    private readonly double _oddUnits;
    private readonly double _unit;

    private LotGrid(long lots, double lotUnits, double oddUnits, double unit, OddLotRule oddLot)
    {
        (Lots, _lotUnits, _oddUnits, _unit) = (lots, lotUnits, oddUnits, unit);
        OddLot = oddUnits == 0 ? OddLotRule.None : oddLot;
    }

    /// <summary>K, the number of whole lots in S.</summary>
    public long Lots { get; }

    /// <summary>Who carries the odd lot; <see cref="OddLotRule.None"/> if there is none.</summary>
    public OddLotRule OddLot { get; }

    /// <summary>S is not a whole number of lots.</summary>
    public bool HasOddLot => _oddUnits != 0;

    /// <summary>Shares in one unit.</summary>
    public double Unit => _unit;

    /// <summary>Units in one lot.</summary>
    public double LotUnits => _lotUnits;

    /// <summary>Shares in one lot.</summary>
    public double Step => _lotUnits * _unit;

    /// <summary>Shares in the odd lot, less than <see cref="Step"/>.</summary>
    public double OddShares => _oddUnits * _unit;

    /// <summary>The whole lots of <paramref name="problem"/>, which must ask for them.</summary>
    public static LotGrid Of(AllocationProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        LotRule rule = problem.Lots;
        (long lots, long odd) = Math.DivRem(rule.QuantityUnits, rule.LotUnits);
        return new(lots, rule.LotUnits, odd, rule.Unit, rule.OddLot);
    }

    /// <summary>A grid of <paramref name="step"/> &gt; 0 shares for <paramref name="quantity"/> shares.</summary>
    public static LotGrid OfStep(double quantity, double step)
    {
        double lots = Math.Floor(quantity / step * (1 + Rounding));
        double odd = quantity - (lots * step);
        return new((long)lots, step, Math.Abs(odd) <= 1e-12 * quantity ? 0 : odd, 1, OddLotRule.BestPeriod);
    }

    /// <summary>Shares in <paramref name="lots"/> lots, with the odd lot if the period carries it.</summary>
    public double Shares(long lots, bool carries) => ((lots * _lotUnits) + (carries ? _oddUnits : 0)) * _unit;

    /// <summary>May period <paramref name="i"/> of <paramref name="periodCount"/> carry the odd lot?</summary>
    public bool MayCarry(int i, int periodCount) =>
        HasOddLot && (OddLot == OddLotRule.BestPeriod || (OddLot == OddLotRule.LastPeriod && i == periodCount - 1));

    /// <summary>How many whole lots period <paramref name="i"/> may take: its bounds, rounded inwards.</summary>
    public LotRange Range(AllocationProblem problem, int i, bool carries)
    {
        ArgumentNullException.ThrowIfNull(problem);
        double odd = carries ? OddShares : 0;
        double cap = (PeriodCost.Cap(problem, i) - odd) / Step;
        long last = cap < -Rounding ? -1 : (long)Math.Min(Lots, Math.Floor(Math.Max(0, cap) * (1 + Rounding)));
        long first = Up((problem.Lower[i] - odd) / Step);
        if (!problem.HasMinimumSlice) return new(first, last, 0);

        // the carrier trades in any case
        long minimum = Up((problem.MinimumSlice[i] - odd) / Step);
        if (first > 0 || carries) return new(Math.Max(first, minimum), last, 0);
        return minimum > last ? new(0, Math.Min(last, 0), 0) : new(0, last, minimum);
    }

    private static long Up(double lots) => lots <= Rounding ? 0 : (long)Math.Min(long.MaxValue / 4, Math.Ceiling(lots * (1 - Rounding)));
}

/// <summary>Numbers of lots a period may take: First ≤ k ≤ Last and, if k &gt; 0, k ≥ Minimum. None if Last &lt; First.</summary>
/// <param name="First">Floor.</param>
/// <param name="Last">Cap.</param>
/// <param name="Minimum">Minimum slice; 0 or 1: none.</param>
public readonly record struct LotRange(long First, long Last, long Minimum)
{
    /// <summary>No number of lots fits.</summary>
    public bool IsEmpty => Last < First;

    /// <summary>There are numbers between 0 and the minimum that do not fit.</summary>
    public bool HasHole => First == 0 && Minimum > 1 && Last > 0;
}
