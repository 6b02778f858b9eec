using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>x_i becomes factor · x_i.</summary>
internal readonly unsafe struct ScalePass<TLane>(double* x, double factor) : IPass<TLane, ScalePass<TLane>.Registers>
    where TLane : struct, ILane<TLane>
{
    public static int SumCount => 0;

    public static int RangeCount => 0;

    public static bool IsCompensated => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.RunPaired<TLane, ScalePass<TLane>, Registers>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers Load() => new() { Factor = TLane.Create(factor) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Registers registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane> => part.Store(part.Load(x + index, TLane.Create(0)) * registers.Factor, x + index);

    public struct Registers
    {
        public TLane Factor;
    }
}
