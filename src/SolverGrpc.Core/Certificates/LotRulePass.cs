using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Certificates;

/// <summary>
/// Counts a schedule in units: First is Σ units, Second Σ |units|, Third the number of slices that are not in whole lots. The largest value is the
/// largest distance in shares from whole units.
/// </summary>
internal readonly unsafe struct LotRulePass<TLane>(double* x, double unit, double lotUnits) : IPass<TLane, LotRulePass<TLane>.Registers>
    where TLane : struct, ILane<TLane>
{
    public static int SumCount => 3;

    public static int RangeCount => 1;

    public static bool IsCompensated => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.Run<TLane, LotRulePass<TLane>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new() { Unit = TLane.Create(unit), Lot = TLane.Create(lotUnits), One = TLane.Create(1) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane zero = TLane.Create(0), slice = part.Load(x + index, zero), units = WholeNumber.Nearest(slice / registers.Unit);
        TLane left = TLane.MultiplyAdd(zero - WholeNumber.Nearest(units / registers.Lot), registers.Lot, units);
        sums.First += units;
        sums.Second += TLane.Abs(units);
        sums.Third += TLane.Select(TLane.Equal(left, zero), zero, registers.One);
        sums.Largest = TLane.Max(sums.Largest, TLane.Abs(slice - (units * registers.Unit)));
    }

    public struct Registers
    {
        public TLane Unit;
        public TLane Lot;
        public TLane One;
    }
}
