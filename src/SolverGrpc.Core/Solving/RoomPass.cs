using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Solving;

/// <summary>
/// Σ l (First and Second) and Σ u (Third and Fourth) in twice the working precision. The largest value is 1 if in some period l ≤ u does not
/// hold, else 0.
/// </summary>
internal readonly unsafe struct RoomPass<TLane>(double* lower, double* upper) : IPass<TLane, NoRegisters>
    where TLane : struct, ILane<TLane>
{
    public static int SumCount => 4;

    public static int RangeCount => 1;

    public static bool IsCompensated => true;

    public static bool IsTwiceCompensated => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.Run<TLane, RoomPass<TLane>, NoRegisters>(this, from, to);

    public NoRegisters Load() => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in NoRegisters registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane zero = TLane.Create(0);
        TLane floor = part.Load(lower + index, zero), cap = part.Load(upper + index, zero);
        sums.AddCompensated(floor);
        sums.AddOtherCompensated(cap);
        TLane crossed = TLane.Select(TLane.LessThan(floor, cap), zero, TLane.Select(TLane.Equal(floor, cap), zero, TLane.Create(1)));
        sums.Largest = TLane.Max(sums.Largest, crossed);
    }
}
