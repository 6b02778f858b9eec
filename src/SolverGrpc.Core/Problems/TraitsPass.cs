using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Problems;

/// <summary>
/// How many curves b x² + c x^d have b = c = 0 (First), how many floors are 0 (Second), how many caps are ∞ (Third), and the smallest d of
/// those with c &gt; 0, if that is below 1.
/// </summary>
internal readonly unsafe struct TraitsPass<TLane>(double* b, double* c, double* d, double* lower, double* upper) : IPass<TLane, TraitsPass<TLane>.Registers>
    where TLane : struct, ILane<TLane>
{
    public static int SumCount => 3;

    public static int RangeCount => 1;

    public static bool IsCompensated => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.Run<TLane, TraitsPass<TLane>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new() { One = TLane.Create(1), Infinity = TLane.Create(double.PositiveInfinity) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane zero = TLane.Create(0), one = registers.One;
        TLane power = part.Load(c + index, one);
        sums.First = TLane.AddWhereEqual(sums.First, part.Load(b + index, one) + power, zero, one);
        sums.Second = TLane.AddWhereEqual(sums.Second, part.Load(lower + index, one), zero, one);
        sums.Third = TLane.AddWhereEqual(sums.Third, part.Load(upper + index, zero), registers.Infinity, one);
        sums.Smallest = TLane.Min(sums.Smallest, TLane.Select(TLane.LessThan(zero, power), part.Load(d + index, one), one));
    }

    public struct Registers
    {
        public TLane One;
        public TLane Infinity;
    }
}
