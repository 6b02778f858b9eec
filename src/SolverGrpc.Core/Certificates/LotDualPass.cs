using System.Runtime.CompilerServices;
using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Certificates;

/// <summary>Whole lots between the bounds, rounded outwards (a larger set of schedules only weakens the bound), and those of the anchor.</summary>
internal readonly unsafe struct LotBoundsPass<TLane>(double* lower, double* upper, double* anchor, LotDualColumns columns, LotSize size, double free, double quantityUnits)
    : IPass<TLane, LotBoundsPass<TLane>.Registers>
    where TLane : struct, ILane<TLane>
{
    private const double Outwards = 1e-12;

    public static int SumCount => 0;

    public static int RangeCount => 0;

    public static bool IsCompensated => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.Run<TLane, LotBoundsPass<TLane>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new()
    {
        Unit = TLane.Create(size.Unit),
        Lot = TLane.Create(size.Units),
        Odd = TLane.Create(size.OddUnits),
        Free = TLane.Create(free),
        Quantity = TLane.Create(quantityUnits),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane zero = TLane.Create(0), floor = part.Load(lower + index, zero), cap = TLane.Min(part.Load(upper + index, zero), floor + registers.Free);
        TLane fewest = floor / registers.Unit * TLane.Create(1 - Outwards), most = TLane.Min(registers.Quantity, cap / registers.Unit * TLane.Create(1 + Outwards));
        TLane own = part.Load(anchor + index, zero) / registers.Unit;
        part.Store(TLane.Max(zero, WholeNumber.Ceiling((fewest - registers.Odd) / registers.Lot)), columns.First + index);
        part.Store(WholeNumber.Floor((most - registers.Odd) / registers.Lot), columns.Last + index);
        part.Store(TLane.Max(zero, WholeNumber.Floor(((own - registers.Odd) / registers.Lot) + TLane.Create(0.5))), columns.Lots + index);
    }

    public struct Registers
    {
        public TLane Unit;
        public TLane Lot;
        public TLane Odd;
        public TLane Free;
        public TLane Quantity;
    }
}

