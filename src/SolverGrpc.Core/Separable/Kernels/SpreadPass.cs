using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>
/// x_i becomes clamp(x_i + share · weight_i, l_i, u_i) where it was strictly between its bounds. First is Σ x, Second is Σ weight over the
/// periods that still are.
/// </summary>
internal readonly unsafe struct SpreadPass<TLane, TBounds>(double* x, double* weight, TBounds bounds, double share) : IPass<TLane, SpreadPass<TLane, TBounds>.Registers>
    where TLane : struct, ILane<TLane>
    where TBounds : struct, IBounds
{
    public static int SumCount => 2;

    public static int RangeCount => 0;

    public static bool IsCompensated => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.RunPaired<TLane, SpreadPass<TLane, TBounds>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new() { Share = TLane.Create(share), Ceiling = TLane.Create(bounds.Ceiling) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane before = part.Load(x + index, TLane.Create(0));
        TLane free = bounds.IsFree(before, index, part, registers.Ceiling);
        TLane own = TLane.Select(free, part.Load(weight + index, TLane.Create(0)), TLane.Create(0));
        TLane wish = TLane.MultiplyAdd(registers.Share, own, before);
        TLane value = part.Keep(bounds.Clamp(wish, index, part, registers.Ceiling), TLane.Create(0));
        part.Store(value, x + index);
        sums.First += value;
        sums.Second = TLane.AddWhereEqual(sums.Second, value, wish, own);
    }

    public struct Registers
    {
        public TLane Share;
        public TLane Ceiling;
    }
}
