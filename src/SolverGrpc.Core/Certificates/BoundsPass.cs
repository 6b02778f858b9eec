using System.Runtime.CompilerServices;
using SolverGrpc.Core.Simd;

namespace SolverGrpc.Core.Certificates;

/// <summary>
/// Σ x in twice the working precision; the smallest values are those of x − l and of u − x. An x that is not finite shows in the sum,
/// whatever it does to the rest.
/// </summary>
internal readonly unsafe struct BoundsPass<TLane>(double* lower, double* upper, double* x) : IPass<TLane, NoRegisters>
    where TLane : struct, ILane<TLane>
{
    public static int SumCount => 2;

    public static int RangeCount => 2;

    public static bool IsCompensated => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Totals Run(nint from, nint to) => LaneLoop.RunPaired<TLane, BoundsPass<TLane>, NoRegisters>(this, from, to);

    public NoRegisters Load() => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TPart>(nint index, TPart part, in NoRegisters registers, ref Sums<TLane> sums)
        where TPart : struct, ILanePart<TLane>
    {
        TLane zero = TLane.Create(0);
        TLane value = part.Load(x + index, zero);
        sums.AddCompensated(value);
        sums.Smallest = TLane.Min(sums.Smallest, value - part.Load(lower + index, zero));
        sums.OtherSmallest = TLane.Min(sums.OtherSmallest, part.Load(upper + index, zero) - value);
    }
}
