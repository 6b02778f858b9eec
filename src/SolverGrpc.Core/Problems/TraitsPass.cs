using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Problems;

/// <summary>
/// Looks for curves b x² + c x^d that are concave throughout (the largest value is 1, else 0), concave first and then convex (the other
/// largest value), and straight (First counts them). Second counts floors that are not 0, Third caps that are finite.
/// </summary>
internal readonly unsafe struct TraitsPass<TLane>(double* b, double* c, double* d, double* lower, double* upper) : IPass<TLane, NoRegisters>
    where TLane : struct, ILane<TLane>
{
    public static int SumCount => 3;

    public static int RangeCount => 2;

    public static bool IsCompensated => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.Run<TLane, TraitsPass<TLane>, NoRegisters>(this, from, to);

    public NoRegisters Load() => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in NoRegisters registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane zero = TLane.Create(0), one = TLane.Create(1);
        TLane quadratic = part.Load(b + index, one), power = part.Load(c + index, zero);
        TLane straight = TLane.Equal(quadratic, zero), root = TLane.Select(TLane.LessThan(zero, power), TLane.LessThan(part.Load(d + index, one), one), zero);
        sums.First += TLane.Select(TLane.Equal(power, zero), TLane.Select(straight, one, zero), zero);
        sums.Second += TLane.Select(TLane.Equal(part.Load(lower + index, zero), zero), zero, one);
        TLane unbounded = TLane.Create(double.PositiveInfinity);
        sums.Third += TLane.Select(TLane.Equal(part.Load(upper + index, unbounded), unbounded), zero, one);
        TLane rising = TLane.Select(root, one, zero);
        sums.Largest = TLane.Max(sums.Largest, TLane.Select(straight, rising, zero));
        sums.OtherLargest = TLane.Max(sums.OtherLargest, TLane.Select(straight, zero, rising));
    }
}
