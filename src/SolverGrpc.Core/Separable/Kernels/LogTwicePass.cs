using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Separable.Kernels;

/// <summary>y_i = log₂(2 x_i).</summary>
internal readonly unsafe struct LogTwicePass<TLane>(double* x, double* y) : IPass<TLane, Log2<TLane>>
    where TLane : struct, ILane<TLane>
{
    public static int SumCount => 0;

    public static int RangeCount => 0;

    public static bool IsCompensated => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.Run<TLane, LogTwicePass<TLane>, Log2<TLane>>(this, from, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Log2<TLane> Load() => Log2<TLane>.Load();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in Log2<TLane> registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane> =>
        part.Store(registers.Of(TLane.Create(2) * part.Load(x + index, TLane.Create(1))), y + index);
}
