using System.Runtime.CompilerServices;
using SolverGrpc.Core.Costs;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>Whole lots between the bounds of each period, and how many of them fit into its x.</summary>
internal readonly unsafe struct LotRangePass<TLane>(double* lower, double* upper, double* x, LotFillColumns columns, double lots, double step)
    : IPass<TLane, LotRangePass<TLane>.Registers>
    where TLane : struct, ILane<TLane>
{
    // bounds that are a multiple of the lot up to rounding count as that multiple
    private const double Rounding = 1e-14;

    public static int SumCount => 0;

    public static int RangeCount => 0;

    public static bool IsCompensated => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.Run<TLane, LotRangePass<TLane>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new() { Step = TLane.Create(step), Lots = TLane.Create(lots) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane zero = TLane.Create(0), floor = part.Load(lower + index, zero) / registers.Step;
        TLane first = WholeNumber.Ceiling(TLane.Select(TLane.LessThan(TLane.Create(Rounding), floor), floor * TLane.Create(1 - Rounding), zero));
        TLane cap = part.Load(upper + index, zero) / registers.Step * TLane.Create(1 + Rounding), last = WholeNumber.Floor(TLane.Min(registers.Lots, cap));
        TLane fit = WholeNumber.Floor(part.Load(x + index, zero) / registers.Step);
        part.Store(first, columns.First + index);
        part.Store(last, columns.Last + index);
        part.Store(TLane.Max(first, TLane.Min(last, fit)), columns.Lots + index);
    }

    public struct Registers
    {
        public TLane Step;
        public TLane Lots;
    }
}

/// <summary>
/// How many lots k_i of each period cost λ per share at most, and the prices of the next one and of the last one. First is Σ k.
/// </summary>
/// <remarks>
/// The k-th lot costs Δ(k) = f(k h) − f((k − 1) h), and f'((k − 1) h) ≤ Δ(k) / h ≤ f'(k h). So with x where f'(x) = λ, or at a bound if that
/// is nearer, ⌊x / h⌋ lots do cost at most λ h, and at most one more does.
/// </remarks>
/// <param name="a">Linear costs.</param>
/// <param name="columns">k = ⌊x / h⌋ within its range, and where the answer goes.</param>
/// <param name="costs">Those of k lots and of the lots beside them.</param>
/// <param name="lambda">λ.</param>
/// <param name="step">h.</param>
internal readonly unsafe struct LotFillPass<TLane>(double* a, LotFillColumns columns, LotCostColumns costs, double lambda, double step)
    : IPass<TLane, LotFillPass<TLane>.Registers>
    where TLane : struct, ILane<TLane>
{
    public static int SumCount => 1;

    public static int RangeCount => 0;

    public static bool IsCompensated => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.Run<TLane, LotFillPass<TLane>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new() { Infinity = TLane.Create(double.PositiveInfinity), Price = TLane.Create(lambda * step), LotSize = TLane.Create(step), One = TLane.Create(1) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane zero = TLane.Create(0), lots = part.Load(columns.Lots + index, zero);
        TLane first = part.Load(columns.First + index, zero), last = part.Load(columns.Last + index, zero);
        TLane spread = part.Load(a + index, zero) * registers.LotSize, more = part.Load(costs.OneMore + index, zero);
        TLane previous = spread - part.Load(costs.OneLess + index, zero), next = spread + more;
        TLane affordable = TLane.Select(TLane.LessThan(registers.Price, next), zero, TLane.Equal(next, next));
        TLane another = TLane.Select(TLane.LessThan(lots, last), affordable, zero);
        lots = TLane.Select(another, lots + registers.One, lots);
        previous = TLane.Select(another, next, previous);
        next = TLane.Select(another, spread + (part.Load(costs.TwoMore + index, zero) - more), next);

        // a price beyond all numbers is as good as a bound
        TLane hasNext = TLane.Select(TLane.LessThan(lots, last), TLane.Equal(next, next), zero);
        TLane hasPrevious = TLane.Select(TLane.LessThan(first, lots), TLane.Equal(previous, previous), zero);
        part.Store(TLane.Select(hasNext, next, registers.Infinity), columns.Next + index);
        part.Store(TLane.Select(hasPrevious, zero - previous, registers.Infinity), columns.Previous + index);
        part.Store(lots, columns.Lots + index);
        sums.First += part.Keep(lots, zero);
    }

    public struct Registers
    {
        public TLane Infinity;
        public TLane Price;
        public TLane LotSize;
        public TLane One;
    }
}

/// <summary>Columns of a fill.</summary>
/// <param name="Lots">k: lots that fit into x, then lots that are bought.</param>
/// <param name="First">The fewest lots between the bounds.</param>
/// <param name="Last">The most.</param>
/// <param name="Next">Price of the next lot; +∞ if there is none.</param>
/// <param name="Previous">Minus the price of the last lot; +∞ if there is none.</param>
internal readonly unsafe struct LotFillColumns(double* Lots, double* First, double* Last, double* Next, double* Previous)
{
    public readonly double* Lots = Lots;
    public readonly double* First = First;
    public readonly double* Last = Last;
    public readonly double* Next = Next;
    public readonly double* Previous = Previous;
}
