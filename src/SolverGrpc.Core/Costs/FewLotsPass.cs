using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Costs;

/// <summary>
/// F(k + shift) − F(k) where lots are few, no less than 0 lots: a difference of two costs, whose digits k takes few of.
/// </summary>
internal readonly unsafe struct FewLotsPass<TLane>(CurvePointers curves, LotCostColumns columns, double shift, LotSize size, double* step)
    : IPass<TLane, FewLotsPass<TLane>.Registers>
    where TLane : struct, ILane<TLane>
{
    public static int SumCount => 0;

    public static int RangeCount => 0;

    public static bool IsCompensated => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.RunLong<TLane, FewLotsPass<TLane>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new()
    {
        Power = Power<TLane>.Load(),
        Shift = TLane.Create(shift),
        Units = TLane.Create(size.Units),
        Odd = TLane.Create(size.OddUnits),
        Unit = TLane.Create(size.Unit),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane zero = TLane.Create(0), lots = part.Load(columns.Lots + index, zero), d = part.Load(curves.D + index, registers.Unit);
        TLane y = TLane.MultiplyAdd(lots, registers.Units, registers.Odd) * registers.Unit, own = part.Load(columns.Own + index, zero);
        TLane few = LotStepPass<TLane>.AreFew(y, registers.Units * registers.Unit, d, own);
        TLane z = TLane.MultiplyAdd(TLane.Max(zero, lots + registers.Shift), registers.Units, registers.Odd) * registers.Unit;
        TLane square = part.Load(curves.B + index, zero) * z * z;
        TLane cost = TLane.MultiplyAdd(part.Load(curves.C + index, zero), registers.Power.Of(z, d), square);
        part.Store(TLane.Select(few, cost - own, part.Load(step + index, zero)), step + index);
    }

    public struct Registers
    {
        public Power<TLane> Power;
        public TLane Shift;
        public TLane Units;
        public TLane Odd;
        public TLane Unit;
    }
}