/// <summary>
/// The smallest f_i(y) − λ y over whole lots and the odd units on top of them, between the bounds, for convex curves: First and Second are their sum
/// in twice the working precision, Third is the sum of the sizes of their terms at the anchor, Fourth the number of periods for which it is
/// not certain, whose least is NaN. The largest value is the largest distance of λ per lot from the prices of the last lot bought and of the next.
/// </summary>
/// <remarks>
/// With k the lots of the anchor, h(j) = f(y_j) − λ y_j is looked at for j = k − 2 … k + 2. h is convex: if it rises from k + 1 to k + 2 by more than
/// rounding can feign, it rises from there on, and likewise to the left. Then the smallest of the five is the smallest of all. An end of the range
/// is as good as a rise. The error of a rise is below 3 (4 + d) · 2^-52 times twice the sizes of what two lots cost and are paid
/// (<see cref="LotStepPass{TLane}"/>); where lots are few, times those of all of them (<see cref="Power{TLane}"/>), as in <see cref="CurveDualPass{TLane}"/>.
/// </remarks>
internal readonly unsafe struct LotDualPass<TLane>(CurvePointers curves, LotDualColumns columns, LotCostColumns costs, LotSize size, double lambda)
    : IPass<TLane, LotDualPass<TLane>.Registers>
    where TLane : struct, ILane<TLane>
{
    public static int SumCount => 4;

    public static int RangeCount => 1;

    public static bool IsCompensated => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.RunLong<TLane, LotDualPass<TLane>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new()
    {
        Lambda = TLane.Create(lambda),
        Units = TLane.Create(size.Units),
        Odd = TLane.Create(size.OddUnits),
        Unit = TLane.Create(size.Unit),
        Infinity = TLane.Create(double.PositiveInfinity),
        One = TLane.Create(1),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane zero = TLane.Create(0), one = registers.One, infinity = registers.Infinity, all = TLane.Equal(zero, zero);
        TLane lots = part.Load(columns.Lots + index, zero), first = part.Load(columns.First + index, zero), last = part.Load(columns.Last + index, zero);
        TLane a = part.Load(curves.A + index, zero), perShare = registers.Lambda - a, lot = registers.Units * registers.Unit, perLot = perShare * lot;
        TLane y = TLane.MultiplyAdd(lots, registers.Units, registers.Odd) * registers.Unit;

        // beside the anchor's lots, without a and less what λ − a pays for them
        TLane cost = part.Load(costs.Own + index, zero), farCost = part.Load(costs.TwoMore + index, zero);
        TLane above = part.Load(costs.OneMore + index, zero) - perLot, far = farCost - perLot - perLot;
        TLane below = part.Load(costs.OneLess + index, zero) + perLot, farBelow = part.Load(costs.TwoLess + index, zero) + perLot + perLot;

        TLane spread = TLane.Abs(a) + TLane.Abs(registers.Lambda), d = part.Load(curves.D + index, one);
        TLane accuracy = TLane.MultiplyAdd(d, TLane.Create(3 * CurveDual.Unit), TLane.Create(3 * CurveDual.ErrorUnits * CurveDual.Unit));
        TLane few = LotStepPass<TLane>.AreFew(y, lot, d, cost);
        TLane twoLots = spread * (lot + lot), error = accuracy * (twoLots + twoLots + TLane.Abs(farCost + farCost));
        error = TLane.Select(few, accuracy * (TLane.MultiplyAdd(spread + spread, y, twoLots + twoLots) + TLane.Abs(farCost + cost)), error);
        TLane hasAbove = TLane.LessThan(lots, last), hasFar = TLane.LessThan(lots + one, last);
        TLane hasBelow = TLane.LessThan(first, lots), hasFarBelow = TLane.LessThan(first, lots - one);
        TLane certain = TLane.Select(TLane.LessThan(last, lots), zero, TLane.Select(TLane.LessThan(lots, first), zero, TLane.LessThan(error, infinity)));
        certain = TLane.Select(hasFar, TLane.Select(TLane.LessThan(error, far - above), certain, zero), certain);
        certain = TLane.Select(hasFarBelow, TLane.Select(TLane.LessThan(error, farBelow - below), certain, zero), certain);
        certain = TLane.Select(certain, all, zero);

        TLane least = TLane.Min(TLane.Select(hasAbove, above, infinity), TLane.Select(hasBelow, below, infinity));
        least = TLane.Min(TLane.Min(least, TLane.Select(hasFar, far, infinity)), TLane.Select(hasFarBelow, farBelow, infinity));
        least = TLane.Min(least, zero) + (cost - (perShare * y));
        part.Store(TLane.Select(certain, least, TLane.Create(double.NaN)), columns.Least + index);
        sums.AddCompensated(part.Keep(TLane.Select(certain, least, zero), zero));
        sums.Third += part.Keep(TLane.Select(certain, TLane.MultiplyAdd(spread, y, TLane.Abs(cost)), zero), zero);
        sums.Fourth += part.Keep(TLane.Select(certain, zero, one), zero);
        TLane off = TLane.Max(TLane.Select(hasAbove, zero - above, zero), TLane.Select(hasBelow, zero - below, zero));
        sums.Largest = TLane.Max(sums.Largest, part.Keep(TLane.Select(certain, off, zero), zero));
    }

    public struct Registers
    {
        public TLane Lambda;
        public TLane Units;
        public TLane Odd;
        public TLane Unit;
        public TLane Infinity;
        public TLane One;
    }
}

/// <summary>Columns of a <see cref="LotDualPass{TLane}"/>: lots of the anchor and their range, and where the minima go.</summary>
internal readonly unsafe struct LotDualColumns(double* lots, double* first, double* last, double* least)
{
    public readonly double* Lots = lots;
    public readonly double* First = first;
    public readonly double* Last = last;
    public readonly double* Least = least;
}
