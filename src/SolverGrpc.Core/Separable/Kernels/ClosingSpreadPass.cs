using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>
/// x_i becomes clamp(x_i + share · x_i, l_i, u_i) where it was strictly between its bounds; sums and the largest value of what it became are
/// those of <see cref="ClosingPass{TLane, TBounds}"/>.
/// </summary>
internal readonly unsafe struct ClosingSpreadPass<TLane, TBounds>(double* x, TBounds bounds, double share)
    : IPass<TLane, ClosingSpreadPass<TLane, TBounds>.Registers>
    where TLane : struct, ILane<TLane>
    where TBounds : struct, IBounds
{
    public static int SumCount => 3;

    public static int RangeCount => 1;

    public static bool IsCompensated => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.Run<TLane, ClosingSpreadPass<TLane, TBounds>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new() { Share = TLane.Create(share), Closing = new ClosingPass<TLane, TBounds>(x, bounds).Load() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane zero = TLane.Create(0), ceiling = registers.Closing.Ceiling;
        TLane before = part.Load(x + index, zero);
        TLane own = TLane.Select(bounds.IsFree(before, index, part, ceiling), before, zero);
        TLane value = part.Keep(bounds.Clamp(TLane.MultiplyAdd(registers.Share, own, before), index, part, ceiling), zero);
        part.Store(value, x + index);
        ClosingPass<TLane, TBounds>.Add(value, bounds.IsFree(value, index, part, ceiling), registers.Closing, ref sums);
    }

    public struct Registers
    {
        public TLane Share;
        public ClosingPass<TLane, TBounds>.Registers Closing;
    }
}
